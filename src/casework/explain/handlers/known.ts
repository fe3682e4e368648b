import type { Explanation, PromptVariant } from '../../../contract/index.ts';
import { latestFindingId } from '../../store/findings.ts';
import { prepared, type ReadableDatabase } from '../../store/database.ts';
import { PROMPT_VERSION } from '../protocol/prompts.ts';
import { explanationOf, requireRow } from '../store/explanationRows.ts';

export interface Explainable {
  readonly evidenceId: number;
  readonly findingId: number;
  readonly path: string;
}

/** Items that have a finding for their present content, each with its newest, in the order of their ids; or the one item named. */
export function explainableItems(database: ReadableDatabase, evidenceId: number | null): readonly Explainable[] {
  const items = prepared<[number | null, number | null], { evidenceId: number; path: string }>(database, 'SELECT id AS evidenceId, path FROM evidence WHERE ? IS NULL OR id = ? ORDER BY id').all(evidenceId, evidenceId);
  return items.flatMap(({ evidenceId: id, path }) => {
    const findingId = latestFindingId(database, id);
    return findingId === undefined ? [] : [{ evidenceId: id, findingId, path }];
  });
}

/**
 * Finished runs of a finding that answer the same question, so that it is not asked again: same server, prompts and variants (of one batch where there are
 * several), and same model where one was named. Null where any is missing.
 */
export function knownRuns(database: ReadableDatabase, findingId: number, asked: { readonly origin: string; readonly model: string; readonly variants: readonly PromptVariant[] }): readonly Explanation[] | null {
  const rows = prepared<[number, string, number, string, string], { id: number; variant: PromptVariant; batch: number | null }>(
    database,
    `SELECT id, variant, batch FROM explanation WHERE finding_id = ? AND kind = 'model' AND status = 'done' AND server_origin = ? AND prompt_version = ? AND (? = '' OR server_model = ?) ORDER BY id DESC`,
  ).all(findingId, asked.origin, PROMPT_VERSION, asked.model, asked.model);
  const batches = asked.variants.length === 1 ? [rows] : [...new Set(rows.map(({ batch }) => batch))].filter((batch) => batch !== null).map((batch) => rows.filter((row) => row.batch === batch));
  for (const candidates of batches) {
    const chosen = asked.variants.map((variant) => candidates.find((row) => row.variant === variant));
    if (chosen.every((row) => row !== undefined)) return chosen.map(({ id }) => explanationOf(database, requireRow(database, id)));
  }
  return null;
}

export function readExplanation(database: ReadableDatabase, id: number): Explanation {
  return explanationOf(database, requireRow(database, id));
}
