import type { ReadableDatabase } from '../store/database.ts';
import { countRun, type EvidenceRow, pendingEvidence, pendingWork } from '../store/evidence.ts';

/** What the stages of a scan still have to do. Pages go by ascending id, so that an item that fails is not met twice in one pass. */
export interface WorkList {
  /** Files without digests, and their bytes together. */
  readonly unread: () => { readonly files: number; readonly bytes: number };
  readonly unreadPage: (afterId: number, limit: number) => readonly EvidenceRow[];
  /** Files read and not analysed; tiles is their area over `tileArea` in pixels, at least 1 a file. */
  readonly unanalysed: (tileArea: number) => { readonly files: number; readonly tiles: number };
  readonly unanalysedPage: (afterId: number, limit: number) => readonly EvidenceRow[];
}

/** Everything pending among the files a run has seen. */
export function runWork(database: ReadableDatabase, runId: number): WorkList {
  return {
    unread: () => ({ files: countRun(database, runId).unhashed, bytes: pendingWork(database, runId, 1).bytes }),
    unreadPage: (afterId, limit) => pendingEvidence(database, runId, false, afterId, limit),
    unanalysed: (tileArea) => {
      const { pending, unhashed } = countRun(database, runId);
      return { files: pending - unhashed, tiles: pendingWork(database, runId, tileArea).tiles };
    },
    unanalysedPage: (afterId, limit) => pendingEvidence(database, runId, true, afterId, limit),
  };
}
