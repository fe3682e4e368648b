import { z } from 'zod';
import { AppError } from '../../../contract/index.ts';
import { expectSuccess, type Got, get, jsonOf } from './get.ts';
import type { Reach } from './reach.ts';

const modelSchema = z.looseObject({ id: z.string().min(1), owned_by: z.string().nullish(), architecture: z.looseObject({ input_modalities: z.array(z.string()) }).nullish().catch(null) });
const listSchema = z.looseObject({ data: z.array(modelSchema).nullable() });

export interface Listing {
  readonly models: readonly z.infer<typeof modelSchema>[];
  readonly headers: Headers;
}

/** What `GET /models` lists. Throws SERVER_UNFIT where something else answers. */
export async function listModels(reach: Reach, timeoutMilliseconds: number, signal: AbortSignal | undefined): Promise<Listing> {
  const got = await get(reach, 'models', timeoutMilliseconds, signal);
  expectSuccess(got, (text) => reach.scrub(text));
  const list = listSchema.safeParse(jsonOf(got.text));
  if (!list.success) throw new AppError('SERVER_UNFIT', 'What answered is no OpenAI-compatible server. Check the address in the settings; it mostly ends in /v1.', { text: reach.scrub(got.text.slice(0, 200)) });
  return { models: list.data.data ?? [], headers: got.headers };
}

export interface Software {
  readonly name: string | null;
  /** Whether the server itself says that its model sees pictures; null where it does not say. */
  readonly vision: boolean | null;
}

const propsSchema = z.looseObject({ modalities: z.looseObject({ vision: z.boolean() }).optional(), build_info: z.string().optional() });
const versionSchema = z.looseObject({ version: z.string() });

async function quietly(asked: Promise<Got>): Promise<unknown> {
  try {
    const got = await asked;
    return got.status === 200 ? jsonOf(got.text) : undefined;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CANCELLED') throw error;
    return undefined;
  }
}

/** Which server this is, by what it says of itself: owner of its models, header, then one version answer. */
export async function recogniseSoftware(reach: Reach, listing: Listing, model: string, timeoutMilliseconds: number, signal: AbortSignal | undefined): Promise<Software> {
  const listed = listing.models.find(({ id }) => id === model);
  const owner = (listed ?? listing.models[0])?.owned_by ?? '';
  const header = listing.headers.get('server') ?? '';
  const declared = listed?.architecture?.input_modalities.includes('image') ?? null;
  const ask = (path: string): Promise<unknown> => quietly(get(reach, path, timeoutMilliseconds, signal));
  const versionAt = async (path: string): Promise<string> => {
    const answer = versionSchema.safeParse(await ask(path));
    return answer.success ? ` ${answer.data.version.slice(0, 40)}` : '';
  };
  if (/llama\.?cpp/i.test(`${owner} ${header}`)) {
    const props = propsSchema.safeParse(await ask('/props'));
    const build = props.success ? (props.data.build_info ?? '') : '';
    return { name: `llama.cpp ${build.slice(0, 40)}`.trim(), vision: (props.success ? props.data.modalities?.vision : null) ?? declared };
  }
  if (owner === 'vllm') return { name: `vLLM${await versionAt('/version')}`, vision: declared };
  if (owner === 'library') return { name: `Ollama${await versionAt('/api/version')}`, vision: declared };
  if (owner === 'organization_owner') return { name: 'LM Studio', vision: declared };
  const version = await versionAt('/api/version');
  if (version !== '') return { name: `Ollama${version}`, vision: declared };
  return { name: header === '' ? null : header.slice(0, 60), vision: declared };
}
