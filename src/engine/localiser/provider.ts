import type { Provider } from '../../contract/analysis.ts';
import { AppError } from '../../contract/errors.ts';

export interface ChosenProvider<T> {
  readonly provider: Provider;
  /** Why this one, and why none before it, in words for the record. */
  readonly reason: string;
  readonly loaded: T;
}

/**
 * Providers worth trying under `auto`, best first. WebGPU is left out: the runtime calls it experimental there, and its results differ between
 * drivers; whoever wants it names it.
 */
export function automaticOrder(platform: NodeJS.Platform, architecture: string): readonly Provider[] {
  if (platform === 'win32') return ['dml', 'cpu'];
  if (platform === 'darwin') return ['coreml', 'cpu'];
  return architecture === 'x64' ? ['cuda', 'cpu'] : ['cpu'];
}

export interface ProviderPolicy<T> {
  readonly wanted: Provider | 'auto';
  readonly order: readonly Provider[];
  readonly compiled: readonly Provider[];
  readonly load: (provider: Provider) => Promise<T>;
}

/** Loads with the wanted provider or, under `auto`, the first that works. Throws PROVIDER_UNAVAILABLE naming what failed. */
export async function chooseProvider<T>(policy: ProviderPolicy<T>): Promise<ChosenProvider<T>> {
  const candidates = policy.wanted === 'auto' ? policy.order : [policy.wanted];
  const failures: string[] = [];
  for (const provider of candidates) {
    if (!policy.compiled.includes(provider)) {
      failures.push(`${provider} is not part of this build of the runtime`);
      continue;
    }
    try {
      const loaded = await policy.load(provider);
      return { provider, loaded, reason: reasonFor(provider, policy.wanted, failures) };
    } catch (error) {
      // A model that no provider can read is no matter of providers.
      if (error instanceof AppError) throw error;
      failures.push(`${provider} did not start (${firstLine(error)})`);
    }
  }
  throw new AppError('PROVIDER_UNAVAILABLE', `No wanted provider works: ${failures.join('; ')}. Choose another, or "auto".`, { failures });
}

function reasonFor(provider: Provider, wanted: Provider | 'auto', failures: readonly string[]): string {
  if (wanted !== 'auto') return 'asked for';
  const chosen = failures.length === 0 ? `${provider} is the fastest that works here` : `${provider} after: ${failures.join('; ')}`;
  return `auto: ${chosen}`;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return (text.split('\n')[0] ?? '').trim().slice(0, 200);
}
