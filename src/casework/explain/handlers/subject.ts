import { type Analysis, AppError, imageFactsSchema, type PromptPicture, type PromptVariant } from '../../../contract/index.ts';
import type { CaseSession } from '../../caseFolder.ts';
import { fileForView, withEvidenceSource } from '../../files/viewSource.ts';
import { type EvidenceRow, readEvidence } from '../../store/evidence.ts';
import { readFinding, type StoredFinding } from '../../store/findings.ts';
import { readItem } from '../../store/itemRows.ts';
import type { MeasureSubject, PromptSubject, ViewCall, ViewerPort, ViewSource } from '../../viewerPort.ts';
import { listModels } from '../../workbench/hostHandlers.ts';
import type { Known } from '../types.ts';

/** A finding that can be explained, with everything known of it before it is measured. */
export interface Subject {
  readonly finding: StoredFinding;
  readonly evidence: EvidenceRow;
  readonly known: Omit<Known, 'measurement'>;
  readonly threshold: number;
}

/** Errors: ITEM_NOT_FOUND; ARGUMENT_INVALID where the finding is of an earlier content of its file or the file was never read as a picture. */
export async function requireSubject({ database }: CaseSession, findingId: number, modelsFolder: string): Promise<Subject> {
  const manifests = (await listModels(modelsFolder)).map(({ manifest }) => manifest);
  const finding = readFinding(database, findingId);
  const evidence = finding === undefined ? undefined : readEvidence(database, finding.evidenceId);
  const item = finding === undefined ? undefined : readItem(database, finding.evidenceId);
  if (finding === undefined || evidence === undefined || item === undefined) throw new AppError('ITEM_NOT_FOUND', `There is no finding ${findingId} in this case. Reload the review.`, { findingId });
  if (finding.inputSha256 !== evidence.sha256) throw new AppError('ARGUMENT_INVALID', 'The finding is of an earlier content of this file, so it cannot be explained by the file as it is now. Scan the item again.', { findingId });
  const facts = evidence.facts === null ? undefined : imageFactsSchema.safeParse(JSON.parse(evidence.facts)).data;
  if (facts === undefined) throw new AppError('ARGUMENT_INVALID', 'This file has not been read as a picture, so there is nothing to measure. Add or retry it first.', { findingId });
  const { score, reliability, maskShare, gate } = finding;
  const record = finding.record as Analysis['record'];
  const { threshold } = record.options;
  const scoreCalibrated = manifests.some((manifest) => manifest.sha256 === record.modelSha256 && manifest.scoreCalibrated);
  const coefficients = finding.coefficients as Analysis['coefficients'];
  return { finding, evidence, threshold, known: { finding: { score, scoreCalibrated, threshold, reliability, maskShare, gate, coefficients }, facts, domain: item.domain } };
}

/** Hands `work` the picture and what to measure in it. Errors: as withEvidenceSource; ITEM_NOT_FOUND where the mask is gone from the case folder. */
export async function withMeasureSubject<T>(session: CaseSession, subject: Subject, work: (source: ViewSource, measured: MeasureSubject) => Promise<T>): Promise<T> {
  const mask = await mapOf(session, subject, 'mask');
  if (mask === null) throw new AppError('ITEM_NOT_FOUND', 'This finding holds no mask. Analyse the picture again with this release.', { findingId: subject.finding.id });
  const reliability = await mapOf(session, subject, 'reliability');
  return withEvidenceSource(session, subject.evidence, (source) => work(source, { mask, reliability, threshold: subject.threshold, regions: subject.finding.regions }));
}

/** The pictures a language model would see of a finding, as files of the case. */
export function makePromptPictures(session: CaseSession, subject: Subject, variant: PromptVariant, viewer: ViewerPort, call: ViewCall): Promise<readonly PromptPicture[]> {
  return withMeasureSubject(session, subject, (source, { mask, threshold, regions }) => {
    const prompt: PromptSubject = { mask, threshold, regions, variant, caseFolder: session.paths.folder };
    return viewer.promptPictures(source, prompt, call);
  });
}

async function mapOf(session: CaseSession, { finding }: Subject, kind: 'mask' | 'reliability'): Promise<ViewSource | null> {
  const artifact = finding.artifacts.find((candidate) => candidate.kind === kind);
  return artifact === undefined ? null : { path: await fileForView(session.paths.folder, artifact), key: artifact.sha256 };
}
