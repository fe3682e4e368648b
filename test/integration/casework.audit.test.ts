import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuditHead, appendAudit, auditHash, type AuditRow } from '../../src/casework/audit/chain.ts';
import { verifyAudit } from '../../src/casework/audit/verifyChain.ts';
import { inTransaction, openReadable, openWritable } from '../../src/casework/store/database.ts';
import { migrate } from '../../src/casework/store/migrate.ts';
import { temporaryFolder } from './caseworkFixtures.ts';

const ROWS = 10_000;

describe(`an audit log of ${ROWS} rows`, () => {
  let folder: string;
  let original: string;
  let head: AuditHead;
  let copies = 0;

  beforeAll(() => {
    folder = temporaryFolder();
    original = join(folder, 'original.sqlite');
    const database = openWritable(original);
    migrate(database);
    head = inTransaction(database, () => {
      let last: AuditHead = { sequence: 0, hash: '' };
      for (let row = 1; row <= ROWS; row += 1) {
        last = appendAudit(database, { actor: 'tester@here', action: 'finding.recorded', subject: `finding ${row}`, details: { score: row / ROWS, digest: 'ab'.repeat(32) } });
      }
      return last;
    });
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Problems found after someone with full access to the file did `sql` to a copy. */
  async function afterTampering(tamper: (database: Database.Database) => void, recorded: readonly AuditHead[] = []): Promise<readonly string[]> {
    copies += 1;
    const path = join(folder, `copy-${copies}.sqlite`);
    copyFileSync(original, path);
    const raw = new Database(path);
    raw.exec('DROP TRIGGER audit_is_never_edited; DROP TRIGGER audit_is_never_deleted;');
    tamper(raw);
    raw.pragma('wal_checkpoint(TRUNCATE)');
    raw.close();
    const database = openReadable(path);
    const check = await verifyAudit(database, recorded.map((one) => ({ ...one, source: 'a note' })));
    database.close();
    return check.problems.map((problem) => `${problem.kind} ${problem.sequence}`);
  }

  test('is whole as it was written', async () => {
    const database = openReadable(original);
    const check = await verifyAudit(database, [{ ...head, source: 'a note' }]);
    database.close();
    expect(check).toEqual({ rows: ROWS, head, problems: [] });
  });

  test('the database itself refuses to change or remove a row', () => {
    const database = openWritable(original);
    expect(() => database.prepare('UPDATE audit SET actor = ? WHERE sequence = 5').run('x')).toThrow('never edited');
    expect(() => database.prepare('DELETE FROM audit WHERE sequence = 5').run()).toThrow('never shortened');
    database.close();
  });

  test.each(['at', 'actor', 'action', 'subject', 'details', 'previous', 'hash'])('names a row whose %s was edited', async (column) => {
    const problems = await afterTampering((raw) => raw.prepare(`UPDATE audit SET ${column} = 'x' || substr(${column}, 2) WHERE sequence = 4711`).run());
    expect(problems).toContain('edited 4711');
    expect(problems).toEqual(['edited 4711']);
  });

  test('an edited row with its hash computed anew no longer leads to the next, and is named', async () => {
    const problems = await afterTampering((raw) => {
      const row = raw.prepare<[], AuditRow>('SELECT * FROM audit WHERE sequence = 4711').get();
      if (row === undefined) throw new Error('no row 4711');
      const edited = { ...row, details: '{"score":0}' };
      raw.prepare('UPDATE audit SET details = ?, hash = ? WHERE sequence = 4711').run(edited.details, auditHash(edited));
    });
    expect(problems).toEqual(['unlinked 4711']);
  });

  test('names a deleted row, and a deleted stretch', async () => {
    expect(await afterTampering((raw) => raw.exec('DELETE FROM audit WHERE sequence = 123'))).toEqual(['deleted 123']);
    expect(await afterTampering((raw) => raw.exec('DELETE FROM audit WHERE sequence BETWEEN 9000 AND 9100'))).toEqual(['deleted 9000']);
    expect(await afterTampering((raw) => raw.exec('DELETE FROM audit WHERE sequence = 1'))).toEqual(['deleted 1']);
  });

  test('names rows that changed places', async () => {
    const swap = (a: number, b: number) => (raw: Database.Database) => raw.exec(`UPDATE audit SET sequence = -1 WHERE sequence = ${a}; UPDATE audit SET sequence = ${a} WHERE sequence = ${b}; UPDATE audit SET sequence = ${b} WHERE sequence = -1`);
    expect(await afterTampering(swap(500, 501))).toEqual(expect.arrayContaining(['reordered 500', 'reordered 501']));
    expect(await afterTampering(swap(100, 9000))).toEqual(expect.arrayContaining(['reordered 100', 'reordered 9000']));
  });

  test('notices a tail that was cut off, also when the recorded end was cut with it', async () => {
    expect(await afterTampering((raw) => raw.exec('DELETE FROM audit WHERE sequence > 9990'))).toEqual(['truncated 9991']);
    const cutWithHead = (raw: Database.Database): void => {
      raw.exec('DELETE FROM audit WHERE sequence > 9990; UPDATE audit_head SET sequence = 9990, hash = (SELECT hash FROM audit WHERE sequence = 9990)');
    };
    expect(await afterTampering(cutWithHead)).toEqual([]);
    expect(await afterTampering(cutWithHead, [head])).toEqual(['truncated 9991']);
  });

  test('a log rewritten from some row on is told by an end noted elsewhere', async () => {
    const rewrite = (raw: Database.Database): void => {
      let previous = raw.prepare<[], string>('SELECT hash FROM audit WHERE sequence = 8999').pluck().get() ?? '';
      const update = raw.prepare('UPDATE audit SET actor = ?, previous = ?, hash = ? WHERE sequence = ?');
      for (const row of raw.prepare<[], AuditRow>('SELECT * FROM audit WHERE sequence >= 9000 ORDER BY sequence').all()) {
        const forged = { ...row, actor: 'someone@else', previous };
        previous = auditHash(forged);
        update.run(forged.actor, forged.previous, previous, row.sequence);
      }
      raw.prepare('UPDATE audit_head SET hash = ?').run(previous);
    };
    expect(await afterTampering(rewrite)).toEqual([]);
    expect(await afterTampering(rewrite, [head])).toEqual([`replaced ${ROWS}`]);
  });
});
