import type { ExtractItem } from '../../../contract/index.ts';
import { wholeNumber } from '../../sheet/html.ts';
import type { Block } from '../document.ts';
import { column, type Composition, fact, facts, heading, paragraph, table } from './blocks.ts';
import { count, joined, NOT_STATED, stated } from './print.ts';

export function sizeInPixels({ facts: found }: ExtractItem): string {
  return found === null ? 'not read' : `${wholeNumber(found.width)} × ${wholeNumber(found.height)}`;
}

export function itemsReceived({ extract, fields }: Composition): readonly Block[] {
  const { selection, items } = extract;
  const { counts } = selection;
  return [
    heading(1, '3', 'Items received', 'section-3'),
    facts(
      fact('Received from', stated(extract.case.receivedFrom)),
      fact('Received', stated(extract.case.receivedAt)),
      fact('Selection', selection.words),
      fact('Counts', `${count(counts.selected, 'item')} selected of ${wholeNumber(counts.inCase)} in the case: ${wholeNumber(counts.analysed)} analysed, ${wholeNumber(counts.pending)} not analysed yet, ${wholeNumber(counts.failed)} failed, ${wholeNumber(counts.skipped)} passed over`),
    ),
    items.length === 0
      ? paragraph('No items are selected.', 'warning')
      : table('Items', [column('Item', 0.08, { right: true }), column('File', 0.37), column('Type', 0.12), column('Pixels', 0.17, { right: true }), column('Bytes', 0.15, { right: true }), column('Same as', 0.11)], items.map((item) => [
        String(item.id), item.name, item.facts?.format.toUpperCase() ?? 'unknown', sizeInPixels(item), wholeNumber(item.bytes), item.duplicates.length === 0 ? 'none' : joined(item.duplicates.slice(0, 4).map(String)) + (item.duplicates.length > 4 ? ` +${item.duplicates.length - 4}` : ''),
      ])),
    ...(items.length === 0 ? [] : [table('SHA-256 at intake', [column('Item', 0.08, { right: true }), column('SHA-256', 0.92, { fixed: true })], items.map(({ id, sha256 }) => [String(id), sha256 ?? NOT_STATED]))]),
    paragraph('Type is what the content says, whatever the name ends in. “Same as” names items with the same SHA-256. Path, MD5, SHA-1 and times stand on each item’s page. Whether a file is an original, an export, a messenger copy, a screenshot or a scan is not recorded by the program and is not assumed.', 'muted'),
    ...(fields.template === 'insurer' ? reuse(items) : []),
  ];
}

/** Insurer: the same file under several names is a finding of its own. */
function reuse(items: readonly ExtractItem[]): readonly Block[] {
  const groups = [...Map.groupBy(items.filter(({ sha256, duplicates }) => sha256 !== null && duplicates.length > 0), ({ sha256 }) => sha256 ?? '')];
  return [
    heading(2, '3.1', 'Reuse of pictures', 'section-3-1'),
    groups.length === 0
      ? paragraph('No item has the same bytes as another file of this case.')
      : table('Files with the same bytes', [column('Items', 0.3), column('Files', 0.7)], groups.map(([, same]) => [joined([...new Set(same.flatMap(({ id, duplicates }) => [id, ...duplicates]))].toSorted((a, b) => a - b).map(String)), same.map(({ path }) => path).join('\n')])),
    paragraph('Only files with identical bytes within this case are compared. Resized or saved-again copies, and pictures of other claims, were not searched for.', 'muted'),
  ];
}
