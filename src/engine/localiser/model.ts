import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Provider } from '../../contract/analysis.ts';
import { AppError } from '../../contract/errors.ts';
import { manifestSchema, type Manifest } from '../../contract/manifest.ts';
import { automaticOrder, chooseProvider } from './provider.ts';
import { compiledProviders, loadNetwork, type LoadOptions, type Network } from './runtime.ts';

export interface Model {
  readonly manifest: Manifest;
  readonly network: Network;
  readonly provider: Provider;
  readonly providerReason: string;
}

interface Cached {
  readonly key: string;
  readonly model: Model;
}

let cached: Cached | undefined;

/**
 * The network in `folder`, kept loaded from one call to the next for as long as its files stay the same. The file's SHA-256 must be the one its
 * manifest states. Throws MODEL_MISSING, MODEL_INVALID, PROVIDER_UNAVAILABLE.
 */
export async function loadModel(folder: string, wanted: Provider | 'auto', threads?: number): Promise<Model> {
  const manifest = await readManifest(folder);
  const key = `${manifest.sha256} ${wanted} ${threads ?? ''} ${folder}`;
  if (cached?.key === key) return cached.model;
  const bytes = await readModelFile(folder);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== manifest.sha256) {
    throw new AppError('MODEL_INVALID', `${join(folder, 'model.onnx')} is not the file its manifest describes. Install the model again.`, { stated: manifest.sha256, found });
  }
  const chosen = await chooseProvider({
    wanted,
    order: automaticOrder(process.platform, process.arch),
    compiled: compiledProviders(),
    load: async (provider) => loadOrExplain(bytes, { provider, scene: manifest.scene, threads }),
  });
  await cached?.model.network.release();
  const model = { manifest, network: chosen.loaded, provider: chosen.provider, providerReason: chosen.reason };
  cached = { key, model };
  return model;
}

export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new AppError('MODEL_MISSING', `There is no model at ${folder}: manifest.json cannot be read. Install a model or name another folder.`, { path }, error);
  });
  const parsed = manifestSchema.safeParse(parseJson(text, path));
  if (parsed.success) return parsed.data;
  throw new AppError('MODEL_INVALID', `${path} is no manifest of this version. Install the model again.`, { issues: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) });
}

/** SHA-256 of the model file as it lies on disk. */
export async function modelDigest(folder: string): Promise<string> {
  return createHash('sha256').update(await readModelFile(folder)).digest('hex');
}

async function readModelFile(folder: string): Promise<Uint8Array> {
  const path = join(folder, 'model.onnx');
  return readFile(path).catch((error: unknown) => {
    throw new AppError('MODEL_MISSING', `${path} cannot be read. Install the model again.`, { path }, error);
  });
}

/** The CPU provider is always there: where it fails, the file is at fault and not the provider. */
async function loadOrExplain(bytes: Uint8Array, options: LoadOptions): Promise<Network> {
  try {
    return await loadNetwork(bytes, options);
  } catch (error) {
    if (options.provider !== 'cpu') throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError('MODEL_INVALID', 'The runtime cannot load this model. Install the model again, or one made for this version.', { reason: reason.slice(0, 500) }, error);
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AppError('MODEL_INVALID', `${path} is not JSON. Install the model again.`, { path }, error);
  }
}
