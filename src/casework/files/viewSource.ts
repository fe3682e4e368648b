import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type Artifact } from '../../contract/index.ts';
import { sha256Of } from '../canonicalJson.ts';
import type { CaseSession } from '../caseFolder.ts';
import { withReadablePath } from '../evidence/readablePath.ts';
import type { EvidenceRow } from '../store/evidence.ts';
import type { ViewSource } from '../viewerPort.ts';
import { realFileBelow } from './safePath.ts';

/** Distinguishes calls that look at one file at a time, each with a link of its own where the name is no text. */
let calls = 0;

/** What views of a file are kept under: the digest of its content, or while that is not known of its place, size and time. */
export function evidenceKey(evidence: EvidenceRow): string {
  return evidence.sha256 ?? sha256Of(`not read yet: ${evidence.id} ${evidence.size} ${evidence.mtimeNs} ${evidence.pathBytes.toString('hex')}`);
}

/** Hands `work` the evidence file after making sure that it is as it was when it was read. Errors: FILE_NOT_FOUND, FILE_NOT_REGULAR, FILE_CHANGED. */
export async function withEvidenceSource<T>(session: CaseSession, evidence: EvidenceRow, work: (source: ViewSource) => Promise<T>): Promise<T> {
  await requireUnchanged(evidence);
  calls += 1;
  return withReadablePath(evidence.pathBytes, calls, join(session.paths.folder, 'scratch', 'view'), (path) => work({ path, key: evidenceKey(evidence) }));
}

async function requireUnchanged(evidence: EvidenceRow): Promise<void> {
  const status = await lstat(evidence.pathBytes, { bigint: true }).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `${evidence.path} is not where it was when it was taken in. Check that its disk is mounted.`, { evidenceId: evidence.id }, error);
  });
  if (!status.isFile()) throw new AppError('FILE_NOT_REGULAR', `${evidence.path} is no ordinary file, so there is nothing to show.`, { evidenceId: evidence.id });
  if (Number(status.size) === evidence.size && status.mtimeNs.toString() === evidence.mtimeNs) return;
  throw new AppError('FILE_CHANGED', `${evidence.path} is not as it was when it was taken in: its size or time differs. Find out what changed it, then add it again.`, { evidenceId: evidence.id });
}

/** Path of an artifact by its digest: what a row says of its place is not relied on. */
export function artifactPath(sha256: string, extension: string): string {
  return `artifacts/${sha256.slice(0, 2)}/${sha256}.${extension}`;
}

/** Real path of a finding's map for the view process. Error: ITEM_NOT_FOUND. */
export async function fileForView(caseFolder: string, artifact: Artifact): Promise<string> {
  const path = artifact.path === artifactPath(artifact.sha256, 'png') ? await realFileBelow(caseFolder, artifact.path) : null;
  if (path === null) throw new AppError('ITEM_NOT_FOUND', `The ${artifact.kind.replaceAll('_', ' ')} of this finding is missing from the case folder. Run "palimpsest verify" and restore it from a backup, or analyse the picture again.`, { sha256: artifact.sha256 });
  return path;
}
