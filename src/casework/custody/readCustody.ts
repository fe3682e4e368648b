import { setImmediate as breathe } from 'node:timers/promises';
import type { ItemCheck, Transfer } from '../../contract/index.ts';
import type { ReadableDatabase } from '../store/database.ts';
import { itemCheckOf, type NewestCheckRow, newestChecks } from './checkRows.ts';
import { evidenceStatement } from './statement.ts';
import { readTransfers } from './transferRows.ts';

export interface CustodyItem {
  readonly evidenceId: number;
  readonly path: string;
  readonly sha256: string | null;
  readonly hashedAt: string | null;
  readonly check: ItemCheck | null;
}

export interface Custody {
  readonly items: CustodyItem[];
  readonly transfers: Transfer[];
  readonly statement: string | null;
}

const PAGE = 500;

/** Every item with its newest check against its present digest, the transfers and the statement. Read in pages, so that other work gets its turn. */
export async function readCustody(database: ReadableDatabase): Promise<Custody> {
  const items: CustodyItem[] = [];
  for (let page = newestChecks(database, 0, PAGE); page.length > 0; page = newestChecks(database, page.at(-1)?.evidenceId ?? 0, PAGE)) {
    items.push(...page.map(custodyItem));
    await breathe();
  }
  return { items, transfers: [...readTransfers(database)], statement: evidenceStatement(database) };
}

function custodyItem(row: NewestCheckRow): CustodyItem {
  const { evidenceId, path, present, hashedAt, at, author, outcome, expectedSha256, sha256, bytes, modified, modifiedUnchanged, message } = row;
  const found = at === null || author === null || outcome === null || expectedSha256 === null ? null : { evidenceId, at, author, outcome, expectedSha256, sha256, bytes, modified, modifiedUnchanged, message: message ?? '' };
  return { evidenceId, path, sha256: present, hashedAt, check: found === null ? null : itemCheckOf(found, present) };
}
