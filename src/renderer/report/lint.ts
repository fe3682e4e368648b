import type { Lint } from '../../contract/index.ts';
import { SECTIONS } from './fields.ts';

/** Where a line of the list of missing things leads. */
export type Jump =
  | { readonly to: 'field'; readonly path: string }
  | { readonly to: 'custody'; readonly evidenceId: number | null }
  | { readonly to: 'review'; readonly evidenceId: number }
  | { readonly to: 'items' }
  | { readonly to: 'section'; readonly number: number };

const KNOWN: ReadonlySet<string> = new Set(SECTIONS.flatMap(({ fields }) => fields.map(({ path }) => path)));

/** `fields.conclusions` and `case.question` lead to their input; `items.12.check` to the item's custody, `items.12.finding` to its review; anything else to its section. */
export function jumpOf({ field, section }: Pick<Lint, 'field' | 'section'>): Jump {
  const item = /^items\.(\d+)(?:\.(.+))?$/.exec(field);
  if (item !== null) {
    const evidenceId = Number(item[1]);
    return /^(check|sha256|hash)/.test(item[2] ?? '') ? { to: 'custody', evidenceId } : { to: 'review', evidenceId };
  }
  if (/^items\b|^selection\b/.test(field)) return { to: 'items' };
  if (/^(transfers|custody)\b/.test(field)) return { to: 'custody', evidenceId: null };
  const known = knownPath(field);
  return known === null ? { to: 'section', number: section } : { to: 'field', path: known };
}

/** The path of the input that edits a field: the field's own, or the first below or above it (`fields.evaluation`, `fields.conclusions.2`). */
function knownPath(field: string): string | null {
  if (KNOWN.has(field)) return field;
  const below = [...KNOWN].find((path) => path.startsWith(`${field}.`));
  if (below !== undefined) return below;
  const above = field.split('.').slice(0, -1).join('.');
  return above === '' ? null : KNOWN.has(above) ? above : null;
}

export interface LintGroup {
  readonly number: number;
  readonly title: string;
  readonly lints: readonly Lint[];
  readonly errors: number;
}

/** By section of the report in their order, errors before warnings. */
export function groupLints(lints: readonly Lint[]): readonly LintGroup[] {
  const groups = Map.groupBy(lints, ({ section }) => section);
  return [...groups.entries()]
    .toSorted(([left], [right]) => left - right)
    .map(([number, list]) => {
      const sorted = list.toSorted((left, right) => Number(left.severity === 'warning') - Number(right.severity === 'warning'));
      return { number, title: SECTIONS.find((section) => section.number === number)?.title ?? 'Other', lints: sorted, errors: countErrors(list) };
    });
}

export function countErrors(lints: readonly Lint[]): number {
  return lints.filter(({ severity }) => severity === 'error').length;
}

/** The gravest message on each field that has one, by the field's path. */
export function lintByField(lints: readonly Lint[]): ReadonlyMap<string, Lint> {
  const found = new Map<string, Lint>();
  for (const lint of lints) {
    const jump = jumpOf(lint);
    if (jump.to === 'field' && found.get(jump.path)?.severity !== 'error') found.set(jump.path, lint.severity === 'error' ? lint : (found.get(jump.path) ?? lint));
  }
  return found;
}

/** The gravest severity in each section that has any. */
export function severityBySection(lints: readonly Lint[]): ReadonlyMap<number, Lint['severity']> {
  return new Map(groupLints(lints).map(({ number, errors }) => [number, errors > 0 ? 'error' : 'warning']));
}

/** Why the report cannot be issued now, or null. */
export function finalObstacle({ lints, items, saved, running }: { readonly lints: readonly Lint[] | undefined; readonly items: number; readonly saved: boolean; readonly running: boolean }): string | null {
  if (running) return 'A report is being made. Wait until it is ready.';
  if (items === 0) return 'Choose the items the report is about.';
  if (!saved) return 'What you typed is not saved yet.';
  if (lints === undefined) return 'What is missing is still being looked for.';
  const errors = countErrors(lints);
  return errors === 0 ? null : errors === 1 ? 'One thing is missing. It is listed under What is missing.' : `${errors} things are missing. They are listed under What is missing.`;
}

/** The line after `index` that blocks the final report, going round; null where none does. */
export function nextError(lints: readonly Lint[], index: number): number | null {
  for (let step = 1; step <= lints.length; step += 1) {
    const at = (index + step) % lints.length;
    if (lints[at]?.severity === 'error') return at;
  }
  return lints.length === 0 ? null : (index + 1) % lints.length;
}
