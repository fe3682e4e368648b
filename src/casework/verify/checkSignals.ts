import { digestOfSignalRun, readSignalRow } from '../signals/signalRows.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { digestsOf, safely } from './checkExplanations.ts';
import type { VerifyProblem } from './verifyCase.ts';

/**
 * Checks each finished run of second opinions, with what every method said and in which order, against its digest in the audit log. The files of the maps are
 * artifacts and are checked with them.
 */
export function checkSignals(database: ReadableDatabase): { readonly count: number; readonly problems: readonly VerifyProblem[] } {
  const logged = new Map(digestsOf(database, `'signals.finished'`).map(({ subject, digest }) => [subject, digest]));
  const started = digestsOf(database, `'signals.started'`).map(({ subject }) => subject);
  const ids = database.prepare<[], number>('SELECT id FROM signal_run ORDER BY id').pluck().all();
  const present = new Set(ids.map((id) => `signals ${id}`));
  const problems: VerifyProblem[] = [...new Set([...started, ...logged.keys()])].filter((subject) => !present.has(subject)).map((subject) => problem(subject, `${inWords(subject)} is in the audit log and not in the case: it was deleted`));
  for (const id of ids) {
    const subject = `signals ${id}`;
    const expected = logged.get(subject);
    const row = readSignalRow(database, id);
    if (row?.status === 'running') {
      if (expected !== undefined) problems.push(problem(subject, `${inWords(subject)} ended and is shown as running: its row was edited`));
      else if (!started.includes(subject)) problems.push(problem(subject, `${inWords(subject)} was never recorded in the audit log`));
    } else if (expected === undefined) problems.push(problem(subject, `${inWords(subject)} was never recorded in the audit log`));
    else if (row === undefined || safely(() => digestOfSignalRun(database, row)) !== expected) problems.push(problem(subject, `${inWords(subject)} is not as it was recorded: its row, results or maps were edited`));
  }
  return { count: ids.length, problems };
}

function inWords(subject: string): string {
  return subject.replace(/^signals /, 'run ').concat(' of second opinions');
}

function problem(subject: string, message: string): VerifyProblem {
  return { part: 'signals', subject, message };
}
