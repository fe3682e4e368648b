import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { AppError, type CaseEvent, type Explanation, type Measurement, type ModelServer, modelServerSchema, type PromptPicture, type PromptVariant } from '../../../contract/index.ts';
import { sha256Of } from '../../canonicalJson.ts';
import { type CaseSession, openCase, viewCase } from '../../caseFolder.ts';
import { createFakeEngine, fakeRequest } from '../../scan/fakeEngine.testing.ts';
import { scanFolder } from '../../scan/scan.ts';
import type { ViewerPort } from '../../viewerPort.ts';
import { type VerifyProblem, verifyCase } from '../../verify/verifyCase.ts';
import type { OpenCase, WorkbenchContext } from '../../workbench/context.ts';
import type { ChatClient } from '../client/types.ts';
import { ONE_REGION } from '../words/known.testing.ts';
import { type ExplainHandlers, explainHandlers } from './handlers.ts';

export const SLUG = 'c-1';

/** Explain handlers over a real case with one scanned picture, with a view process and a language model of a few lines. */
export interface Bench {
  readonly explain: ExplainHandlers;
  readonly session: () => CaseSession;
  readonly events: CaseEvent[];
  /** What the view process was asked for. */
  readonly viewed: string[];
  server: ModelServer;
  readonly audit: (action: string) => readonly Record<string, unknown>[];
  readonly verify: () => Promise<readonly VerifyProblem[]>;
  /** Resolves when an explanation has ended. */
  readonly ended: (id: number) => Promise<Explanation>;
  /** Closes the case and opens it again, as the workbench does. */
  readonly reopen: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function openBench(client: ChatClient): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-explain-'));
  const evidence = join(folder, 'evidence');
  mkdirSync(evidence);
  writeFileSync(join(evidence, 'one.png'), 'picture one');
  let session = await openCase(join(folder, 'cases'), SLUG, { mode: 'new' });
  await scanFolder(session, createFakeEngine(), evidence, fakeRequest(), {});
  const events: CaseEvent[] = [];
  const viewed: string[] = [];
  const context: WorkbenchContext = {
    config: { host: 'memory', reason: 'a test', casesFolder: join(folder, 'cases'), dataFolder: folder, modelsFolder: join(folder, 'models'), startEngine: () => createFakeEngine(), startViewer: unused },
    requireOpen: () => ({ session }) as OpenCase,
    viewer: unused,
    author: () => 'Ann',
    emit: (_slug, event) => events.push(event),
  };
  const bench: Bench = {
    explain: explainHandlers(context, { server: () => bench.server, measurer: () => fakeViewer(viewed), createClient: () => client }),
    session: () => session,
    events,
    viewed,
    server: modelServerSchema.parse({ enabled: true, key: 'secret-key' }),
    audit: (action) => session.database.prepare<[string], string>('SELECT details FROM audit WHERE action = ? ORDER BY sequence').pluck().all(action).map((details) => JSON.parse(details) as Record<string, unknown>),
    async verify() {
      const view = viewCase(join(folder, 'cases'), SLUG);
      try {
        return (await verifyCase(view, { evidence: false, heads: [] })).problems;
      } finally {
        view.close();
      }
    },
    async ended(id) {
      for (let attempt = 0; attempt < 400; attempt += 1) {
        const found = (await bench.explain.list({ case: SLUG, evidenceId: 1 }, {})).find((one) => one.id === id) as Explanation;
        if (found.status !== 'running') return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`explanation ${id} did not end`);
    },
    async reopen() {
      await bench.explain.stopCase(SLUG);
      await session.close();
      session = await openCase(join(folder, 'cases'), SLUG, { mode: 'existing' });
      bench.explain.onCaseOpened(SLUG);
    },
    async close() {
      await bench.explain.stopCase(SLUG);
      await session.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

function unused(): never {
  throw new Error('explanations do not use this');
}

/** Answers as the view process does: the measurement of a known picture, and small files for the pictures. */
function fakeViewer(viewed: string[]): ViewerPort {
  const measurement: Measurement = ONE_REGION.measurement;
  const fake: Pick<ViewerPort, 'measure' | 'promptPictures'> = {
    async measure(_source, { regions, mask, reliability, threshold }, call) {
      viewed.push(`measure ${regions.length} ${mask.key.length} ${reliability === null ? '-' : '+'} ${threshold}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (call?.signal?.aborted === true) throw new AppError('CANCELLED', 'Given up.');
      return measurement;
    },
    async promptPictures(_source, { variant, caseFolder }) {
      viewed.push(`pictures ${variant}`);
      return variant === 'none' ? [picture(caseFolder, variant, 'original', null)] : [picture(caseFolder, variant, 'joined', null), picture(caseFolder, variant, 'crop', 1)];
    },
  };
  return fake as ViewerPort;
}

function picture(caseFolder: string, variant: PromptVariant, kind: PromptPicture['kind'], region: number | null): PromptPicture {
  const content = `jpeg ${variant} ${kind}`;
  const sha256 = sha256Of(content);
  const path = `artifacts/${sha256.slice(0, 2)}/${sha256}.jpg`;
  mkdirSync(dirname(join(caseFolder, path)), { recursive: true });
  writeFileSync(join(caseFolder, path), content);
  return { kind, region, path, sha256, bytes: content.length, width: 8, height: 8 };
}
