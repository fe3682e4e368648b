import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/index.ts';
import type { ExtractItem } from '../../../contract/extract.ts';
import type { CaseSession } from '../../caseFolder.ts';
import type { LookingCopy } from '../../export/package/reviewPackage.ts';
import { withEvidenceSource } from '../../files/viewSource.ts';
import { readEvidence } from '../../store/evidence.ts';
import type { ViewerPort } from '../../viewerPort.ts';

/** Long side of the copies in a review package, pixels. */
const LONG_SIDE = 1600;
const OF_THE_ITEM = /^(FILE_|IMAGE_|TYPE_|JPEG_)/;

/** Copies for looking at, made by the view process; null for an item that cannot be read as it was taken in. */
export function lookingCopies(session: CaseSession, viewer: ViewerPort, signal?: AbortSignal): (item: ExtractItem) => Promise<LookingCopy | null> {
  return async (item) => {
    const evidence = readEvidence(session.database, item.id);
    if (evidence === undefined || item.facts === null || item.sha256 === null || evidence.sha256 !== item.sha256) return null;
    const folder = join(session.paths.folder, 'scratch');
    const target = join(folder, `looking-copy-${item.id}.jpg`);
    try {
      await mkdir(folder, { recursive: true });
      await withEvidenceSource(session, evidence, (source) => viewer.lookingCopy(source, LONG_SIDE, target, signal === undefined ? {} : { signal }));
      return { content: await readFile(target), mimeType: 'image/jpeg' };
    } catch (error) {
      if (error instanceof AppError && OF_THE_ITEM.test(error.code)) return null;
      throw error;
    } finally {
      await rm(target, { force: true });
    }
  };
}
