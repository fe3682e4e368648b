import { z } from 'zod';
import { AppError } from '../../../contract/index.ts';

export type SchemaForm = 'full' | 'bare';
type Node = Readonly<Record<string, unknown>>;

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Bounds that servers turn into grammars: kept only in the full form and only while they are small. */
const BOUNDS: Readonly<Record<string, number>> = { maxLength: 1000, minLength: 1000, maxItems: 100, minItems: 100, minimum: 1_000_000, maximum: 1_000_000 };

function simplified(node: unknown, form: SchemaForm): Node {
  if (!isNode(node)) return {};
  if ('$ref' in node) throw new AppError('INTERNAL', 'A question to the language model must have a schema without references.');
  const plain: Record<string, unknown> = {};
  for (const name of ['type', 'enum', 'description']) if (node[name] !== undefined) plain[name] = node[name];
  if ('const' in node) plain['enum'] = [node['const']];
  if (form === 'full') {
    for (const [name, most] of Object.entries(BOUNDS)) {
      const value = node[name];
      if (typeof value === 'number' && Math.abs(value) <= most) plain[name] = value;
    }
  }
  const choices = node['anyOf'] ?? node['oneOf'];
  if (Array.isArray(choices)) plain['anyOf'] = choices.map((choice) => simplified(choice, form));
  if (node['items'] !== undefined) plain['items'] = simplified(node['items'], form);
  const { properties } = node;
  if (isNode(properties)) {
    plain['properties'] = Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, simplified(value, form)]));
    plain['required'] = Object.keys(properties);
    plain['additionalProperties'] = false;
  }
  return plain;
}

/**
 * A zod schema as the JSON schema that servers of every kind take (model.md 6.1): no pattern, no format, no references, every property required,
 * nothing besides. `bare` leaves out lengths and bounds too. The answer is validated with the zod schema itself, whatever the server made of this.
 */
export function simpleJsonSchema(schema: z.ZodType, form: SchemaForm): Node {
  return simplified(z.toJSONSchema(schema, { io: 'input', reused: 'inline', unrepresentable: 'any' }), form);
}
