import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Agreement, AppError, type Artifact, type CaseEvent, type MadeOf, SIGNAL_NAMES, type SignalName, type SignalResult, type SignalRun } from '../../contract/index.ts';
import { sha256Of } from '../canonicalJson.ts';
import { type CaseSession, openCase, viewCase } from '../caseFolder.ts';
import { createCaseFiles } from '../files/caseFiles.ts';
import { createFakeEngine, fakeRequest } from '../scan/fakeEngine.testing.ts';
import { scanFolder } from '../scan/scan.ts';
import { type VerifyProblem, verifyCase } from '../verify/verifyCase.ts';
import type { AgreementMap, ViewerPort } from '../viewerPort.ts';
import type { OpenCase, WorkbenchContext } from '../workbench/context.ts';
import { type SignalHandlers, signalHandlers } from './handlers.ts';

export const SLUG = 'c-1';
export const MADE_OF: MadeOf = { versions: { app: '1', engine: '2', sharp: '3', libvips: '4', node: '5' }, platform: 'a test' };

/** Signal handlers over a real case of three scanned files, with a view process of a few lines. */
export interface Bench {
  readonly signals: SignalHandlers;
  readonly folder: string;
  readonly evidence: (name: string) => string;
  readonly session: () => CaseSession;
  readonly events: CaseEvent[];
  /** What the view process was asked for, and what it works on now. */
  readonly viewed: string[];
  readonly agreed: (readonly AgreementMap[])[];
  /** Called before each method answers; may wait or throw. */
  before: (name: SignalName) => Promise<void> | void;
  readonly most: () => number;
  readonly file: (path: string) => Promise<string>;
  readonly audit: (action: string) => readonly Record<string, unknown>[];
  readonly verify: () => Promise<readonly VerifyProblem[]>;
  readonly ended: (evidenceId: number, id: number) => Promise<SignalRun>;
  /** Closes the case and opens it again, as the workbench does. */
  readonly reopen: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Items: 1 and 2 have a finding each, 3 could not be read by the network. */
export async function openBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), 'palimpsest-signals-'));
  const evidence = join(folder, 'evidence');
  mkdirSync(evidence);
  for (const [name, content] of [['one.png', 'picture one'], ['two.png', 'picture two'], ['three.png', '!IMAGE_CORRUPT']] as const) writeFileSync(join(evidence, name), content);
  let session = await openCase(join(folder, 'cases'), SLUG, { mode: 'new' });
  await scanFolder(session, createFakeEngine(), evidence, fakeRequest(), {});
  const [events, viewed, agreed]: [CaseEvent[], string[], (readonly AgreementMap[])[]] = [[], [], []];
  let [working, most] = [0, 0];
  const viewer = {
    madeOf: () => Promise.resolve(MADE_OF),
    async signal({ path, key }, name, caseFolder, call) {
      viewed.push(name);
      working += 1;
      most = Math.max(most, working);
      try {
        if (call?.signal?.aborted === true) throw new AppError('CANCELLED', 'Given up.');
        if (sha256Of(readFileSync(path)) !== key) throw new AppError('FILE_CHANGED', 'The file has other bytes.');
        await Promise.race([bench.before(name), new Promise((_, reject) => call?.signal?.addEventListener('abort', () => reject(new AppError('CANCELLED', 'Given up.'))))]);
        return resultOf(name, caseFolder, key);
      } finally {
        working -= 1;
      }
    },
    async agreement(maps, caseFolder): Promise<Agreement> {
      agreed.push(maps);
      const methods = maps.map(({ method }) => method);
      return { methods, map: mapFile(caseFolder, `agreement ${methods.join(' ')}`), shares: [0.5, ...methods.map(() => 0.5 / methods.length)], overlap: methods.map((_, row) => methods.map((__, column) => (row === column ? 1 : 0.25))) };
    },
    async mapTile({ key }, { level }, target) {
      writeFileSync(target, `map ${key} ${level}`);
    },
  } satisfies Pick<ViewerPort, 'madeOf' | 'signal' | 'agreement' | 'mapTile'> as unknown as ViewerPort;
  const context: WorkbenchContext = {
    config: { host: 'memory', reason: 'a test', casesFolder: join(folder, 'cases'), dataFolder: folder, modelsFolder: join(folder, 'models'), startEngine: () => createFakeEngine(), startViewer: () => viewer },
    requireOpen: () => ({ session }) as OpenCase,
    viewer: () => viewer,
    author: () => 'Ann',
    emit: (_slug, event) => events.push(event),
  };
  const files = createCaseFiles(context);
  const bench: Bench = {
    signals: signalHandlers(context, () => viewer),
    folder, events, viewed, agreed,
    evidence: (name) => join(evidence, name),
    session: () => session,
    before: () => undefined,
    most: () => most,
    file: async (path) => readFileSync((await files.file(path)).path, 'utf8'),
    audit: (action) => session.database.prepare<[string], string>('SELECT details FROM audit WHERE action = ? ORDER BY sequence').pluck().all(action).map((details) => JSON.parse(details) as Record<string, unknown>),
    async verify() {
      const view = viewCase(join(folder, 'cases'), SLUG);
      try {
        return (await verifyCase(view, { evidence: false, heads: [] })).problems;
      } finally {
        view.close();
      }
    },
    async ended(evidenceId, id) {
      for (let attempt = 0; attempt < 1000; attempt += 1) {
        const found = (await bench.signals.list({ case: SLUG, evidenceId }, {})).find((run) => run.id === id) as SignalRun;
        if (found.status !== 'running') return found;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      throw new Error(`run ${id} did not end`);
    },
    async reopen() {
      await bench.signals.stopCase(SLUG);
      await session.close();
      session = await openCase(join(folder, 'cases'), SLUG, { mode: 'existing' });
      bench.signals.onCaseOpened(SLUG);
    },
    async close() {
      await bench.signals.stopCase(SLUG);
      await session.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return bench;
}

/** Every method that has to do with copies does not apply. */
function resultOf(name: SignalName, caseFolder: string, key: string): SignalResult {
  const applies = !name.startsWith('copy_move');
  const [score, maskShare] = [0.25 + SIGNAL_NAMES.indexOf(name) / 16, 0.125];
  return {
    name, version: 1, parameters: { window: 16, mode: name }, applies, reason: applies ? '' : 'There is too little detail.',
    score: applies ? score : null, maskShare: applies ? maskShare : null, map: applies ? mapFile(caseFolder, `${name} ${key}`) : null, milliseconds: 12.5,
  };
}

function mapFile(caseFolder: string, content: string): Artifact {
  const sha256 = sha256Of(content);
  const path = `artifacts/${sha256.slice(0, 2)}/${sha256}.png`;
  mkdirSync(dirname(join(caseFolder, path)), { recursive: true });
  writeFileSync(join(caseFolder, path), content);
  return { kind: 'signal', path, sha256, bytes: content.length, mimeType: 'image/png', width: 64, height: 48 };
}
