import type { ContractProcedure, InferSchemaInput, InferSchemaOutput } from '@orpc/server';
import type { ApiContract } from '../../contract/index.ts';
import type { HandlerCall } from './context.ts';

/** Input of a contract method as its schema gives it, and what may be answered. */
type MethodInput<Method> = Method extends ContractProcedure<infer Input, infer _Output, infer _Errors, infer _Meta> ? InferSchemaOutput<Input> : never;
type MethodAnswer<Method> = Method extends ContractProcedure<infer _Input, infer Output, infer _Errors, infer _Meta> ? InferSchemaInput<Output> : never;

/** One plain function for each method of a group of the contract: testable without any transport. Each throws AppError. */
export type Handlers<Group extends keyof ApiContract> = {
  readonly [Method in keyof ApiContract[Group]]: (input: MethodInput<ApiContract[Group][Method]>, call: HandlerCall) => Promise<MethodAnswer<ApiContract[Group][Method]>>;
};
