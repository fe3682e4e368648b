import { expect, test } from 'vitest';
import type { ServerStatus } from '../../../contract/index.ts';
import { serverStatusSchema } from '../../../contract/index.ts';
import { GUIDES, MEMORY } from './guide.ts';
import { capabilityWords, isOwnMachine, originOf, serverWords } from './server.ts';

function status(change: Partial<ServerStatus> = {}): ServerStatus {
  return { enabled: true, address: 'http://127.0.0.1:8080/v1', origin: 'http://127.0.0.1:8080', remote: false, state: 'ready', software: 'llama.cpp', models: ['m'], model: 'm', capabilities: null, problem: null, checkedAt: null, ...change };
}

test('every state has words and one thing to do; only a ready server is asked', () => {
  const states = serverStatusSchema.shape.state.options;
  const words = states.map((state) => serverWords(status({ state })));
  expect(words.map(({ step }, index) => [states[index], step])).toEqual([
    ['off', 'guide'],
    ['not_asked', 'check'],
    ['ready', 'ask'],
    ['unreachable', 'check'],
    ['unfit', 'check'],
    ['needs_consent', 'consent'],
  ]);
  expect(words.filter(({ text, stepName }) => [text, stepName].some((part) => part.length < 3))).toEqual([]);
});

test('what went wrong is told in the words of the host', () => {
  const problem = { code: 'SERVER_UNFIT', message: 'The model "text-only" did not see the test picture. Choose a vision model.' } as const;
  expect(serverWords(status({ state: 'unfit', problem })).text).toBe(problem.message);
});

test('abilities are those the check found', () => {
  expect(capabilityWords(status())).toEqual([]);
  expect(capabilityWords(status({ capabilities: { pictures: true, schema: false, streaming: true } })).map(({ name, able }) => [name, able])).toEqual([
    ['Pictures', true],
    ['Schema', false],
    ['Streaming', true],
  ]);
});

test.each([
  ['http://127.0.0.1:8080/v1', true],
  ['http://localhost:1234/v1', true],
  ['http://[::1]:8000/v1', true],
  ['http://127.9.9.9/v1', true],
  ['http://127.0.0.1.example.org/v1', false],
  ['http://localhost.example.org/v1', false],
  ['http://192.168.0.4:8080/v1', false],
  ['https://models.example.org/v1', false],
  ['ftp://127.0.0.1/', false],
  ['nonsense', false],
])('%s is this machine: %s', (address, own) => {
  expect(isOwnMachine(address)).toBe(own);
});

test('an origin is scheme, host and port', () => {
  expect(originOf('https://models.example.org:8443/v1?x=1')).toBe('https://models.example.org:8443');
  expect(originOf('file:///etc/passwd')).toBeNull();
  expect(originOf('')).toBeNull();
});

test('every way to start a server stays on this machine and says which address it gives', () => {
  for (const guide of GUIDES) {
    expect(isOwnMachine(guide.address), guide.id).toBe(true);
    const { port } = new URL(guide.address);
    for (const { id } of MEMORY) {
      const model = guide.models[id];
      if (model === null) continue;
      const lines = guide.commands(model).join('\n');
      expect(lines).toContain(model);
      expect(lines).not.toContain('0.0.0.0');
      // Ollama has its port by itself; the others are told.
      if (guide.id !== 'ollama') expect(lines).toContain(port);
      if (guide.id !== 'lmstudio') expect(lines).toContain('127.0.0.1');
    }
  }
  for (const { id } of MEMORY) expect(GUIDES.some(({ models }) => models[id] !== null)).toBe(true);
});
