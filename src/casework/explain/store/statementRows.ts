import { type Ground, type ReviewedStatement, type Statement, type StatementReview, type Strike } from '../../../contract/index.ts';
import { canonicalJson } from '../../canonicalJson.ts';
import { prepared, type ReadableDatabase, type WritableDatabase } from '../../store/database.ts';

interface StatementRow extends Pick<Statement, 'id' | 'topic' | 'source' | 'plain' | 'technical'> {
  readonly regions: string;
  readonly grounds: string;
  readonly struck: string | null;
}

export function insertStatements(database: WritableDatabase, explanationId: number, statements: readonly Statement[]): void {
  const insert = prepared(database, 'INSERT INTO explanation_statement (explanation_id, number, topic, regions, source, plain, technical, grounds, struck) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  for (const { id, topic, regions, source, plain, technical, grounds, struck } of statements) {
    insert.run(explanationId, id, topic, canonicalJson(regions), source, plain, technical, canonicalJson(grounds), struck === null ? null : canonicalJson(struck));
  }
}

/** Statements in reading order, each with the decision that stands. */
export function readStatements(database: ReadableDatabase, explanationId: number): readonly ReviewedStatement[] {
  const rows = prepared<[number], StatementRow>(database, 'SELECT number AS id, topic, regions, source, plain, technical, grounds, struck FROM explanation_statement WHERE explanation_id = ? ORDER BY number').all(explanationId);
  return rows.map(({ regions, grounds, struck, ...row }) => ({
    ...row,
    regions: JSON.parse(regions) as number[],
    grounds: JSON.parse(grounds) as Ground[],
    struck: struck === null ? null : (JSON.parse(struck) as Strike),
    review: reviewsOf(database, explanationId, row.id).at(-1) ?? null,
  }));
}

/** Every decision on one statement, the first one first. */
export function reviewsOf(database: ReadableDatabase, explanationId: number, number: number): readonly StatementReview[] {
  return prepared<[number, number], StatementReview>(database, 'SELECT decision, text, author, at FROM statement_review WHERE explanation_id = ? AND number = ? ORDER BY id').all(explanationId, number);
}

export function hasStatement(database: ReadableDatabase, explanationId: number, number: number): boolean {
  return prepared<[number, number]>(database, 'SELECT 1 FROM explanation_statement WHERE explanation_id = ? AND number = ?').get(explanationId, number) !== undefined;
}

export function insertReview(database: WritableDatabase, explanationId: number, number: number, { decision, text, author, at }: StatementReview): void {
  prepared(database, 'INSERT INTO statement_review (explanation_id, number, decision, text, author, at) VALUES (?, ?, ?, ?, ?, ?)').run(explanationId, number, decision, text, author, at);
}
