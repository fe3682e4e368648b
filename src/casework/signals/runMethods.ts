import { type Agreement, type Analysis, AppError, SIGNAL_MARKED, type SignalName, type SignalResult } from '../../contract/index.ts';
import { thresholdByte } from '../../contract/threshold.ts';
import type { CaseSession } from '../caseFolder.ts';
import { fileForView, withEvidenceSource } from '../files/viewSource.ts';
import { type EvidenceRow, readEvidence } from '../store/evidence.ts';
import { readFinding } from '../store/findings.ts';
import type { AgreementMap, ViewerPort } from '../viewerPort.ts';
import { namesOf, type SignalRunRow } from './signalRows.ts';

export interface MethodCall {
  readonly viewer: ViewerPort;
  /** As each method ends, before the next begins. */
  readonly onResult: (result: SignalResult) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the methods of a run one after another over the file of its item, and then compares their maps, with the mask of the run's finding as `network`; null where
 * fewer than two have one. Errors: that of the picture where it could not be decoded, FILE_CHANGED where the file or the item's content is not what the run is about, CANCELLED, and what the view process says.
 */
export async function runMethods(session: CaseSession, run: SignalRunRow, { viewer, onResult, signal }: MethodCall): Promise<Agreement | null> {
  const caseFolder = session.paths.folder;
  const evidence = requireWhole(requireContent(session, run));
  const results: SignalResult[] = [];
  for (const name of namesOf(run)) {
    requireWanted(signal);
    const result = await withEvidenceSource(session, evidence, (source) => viewer.signal(source, name, caseFolder, { signal }));
    requireAnswer(result, name);
    // One that ended while it was given up has ended: it is kept.
    onResult(result);
    results.push(result);
  }
  requireWanted(signal);
  const maps = [...(await networkMap(session, run)), ...(await mapsOf(caseFolder, results))];
  return maps.length < 2 ? null : viewer.agreement(maps, caseFolder, { signal });
}

/** The item, while its content is that of the run. */
function requireContent({ database }: CaseSession, { evidenceId, inputSha256 }: SignalRunRow): EvidenceRow {
  const evidence = readEvidence(database, evidenceId);
  if (evidence !== undefined && evidence.sha256 === inputSha256) return evidence;
  throw new AppError('FILE_CHANGED', 'The file was taken in anew with other content while the methods waited for their turn. Start them again.', { evidenceId });
}

/** What the network could not decode is refused here too: the view process shows the part that is there, and methods would take the rest for content. */
const BROKEN = /^(IMAGE_TRUNCATED|IMAGE_CORRUPT|TYPE_)/;

function requireWhole(evidence: EvidenceRow): EvidenceRow {
  const { id, errorCode, errorMessage } = evidence;
  if (errorCode === null || !BROKEN.test(errorCode)) return evidence;
  throw new AppError(errorCode, errorMessage ?? 'The picture is damaged. Fetch it again from its source.', { evidenceId: id });
}

function requireWanted(signal: AbortSignal): void {
  if (signal.aborted) throw new AppError('CANCELLED', 'The methods were given up.');
}

function requireAnswer({ name }: SignalResult, asked: SignalName): void {
  if (name !== asked) throw new AppError('ENGINE_PROTOCOL', `The view process answered ${asked} with ${name}. Use client and engine of one version.`);
}

async function mapsOf(caseFolder: string, results: readonly SignalResult[]): Promise<readonly AgreementMap[]> {
  const maps: AgreementMap[] = [];
  for (const { name, map } of results) if (map !== null) maps.push({ method: name, source: { path: await fileForView(caseFolder, map), key: map.sha256 }, least: SIGNAL_MARKED });
  return maps;
}

async function networkMap(session: CaseSession, { findingId }: SignalRunRow): Promise<readonly AgreementMap[]> {
  const finding = findingId === null ? undefined : readFinding(session.database, findingId);
  const mask = finding?.artifacts.find(({ kind }) => kind === 'mask');
  if (finding === undefined || mask === undefined) return [];
  // Written by this application from a value of this type.
  const { threshold } = (finding.record as Analysis['record']).options;
  return [{ method: 'network', source: { path: await fileForView(session.paths.folder, mask), key: mask.sha256 }, least: thresholdByte(threshold) }];
}
