import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRouterClient, isDefinedError, type RouterClient, safe } from '@orpc/server';
import sharp from 'sharp';
import { expect } from 'vitest';
import { changeCaseDetails, createWorkbench, openCase, scanFolder, verifyCase, viewCase, type Workbench, type WorkbenchConfig } from '../../src/casework/index.ts';
import { type CaseEvent, type ErrorRecord, type ReportFields, reportFieldsSchema, type ReportRow } from '../../src/contract/index.ts';
import { startEngine, startViewer } from '../../src/engine/index.ts';
import { MODEL, MODELS, ROOT, smallRequest } from './caseworkFixtures.ts';

export const SLUG = 'c-7';
/** Three sample pictures; in the second a part was pasted. */
export const PICTURES = ['card-01.jpg', 'card-02.jpg', 'receipt-02.jpg'] as const;

/** A case of three sample pictures, analysed by the real engine, in a workbench with the real view process. */
export interface ReportBench {
  readonly config: WorkbenchConfig;
  readonly workbench: Workbench;
  readonly client: RouterClient<Workbench['router']>;
  readonly events: CaseEvent[];
  readonly evidence: (name: string) => string;
  readonly caseFile: (path: string) => string;
  readonly close: () => Promise<void>;
}

export async function openReportBench(folder: string): Promise<ReportBench> {
  const pictures = join(folder, 'evidence');
  mkdirSync(pictures, { recursive: true });
  for (const name of PICTURES) copyFileSync(join(ROOT, 'cases', 'sample', 'images', name), join(pictures, name));
  // One is stored lying on its side, as a camera held upright stores it.
  const turned = await sharp(join(ROOT, 'cases', 'sample', 'images', PICTURES[2])).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 92 }).toBuffer();
  writeFileSync(join(pictures, PICTURES[2]), turned);
  const startSmallEngine = (): ReturnType<typeof startEngine> => startEngine({ modelFolder: MODEL, provider: 'cpu', timeoutMilliseconds: 60_000 });
  const config: WorkbenchConfig = { host: 'memory', reason: 'a test', casesFolder: join(folder, 'cases'), dataFolder: join(folder, 'data'), modelsFolder: MODELS, startEngine: startSmallEngine, startViewer: () => startViewer() };
  const session = await openCase(config.casesFolder, SLUG, { mode: 'new' });
  const engine = startSmallEngine();
  await scanFolder(session, engine, pictures, await smallRequest(), {});
  await engine.close();
  changeCaseDetails(session, {
    number: '2026-0417', title: 'Three cards', examiner: 'Dr. Zoë Examiner', agency: 'Laboratory North', request: 'Please look at these pictures.', question: 'Were parts of the pictures altered?', authority: 'Order 12/2026',
    receivedFrom: 'B. Sender', receivedAt: '2026-03-01',
  });
  await session.close();
  const workbench = await createWorkbench(config);
  const client = createRouterClient(workbench.router);
  await client.cases.open({ case: SLUG });
  const events: CaseEvent[] = [];
  const following = (async () => {
    for await (const event of await client.cases.events({ case: SLUG })) events.push(event);
  })().catch(() => undefined);
  return {
    config, workbench, client, events,
    evidence: (name) => join(pictures, name),
    caseFile: (path) => join(config.casesFolder, SLUG, path),
    async close() {
      await workbench.close();
      await following;
    },
  };
}

/** Everything a final court report asks of the examiner. */
export function completeFields(changes: Partial<ReportFields> = {}): ReportFields {
  return reportFieldsSchema.parse({
    title: 'Examination of three pictures', distribution: 'District court', classification: 'For official use',
    agency: { name: 'Laboratory North', address: '1 Example Street', accreditation: 'none' },
    examiner: { name: 'Dr. Zoë Examiner', role: 'Expert', qualifications: 'Twelve years of examination of images.' },
    reviewer: { name: 'C. Reviewer', role: 'Second expert', qualifications: 'Master of science.', verdict: 'Agrees with the conclusions.', at: '2026-03-05' },
    examinedFrom: '2026-03-02', examinedTo: '2026-03-04',
    propositionOne: 'Parts of the pictures were altered after capture.', propositionTwo: 'The pictures are products of a camera and of ordinary saving.', outOfScope: 'Who altered a picture, and when.',
    evaluation: { support: 'weak_first', reasons: 'The traces are expected under proposition 1.', alternatives: 'Recompression and denoising were considered.' },
    conclusions: 'The traces in the regions of section 6 support proposition 1 more than proposition 2.\nOutside these regions there is no reason to prefer proposition 1 over proposition 2.',
    summary: 'Three pictures were examined; traces of alteration were found in the places named in section 6.',
    limitations: 'The camera was not at hand.', declaration: 'I made this report impartially and to the best of my knowledge.',
    ...changes,
  });
}

/** Waits for the end of a report. */
export async function ended({ client }: ReportBench, id: number): Promise<ReportRow> {
  const find = async (): Promise<ReportRow | undefined> => (await client.reports.list({ case: SLUG })).find((row) => row.id === id);
  await expect.poll(async () => (await find())?.status, { timeout: 60_000 }).not.toBe('running');
  return (await find())!;
}

export async function failure(call: Promise<unknown>): Promise<ErrorRecord> {
  const { error } = await safe(call);
  if (error === null || !isDefinedError(error as Error)) throw new Error('this should have failed with the error of the contract', { cause: error });
  return (error as unknown as { data: ErrorRecord }).data;
}

/** What `verify` finds wrong with the case. */
export async function caseProblems({ config }: ReportBench): Promise<readonly string[]> {
  const view = viewCase(config.casesFolder, SLUG);
  try {
    return (await verifyCase(view, { evidence: false, heads: [] })).problems.map(({ part, message }) => `${part}: ${message}`);
  } finally {
    view.close();
  }
}

/** Rows of the audit log with this action, oldest first. */
export async function logged({ client }: ReportBench, action: string): Promise<readonly { subject: string; actor: string; details: Record<string, unknown> }[]> {
  const rows = await client.cases.audit({ case: SLUG, before: null, limit: 500 });
  return rows.filter((row) => row.action === action).map(({ subject, actor, details }) => ({ subject, actor, details: JSON.parse(details) as Record<string, unknown> })).toReversed();
}

export function fileOf(bench: ReportBench, row: ReportRow, kind: ReportRow['files'][number]['kind']): Buffer {
  const file = row.files.find((one) => one.kind === kind);
  if (file === undefined) throw new Error(`report ${row.id} has no ${kind}`);
  return readFileSync(bench.caseFile(file.path));
}
