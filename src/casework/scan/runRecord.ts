import type { ErrorRecord } from '../../contract/index.ts';
import { APP_VERSION } from '../appVersion.ts';
import { appendAudit } from '../audit/chain.ts';
import type { CaseSession } from '../caseFolder.ts';
import { inTransaction } from '../store/database.ts';
import { countRun, ensureRoot } from '../store/evidence.ts';
import { finishRun, insertRun, type NewRun, type StartedRun } from '../store/runs.ts';
import type { ScanRequest } from './job.ts';

/** Starts a run with its line in the audit log; `root` is the folder it works on, or null. */
export function startRun(session: CaseSession, root: string | null, request: ScanRequest, job?: NewRun['job']): { readonly run: StartedRun; readonly rootId: number | null } {
  const { database, actor } = session;
  const { manifest } = request.model;
  const readsOnly = job?.kind === 'intake';
  return inTransaction(database, () => {
    const startedAt = new Date().toISOString();
    const rootId = root === null ? null : addRoot(session, root, startedAt);
    const run = insertRun(database, {
      rootId,
      modelId: readsOnly ? '' : manifest.id,
      modelSha256: readsOnly ? '' : manifest.sha256,
      options: request.options,
      appVersion: APP_VERSION,
      startedAt,
      ...(job === undefined ? {} : { job }),
    });
    appendAudit(database, {
      actor,
      action: 'run.started',
      subject: `run ${run.id}`,
      details: {
        root,
        ...(readsOnly ? {} : { model: { id: manifest.id, version: manifest.version, sha256: manifest.sha256 }, provider: request.provider }),
        options: request.options,
        appVersion: APP_VERSION,
        resumes: run.resumes,
        ...(job === undefined ? {} : { job: job.id, kind: job.kind }),
      },
    }, startedAt);
    return { run, rootId };
  });
}

/** Id of an evidence root; a new one is noted in the audit log. */
export function addRoot(session: CaseSession, root: string, at: string = new Date().toISOString()): number {
  const { database, actor } = session;
  return inTransaction(database, () => {
    const { id, added } = ensureRoot(database, Buffer.from(root), at);
    if (added) appendAudit(database, { actor, action: 'root.added', subject: `root ${id}`, details: { path: root } }, at);
    return id;
  });
}

/** Ends a run, with the counts of the files it saw. */
export function endRun(session: CaseSession, run: StartedRun, status: 'finished' | 'interrupted' | 'failed', error: ErrorRecord | null): void {
  const { database, actor } = session;
  inTransaction(database, () => {
    finishRun(database, run.id, status, error);
    const counts = { ...countRun(database, run.id) };
    appendAudit(database, { actor, action: `run.${status}`, subject: `run ${run.id}`, details: { counts, ...(error === null ? {} : { error: { code: error.code, message: error.message } }) } });
  });
}
