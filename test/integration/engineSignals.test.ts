import { fork } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './caseworkFixtures.ts';

/** Ctrl-C in a terminal goes to every process of the group; only the host may decide what it means. */
test.each(['process.ts', 'viewProcess.ts'])('%s goes on after Ctrl-C and ends when its channel closes', async (entry) => {
  const child = fork(join(ROOT, 'src', 'engine', entry), [], { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  const ended = new Promise<readonly [number | null, string | null]>((resolve) => child.once('exit', (code, signal) => resolve([code, signal])));
  const answers: { kind: string; id?: number }[] = [];
  child.on('message', (message) => answers.push(message as { kind: string }));
  try {
    await expect.poll(() => answers[0]?.kind, { timeout: 10_000 }).toBe('ready');
    child.kill('SIGINT');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect([child.exitCode, child.signalCode]).toEqual([null, null]);
    // Not understood, and answered: the process is alive and serves.
    child.send({ kind: 'nothing', id: 7 });
    await expect.poll(() => answers[1], { timeout: 5000 }).toMatchObject({ kind: 'failed', id: 7 });
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  } finally {
    child.kill('SIGKILL');
  }
});
