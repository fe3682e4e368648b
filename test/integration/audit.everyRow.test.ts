import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AuditHead, appendAudit, auditHash, type AuditRow } from '../../src/casework/audit/chain.ts';
import { verifyAudit } from '../../src/casework/audit/verifyChain.ts';
import { inTransaction, openWritable, type ReadableDatabase } from '../../src/casework/store/database.ts';
import { migrate } from '../../src/casework/store/migrate.ts';
import { temporaryFolder } from './caseworkFixtures.ts';

const ROWS = 10_000;
/** The first and the last row, their neighbours, and others all over the log, the same at every run. */
const PLACES = [1, 2, ...Array.from({ length: 16 }, (_, index) => 3 + ((index * 7919 + 613) % (ROWS - 5))), ROWS - 1, ROWS];

let folder: string;
let raw: Database.Database;
let head: AuditHead;

beforeAll(() => {
  folder = temporaryFolder();
  const path = join(folder, 'case.sqlite');
  const database = openWritable(path);
  migrate(database);
  head = inTransaction(database, () => {
    let last: AuditHead = { sequence: 0, hash: '' };
    for (let row = 1; row <= ROWS; row += 1) last = appendAudit(database, { actor: 'tester@here', action: row % 3 === 0 ? 'item.viewed' : 'finding.recorded', subject: `finding ${row}`, details: { score: row / ROWS } });
    return last;
  });
  database.close();
  // Somebody with full access to the file takes the guards away first.
  raw = new Database(path);
  raw.exec('DROP TRIGGER audit_is_never_edited; DROP TRIGGER audit_is_never_deleted');
});

afterAll(() => {
  raw.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What is found after `tamper`, which is taken back afterwards. The head in the case folder is still the one written at closing. */
async function found(tamper: () => void): Promise<readonly string[]> {
  raw.exec('BEGIN');
  try {
    tamper();
    const { problems } = await verifyAudit(raw as ReadableDatabase, [{ ...head, source: 'audit-head.json' }]);
    return problems.map(({ kind, sequence, message }) => `${kind} ${sequence}: ${message}`);
  } finally {
    raw.exec('ROLLBACK');
  }
}

function row(sequence: number): AuditRow {
  return raw.prepare<[number], AuditRow>('SELECT * FROM audit WHERE sequence = ?').get(sequence) as AuditRow;
}

function write(at: number, changed: AuditRow): void {
  raw.prepare('UPDATE audit SET sequence = ?, at = ?, actor = ?, action = ?, subject = ?, details = ?, previous = ?, hash = ? WHERE sequence = ?')
    .run(changed.sequence, changed.at, changed.actor, changed.action, changed.subject, changed.details, changed.previous, changed.hash, at);
}

/** Problems begin with one that names the row, and name no row but it and, at the end of the log, the head. */
function expectNamed(problems: readonly string[], kind: string, sequence: number): void {
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.some((problem) => problem.startsWith(`${kind} ${sequence}: `) && problem.includes(`row ${sequence} `))).toBe(true);
  expect(problems.filter((problem) => !problem.startsWith(`${kind} ${sequence}: `) && !problem.startsWith(`replaced ${ROWS}: `))).toEqual([]);
}

test(`${PLACES.length} places of ${ROWS} rows, each another one`, async () => {
  expect(new Set(PLACES).size).toBe(20);
  expect(await found(() => undefined)).toEqual([]);
});

test('an edited row is named wherever it stands, whatever of it was edited', async () => {
  const columns = ['at', 'actor', 'action', 'subject', 'details'] as const;
  for (const [index, sequence] of PLACES.entries()) {
    const column = columns[index % columns.length] ?? 'at';
    expectNamed(await found(() => raw.prepare(`UPDATE audit SET ${column} = ${column} || ' ' WHERE sequence = ?`).run(sequence)), 'edited', sequence);
  }
}, 120_000);

test('an edited row whose hash was computed anew is named wherever it stands', async () => {
  for (const sequence of PLACES) {
    const problems = await found(() => {
      const edited = { ...row(sequence), details: '{"score":0}' };
      write(sequence, { ...edited, hash: auditHash(edited) });
    });
    // The last row leads nowhere: the recorded ends of the log name it.
    if (sequence === ROWS) expect(problems).toEqual([expect.stringMatching(/^replaced 10000: row 10000 .*the database/), expect.stringMatching(/^replaced 10000: .*audit-head\.json/)]);
    else expectNamed(problems, 'unlinked', sequence);
  }
}, 120_000);

test('a row put in the place of another, with a link and a hash of its own, is named wherever it stands', async () => {
  for (const sequence of PLACES) {
    const problems = await found(() => {
      const forged = { ...row(sequence), actor: 'someone@else', previous: 'f'.repeat(64) };
      write(sequence, { ...forged, hash: auditHash(forged) });
    });
    expectNamed(problems, 'unlinked', sequence);
  }
}, 120_000);

test('a deleted row is named wherever it stood', async () => {
  for (const sequence of PLACES) {
    const problems = await found(() => raw.prepare('DELETE FROM audit WHERE sequence = ?').run(sequence));
    const kind = sequence === ROWS ? 'truncated' : 'deleted';
    expect(problems.length).toBeGreaterThan(0);
    for (const problem of problems) expect(problem).toMatch(new RegExp(`^${kind} ${sequence}: rows? ${sequence} `));
  }
}, 120_000);

test('two rows that changed places are both named, neighbours and others, also with hashes computed anew', async () => {
  for (const [index, sequence] of PLACES.entries()) {
    const other = index % 2 === 0 ? (sequence === ROWS ? sequence - 1 : sequence + 1) : ((sequence + 4999) % ROWS) + 1;
    for (const anew of [false, true]) {
      const problems = await found(() => {
        const [one, two] = [row(sequence), row(other)];
        const moved = [{ ...one, sequence: other }, { ...two, sequence }].map((changed) => (anew ? { ...changed, hash: auditHash(changed) } : changed));
        write(sequence, { ...one, sequence: -1 });
        write(other, moved[1] as AuditRow);
        write(-1, moved[0] as AuditRow);
      });
      const named = (at: number): boolean => problems.some((problem) => /^(reordered|unlinked|replaced) /.test(problem) && problem.includes(`row ${at} `));
      expect([sequence, other, anew, named(sequence), named(other)]).toEqual([sequence, other, anew, true, true]);
    }
  }
}, 120_000);

test('a tail cut off is told by the end recorded beside the database, also where the database forgot its own', async () => {
  for (const kept of [1, 5000, 9990, ROWS - 1]) {
    const cut = (): void => {
      raw.prepare('DELETE FROM audit WHERE sequence > ?').run(kept);
      raw.prepare('UPDATE audit_head SET sequence = ?, hash = (SELECT hash FROM audit WHERE sequence = ?)').run(kept, kept);
    };
    expect(await found(cut)).toEqual([expect.stringMatching(new RegExp(`^truncated ${kept + 1}: rows ${kept + 1} to ${ROWS} were cut off .*audit-head`))]);
  }
});
