import type { CaseExtract, Lint, ReportFields } from '../../../contract/index.ts';

interface Dated {
  readonly field: string;
  readonly section: number;
  readonly name: string;
  readonly text: string;
}

/** First and last moment that a typed date can mean: a day without a time is the whole day anywhere on earth. Null where it is no ISO 8601 date. */
export function spanOf(text: string): { readonly first: number; readonly last: number } | null {
  const trimmed = text.trim().replace(' ', 'T');
  if (!/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/.test(trimmed)) return null;
  const day = trimmed.length === 10;
  const zoned = day || /(?:Z|[+-]\d{2}:?\d{2})$/.test(trimmed);
  const at = Date.parse(day ? `${trimmed}T00:00:00Z` : zoned ? trimmed : `${trimmed}Z`);
  if (Number.isNaN(at)) return null;
  const half = 14 * 3_600_000;
  if (day) return { first: at - half, last: at + 86_400_000 + half };
  return zoned ? { first: at, last: at } : { first: at - half, last: at + half };
}

/** Dates that are none, or stand in an order that cannot have been. */
export function dateLints(extract: CaseExtract, fields: ReportFields): readonly Lint[] {
  const dates: readonly Dated[] = [
    { field: 'case.receivedAt', section: 1, name: 'Received', text: extract.case.receivedAt },
    { field: 'fields.examinedFrom', section: 1, name: 'Examination begun', text: fields.examinedFrom },
    { field: 'fields.examinedTo', section: 1, name: 'Examination ended', text: fields.examinedTo },
    { field: 'fields.reviewer.at', section: 12, name: 'Reviewed', text: fields.reviewer.at },
  ].filter(({ text }) => text.trim() !== '');
  const lints: Lint[] = dates.filter(({ text }) => spanOf(text) === null).map(({ field, section, name, text }) => ({ severity: 'warning', field, section, message: `${name}: “${text.trim()}” is no date that can be compared. Write it as 2026-11-21 or 2026-11-21 14:30.` }));
  const known = dates.flatMap((date) => {
    const span = spanOf(date.text);
    return span === null ? [] : [{ ...date, ...span }];
  });
  known.forEach((later, index) => {
    const earlier = known.slice(0, index).find(({ first }) => first > later.last);
    if (earlier !== undefined) lints.push({ severity: 'error', field: later.field, section: later.section, message: `${later.name} (${later.text.trim()}) lies before ${earlier.name.toLowerCase()} (${earlier.text.trim()}).` });
  });
  return [...lints, ...outside(extract, fields), ...handovers(extract)];
}

function outside({ items }: CaseExtract, fields: ReportFields): readonly Lint[] {
  const from = spanOf(fields.examinedFrom);
  const to = spanOf(fields.examinedTo);
  const late = items.filter(({ finding }) => finding !== null && ((from !== null && Date.parse(finding.createdAt) < from.first) || (to !== null && Date.parse(finding.createdAt) > to.last)));
  if (late.length === 0) return [];
  return [{ severity: 'warning', field: from === null ? 'fields.examinedTo' : 'fields.examinedFrom', section: 1, message: `${late.length === 1 ? `Item ${late[0]!.id} was` : `${late.length} items were`} analysed outside of the time of examination stated.` }];
}

function handovers({ transfers }: CaseExtract): readonly Lint[] {
  return transfers.flatMap(({ id, at, recordedAt }): Lint[] => {
    const span = spanOf(at);
    if (span === null || span.first <= Date.parse(recordedAt)) return [];
    return [{ severity: 'error', field: `transfers.${id}`, section: 4, message: `Hand-over ${id} was recorded before the time at which it is said to have happened.` }];
  });
}
