import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { annotationHandlers, type AnnotationHandlers } from '../../src/casework/annotate/handlers.ts';
import { type CaseSession, openCase, viewCase } from '../../src/casework/caseFolder.ts';
import { type CustodyHandlers, custodyHandlers } from '../../src/casework/custody/handlers.ts';
import { createFakeEngine, fakeRequest } from '../../src/casework/scan/fakeEngine.testing.ts';
import { scanFolder } from '../../src/casework/scan/scan.ts';
import { type VerifyProblem, verifyCase } from '../../src/casework/verify/verifyCase.ts';
import type { OpenCase, WorkbenchContext } from '../../src/casework/workbench/context.ts';
import type { Handlers } from '../../src/casework/workbench/handlers.ts';
import { reviewHandlers } from '../../src/casework/workbench/reviewHandlers.ts';
import type { CaseEvent } from '../../src/contract/index.ts';
import { sleep } from './jobsFixtures.ts';

export const SLUG = 'c-1';
export const ON_CASE = { case: SLUG };

/** A case with a folder taken in, held open, with the handlers of custody, review and marks. */
export interface Bench {
  readonly folder: string;
  /** evidence/one.png, two.png, sub/three.png, sub/same.png (content of one.png) and broken.png, which was not read at intake. */
  readonly evidence: string;
  readonly session: () => CaseSession;
  readonly custody: CustodyHandlers;
  readonly review: Handlers<'review'>;
  readonly marks: AnnotationHandlers;
  readonly events: CaseEvent[];
  /** Makes a check and waits for its end. */
  readonly check: (items?: Parameters<CustodyHandlers['check']>[0]['items']) => Promise<void>;
  readonly ended: () => Promise<void>;
  /** Lines of the audit log of one action, oldest first. */
  readonly audit: (action: string) => readonly { readonly subject: string; readonly details: Record<string, unknown> }[];
  readonly idOf: (name: string) => number;
  readonly verify: (evidence?: boolean) => Promise<readonly VerifyProblem[]>;
  readonly reopen: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openBench(folder: string): Promise<Bench> {
  const evidence = join(folder, 'evidence');
  mkdirSync(join(evidence, 'sub'), { recursive: true });
  writeFileSync(join(evidence, 'one.png'), 'picture one');
  writeFileSync(join(evidence, 'two.png'), 'picture two');
  writeFileSync(join(evidence, 'sub', 'three.png'), 'picture three');
  writeFileSync(join(evidence, 'sub', 'same.png'), 'picture one');
  writeFileSync(join(evidence, 'broken.png'), '!IMAGE_CORRUPT');
  // Whole seconds, which can be set again to the nanosecond.
  for (const name of ['one.png', 'two.png', 'sub/three.png', 'sub/same.png', 'broken.png']) utimesSync(join(evidence, name), 1_700_000_000, 1_700_000_000);
  const cases = join(folder, 'cases');
  let session = await openCase(cases, SLUG, { mode: 'new', details: { number: '2026-17', question: 'Were they altered?' } });
  await scanFolder(session, createFakeEngine(), evidence, fakeRequest(), {});
  const events: CaseEvent[] = [];
  const context: WorkbenchContext = {
    config: { host: 'memory', reason: 'a test', casesFolder: cases, dataFolder: folder, modelsFolder: join(folder, 'models'), startEngine: () => createFakeEngine(), startViewer: unused },
    requireOpen: () => ({ session }) as OpenCase,
    viewer: unused,
    author: () => 'E. Examiner',
    emit: (_slug, event) => events.push(structuredClone(event)),
  };
  const custody = custodyHandlers(context);
  const ended = async (): Promise<void> => {
    for (let attempt = 0; attempt < 1000; attempt += 1) {
      if ((await custody.read(ON_CASE, {})).running === null) return;
      await sleep(5);
    }
    throw new Error('the check did not end');
  };
  return {
    folder, evidence, custody, events, ended,
    session: () => session,
    review: reviewHandlers(context),
    marks: annotationHandlers(context),
    async check(items = null) {
      await custody.check({ ...ON_CASE, items }, {});
      await ended();
    },
    audit: (action) => session.database.prepare<[string], { subject: string; details: string }>('SELECT subject, details FROM audit WHERE action = ? ORDER BY sequence').all(action).map(({ subject, details }) => ({ subject, details: JSON.parse(details) as Record<string, unknown> })),
    idOf: (name) => session.database.prepare<[string], number>('SELECT id FROM evidence WHERE path = ?').pluck().get(join(evidence, name)) ?? -1,
    async verify(withEvidence = false) {
      const view = viewCase(cases, SLUG);
      try {
        return (await verifyCase(view, { evidence: withEvidence, heads: [] })).problems;
      } finally {
        view.close();
      }
    },
    async reopen() {
      await custody.stopCase(SLUG);
      await session.close();
      session = await openCase(cases, SLUG, { mode: 'existing' });
      custody.onCaseOpened(SLUG);
    },
    async close() {
      await custody.stopCase(SLUG);
      await session.close();
    },
  };
}

function unused(): never {
  throw new Error('this test needs no pictures');
}
