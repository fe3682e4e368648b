import { createHash } from 'node:crypto';
import { setImmediate as breathe } from 'node:timers/promises';
import { AppError, type CaseExtract, EXTRACT_VERSION, type ExtractItem } from '../../contract/index.ts';
import { APP_VERSION } from '../appVersion.ts';
import { lastChange } from '../audit/actions.ts';
import { canonicalJson } from '../canonicalJson.ts';
import type { CaseView } from '../caseFolder.ts';
import { evidenceStatement } from '../custody/statement.ts';
import { readTransfers } from '../custody/transferRows.ts';
import { readCase } from '../store/cases.ts';
import { openReadable } from '../store/database.ts';
import type { ItemSelection } from '../store/itemState.ts';
import { extractItem } from './item.ts';
import { extractModels, readModels } from './models.ts';
import { describeSelection, selectedIds } from './selection.ts';

export interface ExtractRequest {
  /** Null for the whole case. */
  readonly selection: ItemSelection | null;
  /** Where manifests and leaderboard.json lie. */
  readonly modelsFolder: string;
  /** Release that states itself in the extract; this one when left out. */
  readonly appVersion?: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** An extract with its bytes: `sha256` is over `json` as UTF-8. */
export interface BuiltExtract {
  readonly extract: CaseExtract;
  /** Canonical JSON: sorted keys, no spaces. */
  readonly json: string;
  readonly sha256: string;
}

/**
 * Everything a report of these items may say, read in one snapshot of the case: changes made meanwhile are not in it. Works on a case that is open for
 * looking only; all it writes are files of analyst masks that are not there yet. The same case gives the same bytes.
 * Errors: ARGUMENT_INVALID where nothing is chosen, CASE_CORRUPT, ARTIFACT_WRITE_FAILED, CANCELLED.
 */
export async function buildExtract({ paths }: Pick<CaseView, 'paths'>, request: ExtractRequest): Promise<BuiltExtract> {
  const { selection, signal } = request;
  const models = await readModels(request.modelsFolder);
  // A handle of its own, so that others can write meanwhile.
  const database = openReadable(paths.database);
  try {
    database.exec('BEGIN');
    const record = readCase(database);
    const audit = lastChange(database);
    if (record === undefined || audit === undefined) throw new AppError('CASE_CORRUPT', 'The case has no record of itself. Restore its database from a backup.');
    const ids = selectedIds(database, selection);
    if (ids.length === 0) throw new AppError('ARGUMENT_INVALID', 'No item of the case is chosen. Choose at least one.');
    const { slug, status, createdAt, ...details } = record;
    const before = { audit, case: { ...details, slug, status, createdAt }, custody: { statement: evidenceStatement(database) } };
    const text = textWriter();
    text.members(before);
    const items: ExtractItem[] = [];
    for (const id of ids) {
      if (signal?.aborted === true) throw new AppError('CANCELLED', 'The extract was not finished. Start it again.');
      const item = await extractItem(database, paths.folder, id, models);
      items.push(item);
      text.item(item);
      request.onProgress?.(items.length, ids.length);
      await breathe();
    }
    const after: Pick<CaseExtract, 'schema' | 'selection' | 'software' | 'transfers' | 'version'> = {
      schema: 'palimpsest-extract',
      selection: describeSelection(database, selection, ids),
      software: { app: request.appVersion ?? APP_VERSION, models: [...extractModels(models, items.flatMap(({ finding }) => finding?.record ?? []))] },
      transfers: [...readTransfers(database)],
      version: EXTRACT_VERSION,
    };
    text.members(after);
    return { extract: { ...before, items, ...after }, ...text.end() };
  } finally {
    database.close();
  }
}

interface TextWriter {
  readonly members: (members: Readonly<Record<string, unknown>>) => void;
  readonly item: (item: ExtractItem) => void;
  readonly end: () => Pick<BuiltExtract, 'json' | 'sha256'>;
}

/** Canonical JSON of an extract, written and hashed piece by piece: members before `items` in the order of their names, the items, then the others. */
function textWriter(): TextWriter {
  const parts: string[] = [];
  const hash = createHash('sha256');
  let items = 0;
  const write = (part: string): void => {
    parts.push(part);
    hash.update(part);
  };
  return {
    members(members) {
      // Between the braces of its canonical form.
      const inner = canonicalJson(members).slice(1, -1);
      write(parts.length === 0 ? `{${inner},"items":[` : `],${inner}}`);
    },
    item(item) {
      write(`${items === 0 ? '' : ','}${canonicalJson(item)}`);
      items += 1;
    },
    end: () => ({ json: parts.join(''), sha256: hash.digest('hex') }),
  };
}
