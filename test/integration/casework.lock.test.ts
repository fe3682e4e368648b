import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openCase, viewCase } from '../../src/casework/index.ts';
import { ROOT, runCli, temporaryFolder } from './caseworkFixtures.ts';

describe('the lock of a case', () => {
  let cases: string;
  const children: ChildProcess[] = [];

  beforeEach(() => {
    cases = temporaryFolder();
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(cases, { recursive: true, force: true });
  });

  /** A process that opens the case and keeps it open until it is killed. */
  async function holder(): Promise<ChildProcess> {
    const code = `import { openCase } from ${JSON.stringify(join(ROOT, 'src', 'casework', 'index.ts'))};
      await openCase(${JSON.stringify(cases)}, 'shared', { mode: 'create' }); console.log('open'); setInterval(() => undefined, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await new Promise<void>((done, fail) => {
      child.stdout.once('data', () => done());
      child.once('exit', (status) => fail(new Error(`holder ended with ${status}`)));
    });
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  }

  test('a second writer is told who holds the case and since when; a viewer is not kept out', async () => {
    const child = await holder();
    await expect(openCase(cases, 'shared', { mode: 'existing' })).rejects.toMatchObject({
      code: 'CASE_IN_USE',
      message: expect.stringMatching(new RegExp(`process ${child.pid}, since \\d{4}-\\d\\d-\\d\\dT`)),
      details: { holder: { pid: child.pid } },
    });
    const view = viewCase(cases, 'shared');
    expect(view.database.prepare('SELECT count(*) FROM case_record').pluck().get()).toBe(1);
    view.close();
    const { code, stderr } = await runCli(['scan', ROOT, '--case', 'shared', '--cases', cases]);
    expect(code).toBe(2);
    expect(stderr).toContain('CASE_IN_USE');
  });

  test('the lock of a process that was killed is taken over, and the log says so', async () => {
    const child = await holder();
    await kill(child);
    const session = await openCase(cases, 'shared', { mode: 'existing' });
    const details = session.database.prepare<[], string>(`SELECT details FROM audit WHERE action = 'case.lock-recovered'`).pluck().get();
    expect(JSON.parse(details ?? '{}')).toMatchObject({ pid: child.pid });
    await session.close();
    const again = await openCase(cases, 'shared', { mode: 'existing' });
    expect(again.database.prepare(`SELECT count(*) FROM audit WHERE action = 'case.lock-recovered'`).pluck().get()).toBe(1);
    await again.close();
  });

  test('of many that want a dead process’s lock at once, one gets it', async () => {
    await kill(await holder());
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => openCase(cases, 'shared', { mode: 'existing' })));
    const opened = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    expect(opened).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'CASE_IN_USE' });
    await opened[0]?.close();
  });

  test('a case left open on another machine is not taken over', async () => {
    await kill(await holder());
    const lock = new Database(join(cases, 'shared', 'case.lock'));
    lock.prepare('UPDATE holder SET host = ?').run('another-machine');
    lock.close();
    await expect(openCase(cases, 'shared', { mode: 'existing' })).rejects.toMatchObject({ code: 'CASE_IN_USE', message: expect.stringContaining('another-machine') });
    rmSync(join(cases, 'shared', 'case.lock'));
    await (await openCase(cases, 'shared', { mode: 'existing' })).close();
  });
});
