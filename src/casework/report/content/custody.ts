import type { ExtractItem, ItemCheck } from '../../../contract/index.ts';
import type { Block } from '../document.ts';
import { column, type Composition, fact, facts, heading, paragraph, table } from './blocks.ts';
import { count, joined, stated, utc } from './print.ts';
import { CHECK_WORDS } from './words.ts';

export function latestCheck({ checks }: ExtractItem): ItemCheck | null {
  return checks.at(-1) ?? null;
}

export function custody(composition: Composition): readonly Block[] {
  const { extract, fields } = composition;
  const { items } = extract;
  const failing = items.filter((item) => (latestCheck(item)?.outcome ?? 'unchanged') !== 'unchanged');
  return [
    heading(1, '4', 'Chain of custody and item integrity', 'section-4'),
    heading(2, '4.1', 'Hand-overs', 'section-4-1'),
    ...transfers(composition),
    heading(2, '4.2', 'Handling of the items', 'section-4-2'),
    paragraph('The program opens evidence for reading only, where it lies, and writes results to a folder of its own. Each file was read once at intake for SHA-256, SHA-1 and MD5; results are bound to the SHA-256, and a file whose bytes differ is refused.'),
    heading(2, '4.3', 'Verification', 'section-4-3'),
    paragraph(verificationInWords(items)),
    ...(items.length === 0 ? [] : [table('Latest check of each item against the digests taken at intake', [column('Item', 0.08, { right: true }), column('Taken in', 0.24), column('Latest check', 0.24), column('Bytes', 0.16), column('File time', 0.16), column('Checks', 0.12, { right: true })], items.map(checkRow))]),
    ...(failing.length === 0 ? [] : failures(failing, fields.overrideReason)),
  ];
}

function transfers({ extract }: Composition): readonly Block[] {
  if (extract.transfers.length === 0) return [paragraph(`No hand-over is recorded. On the case’s cover stands: received from ${stated(extract.case.receivedFrom).toLowerCase() === 'not stated' ? 'somebody not stated' : extract.case.receivedFrom.trim()}, at a time ${extract.case.receivedAt.trim() === '' ? 'not stated' : `given as ${extract.case.receivedAt.trim()}`}.`, 'muted')];
  return [table('Hand-overs, as recorded', [column('When', 0.17), column('From, to', 0.24), column('Items', 0.13), column('Purpose and authority', 0.28), column('Medium', 0.18)], extract.transfers.map(({ at, from, to, items, purpose, authority, medium, recordedBy, recordedAt }) => [
    utc(at), `${stated(from)} to ${stated(to)}`, items.length === 0 ? 'all' : joined(items.map(String)), `${stated(purpose)}; authority: ${stated(authority).toLowerCase() === 'not stated' ? 'not stated' : authority.trim()} (recorded by ${recordedBy}, ${utc(recordedAt)})`, stated(medium),
  ])), paragraph('Digests before and after a hand-over are those of the checks below that lie before and after it.', 'muted')];
}

function verificationInWords(items: readonly ExtractItem[]): string {
  const tally = Map.groupBy(items, (item) => latestCheck(item)?.outcome ?? 'unchecked');
  const of = (outcome: ItemCheck['outcome'] | 'unchecked'): number => tally.get(outcome)?.length ?? 0;
  const first = `At their latest check ${count(of('unchanged'), 'item')} of ${items.length} had the bytes of the intake.`;
  const rest = [[of('changed'), 'changed'], [of('missing'), 'missing'], [of('unreadable'), 'unreadable']].filter(([number]) => number !== 0).map(([number, word]) => `${number} ${word}`);
  const unchecked = of('unchecked') === 0 ? '' : ` ${count(of('unchecked'), 'item')} ${of('unchecked') === 1 ? 'was' : 'were'} not checked since intake.`;
  const times = items.filter((item) => latestCheck(item)?.outcome === 'unchanged' && latestCheck(item)?.modifiedUnchanged === false).length;
  const stamps = times === 0 ? '' : ` ${count(times, 'item')} had another modification time than at intake, with the same bytes.`;
  return `${first}${rest.length === 0 ? '' : ` The others: ${joined(rest)}.`}${unchecked}${stamps}`;
}

function checkRow(item: ExtractItem): readonly string[] {
  const check = latestCheck(item);
  if (check === null) return [String(item.id), utc(item.addedAt), 'never', 'not checked', 'not checked', '0'];
  return [String(item.id), utc(item.addedAt), utc(check.at), CHECK_WORDS[check.outcome], check.modifiedUnchanged === null ? 'not read' : check.modifiedUnchanged ? 'unchanged' : 'CHANGED', String(item.checks.length)];
}

function failures(items: readonly ExtractItem[], reason: string): readonly Block[] {
  return [
    heading(2, '4.4', 'Items that do not verify', 'section-4-4'),
    ...items.flatMap((item) => {
      const check = latestCheck(item);
      return [paragraph(`Item ${item.id}, ${item.name}: ${check?.message ?? ''}`, 'warning'), facts(fact('SHA-256 at intake', item.sha256 ?? 'not taken', true), fact('SHA-256 at the check', check?.sha256 ?? 'could not be read', true))];
    }),
    paragraph('What is reported on these items is about the bytes taken in, not about the bytes found at the check.'),
    paragraph(reason.trim() === '' ? 'No reason to issue nevertheless has been given.' : `Reason given to issue nevertheless: ${reason.trim()}`, reason.trim() === '' ? 'warning' : 'normal'),
  ];
}
