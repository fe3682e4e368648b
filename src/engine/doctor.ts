import type { Provider } from '../contract/analysis.ts';
import type { DoctorReport } from '../contract/engine.ts';
import { runGolden } from './localiser/golden.ts';
import { loadModel, modelDigest, readManifest } from './localiser/model.ts';
import { automaticOrder } from './localiser/provider.ts';
import { compiledProviders } from './localiser/runtime.ts';
import { engineVersions } from './version.ts';

const PROVIDERS: readonly Provider[] = ['cuda', 'dml', 'coreml', 'webgpu', 'cpu'];

/** Versions, providers and the model's self-test. Throws MODEL_MISSING, MODEL_INVALID, PROVIDER_UNAVAILABLE. */
export async function runDoctor(modelFolder: string, wanted: Provider | 'auto'): Promise<DoctorReport> {
  const manifest = await readManifest(modelFolder);
  const found = await modelDigest(modelFolder);
  const model = await loadModel(modelFolder, wanted);
  const compiled = compiledProviders();
  return {
    versions: engineVersions(),
    providers: PROVIDERS.map((provider) => ({ provider, ...availability(provider, compiled, model.provider, model.providerReason) })),
    chosen: { provider: model.provider, reason: model.providerReason },
    model: { id: manifest.id, sha256: found, sha256Matches: found === manifest.sha256 },
    golden: await runGolden(modelFolder, model.network),
  };
}

function availability(provider: Provider, compiled: readonly Provider[], chosen: Provider, chosenReason: string): { available: boolean; reason: string } {
  if (!compiled.includes(provider)) return { available: false, reason: 'not part of this build of the runtime' };
  if (provider === chosen) return { available: true, reason: 'in use' };
  if (chosenReason.includes(`${provider} did not start`)) return { available: false, reason: 'part of this build, but it did not start' };
  const automatic = automaticOrder(process.platform, process.arch).includes(provider);
  return { available: true, reason: automatic ? 'part of this build; not tried' : 'part of this build; only used when asked for by name' };
}
