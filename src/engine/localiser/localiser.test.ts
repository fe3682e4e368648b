import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { AppError } from '../../contract/errors.ts';
import type { Provider } from '../../contract/analysis.ts';
import { goldenInput } from './golden.ts';
import { automaticOrder, chooseProvider } from './provider.ts';

const works = async (provider: Provider): Promise<string> => `loaded ${provider}`;

test('auto takes the first that works and records why not the others', async () => {
  const load = async (provider: Provider): Promise<string> => {
    if (provider === 'cuda') throw new Error('libcudnn.so not found\nstack');
    return works(provider);
  };
  const chosen = await chooseProvider({ wanted: 'auto', order: ['cuda', 'cpu'], compiled: ['cuda', 'cpu'], load });
  expect(chosen).toEqual({ provider: 'cpu', loaded: 'loaded cpu', reason: 'auto: cpu after: cuda did not start (libcudnn.so not found)' });
});

test('a provider asked for by name is that one or an error', async () => {
  expect(await chooseProvider({ wanted: 'cpu', order: ['cuda', 'cpu'], compiled: ['cuda', 'cpu'], load: works })).toMatchObject({ provider: 'cpu', reason: 'asked for' });
  await expect(chooseProvider({ wanted: 'dml', order: ['cpu'], compiled: ['cpu'], load: works })).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
});

test('a model that cannot be loaded is not blamed on providers', async () => {
  const load = () => Promise.reject(new AppError('MODEL_INVALID', 'broken'));
  await expect(chooseProvider({ wanted: 'auto', order: ['cuda', 'cpu'], compiled: ['cuda', 'cpu'], load })).rejects.toMatchObject({ code: 'MODEL_INVALID' });
});

test('every platform ends with the processor', () => {
  for (const platform of ['linux', 'win32', 'darwin'] as const) expect(automaticOrder(platform, 'x64').at(-1)).toBe('cpu');
});

test('golden inputs are those of the training code, byte for byte', () => {
  const { rgb, coefficients, table } = goldenInput(96, 128, 5);
  const hash = createHash('sha256').update(rgb).update(coefficients).update(Uint8Array.from(table)).digest('hex');
  expect(hash).toBe('49261dc1cfa411e8ae9d0afcb7405872c4cc44de7e603c599289e3defc506a1b');
});
