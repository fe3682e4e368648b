import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { reportFieldsSchema, SUPPORT_WORDS, type Lint } from '../../contract/index.ts';
import { NOTHING } from '../evidence/model/selection.ts';
import { createAutosave, type SaveState } from './autosave.ts';
import { base64Of, logoAddress, pkcs12Text } from './base64.ts';
import { insertedAfter, linesOf, moved, textOf, withLine, withoutLine } from './conclusions.ts';
import { elementId, NO_FIELDS, readField, requiredCount, SECTIONS, shownFields, TEMPLATE_HELP, withField } from './fields.ts';
import { countErrors, finalObstacle, groupLints, jumpOf, lintByField, nextError, severityBySection } from './lint.ts';
import { meaningOf, START, toggleItem, withoutLeftOut } from './selection.ts';
import { EXPORT_GROUPS, fileNameOf, SUPPORT_LABELS } from './words.ts';

function lint(severity: Lint['severity'], field: string, section: number): Lint {
  return { severity, field, section, message: field };
}

test('every field of the form is one of the contract, and every one of the contract stands in the form', () => {
  const inForm = SECTIONS.flatMap(({ fields }) => fields.map(({ path }) => path)).filter((path) => path.startsWith('fields.')).map((path) => path.slice(7));
  const paths = (value: object, prefix: string): string[] => Object.entries(value).flatMap(([key, part]: [string, unknown]) => (typeof part === 'object' && part !== null ? paths(part, `${prefix}${key}.`) : [`${prefix}${key}`]));
  expect([...inForm].sort()).toEqual(paths(NO_FIELDS, '').filter((path) => path !== 'template').sort());
  expect(new Set(inForm).size).toBe(inForm.length);
  expect(SECTIONS.map(({ number }) => number)).toEqual(Array.from({ length: 14 }, (_, number) => number));
});

test('a template shows what it needs and nothing of the others', () => {
  const shown = (template: 'court' | 'newsroom' | 'insurer') => SECTIONS.flatMap((section) => shownFields(section, template)).map(({ path }) => path);
  expect(shown('court')).not.toContain('fields.claim');
  expect(shown('newsroom')).toContain('fields.archiveLink');
  expect(shown('insurer')).toContain('fields.policy');
  expect(requiredCount('court')).toBeGreaterThan(requiredCount('newsroom'));
  expect(Object.values(TEMPLATE_HELP).join(' ')).not.toMatch(/\b(fake|real|authentic|genuine)\b/i);
});

test('a field is read and changed by its path, the rest stays the same object', () => {
  const changed = withField(NO_FIELDS, 'agency.name', 'State laboratory');
  expect(readField(changed, 'agency.name')).toBe('State laboratory');
  expect(changed.examiner).toBe(NO_FIELDS.examiner);
  expect(readField(withField(changed, 'include.metadata', false), 'include.metadata')).toBe(false);
  expect(withField(NO_FIELDS, 'title', 'T').title).toBe('T');
  expect(readField(NO_FIELDS, 'nothing.here')).toBeUndefined();
  expect(reportFieldsSchema.parse(changed)).toEqual(changed);
  expect(elementId('fields.agency.name')).toBe('report-fields-agency-name');
});

test('a missing thing leads to its input, its item, its custody or its section', () => {
  expect(jumpOf(lint('error', 'fields.conclusions', 11))).toEqual({ to: 'field', path: 'fields.conclusions' });
  expect(jumpOf(lint('error', 'fields.conclusions.2', 11))).toEqual({ to: 'field', path: 'fields.conclusions' });
  expect(jumpOf(lint('error', 'fields.evaluation', 9))).toEqual({ to: 'field', path: 'fields.evaluation.support' });
  expect(jumpOf(lint('error', 'case.question', 2))).toEqual({ to: 'field', path: 'case.question' });
  expect(jumpOf(lint('error', 'items.12.check', 4))).toEqual({ to: 'custody', evidenceId: 12 });
  expect(jumpOf(lint('warning', 'items.12.finding', 6))).toEqual({ to: 'review', evidenceId: 12 });
  expect(jumpOf(lint('error', 'items', 3))).toEqual({ to: 'items' });
  expect(jumpOf(lint('error', 'transfers', 4))).toEqual({ to: 'custody', evidenceId: null });
  expect(jumpOf(lint('warning', 'software.models', 5))).toEqual({ to: 'section', number: 5 });
});

test('missing things stand by section, errors first', () => {
  const lints = [lint('warning', 'fields.limitations', 10), lint('warning', 'case.request', 2), lint('error', 'case.question', 2)];
  expect(groupLints(lints).map(({ number, title, errors, lints: list }) => [number, title, errors, list.map(({ field }) => field)])).toEqual([
    [2, 'Request and propositions', 1, ['case.question', 'case.request']],
    [10, 'Limitations', 0, ['fields.limitations']],
  ]);
  expect(countErrors(lints)).toBe(1);
  const twice = [lint('warning', 'case.question', 2), ...lints, lint('error', 'case.question.x', 2)];
  expect([...lintByField(twice)].map(([path, { severity, field }]) => [path, severity, field])).toEqual([['case.question', 'error', 'case.question'], ['fields.limitations', 'warning', 'fields.limitations'], ['case.request', 'warning', 'case.request']]);
  expect([...severityBySection(lints)]).toEqual([[2, 'error'], [10, 'warning']]);
  expect(nextError(lints, 2)).toBe(2);
  expect(nextError(lints, -1)).toBe(2);
  expect(nextError([lints[0]!], 0)).toBe(0);
  expect(nextError([], 0)).toBeNull();
});

test('the final report is refused with the reason, and only then', () => {
  const ready = { lints: [lint('warning', 'case.request', 2)], items: 3, saved: true, running: false };
  expect(finalObstacle(ready)).toBeNull();
  expect(finalObstacle({ ...ready, items: 0 })).toMatch(/items/);
  expect(finalObstacle({ ...ready, saved: false })).toMatch(/saved/);
  expect(finalObstacle({ ...ready, running: true })).toMatch(/being made/);
  expect(finalObstacle({ ...ready, lints: undefined })).toMatch(/looked for/);
  expect(finalObstacle({ ...ready, lints: [lint('error', 'fields.title', 0), lint('error', 'case.question', 2)] })).toMatch(/^2 things/);
});

test('conclusions are edited one by one and kept one a line', () => {
  expect(linesOf('')).toEqual(['']);
  expect(withLine(['a', 'b'], 1, 'c\r\nd')).toEqual(['a', 'c', 'd']);
  expect(insertedAfter(['a', 'b'], 0)).toEqual(['a', '', 'b']);
  expect(withoutLine(['a'], 0)).toEqual(['']);
  expect(moved(['a', 'b'], 1, -1)).toEqual(['b', 'a']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  expect(textOf(['a', 'b'])).toBe('a\nb');
});

test('a logo is taken by its first bytes and its size, a key by its form', () => {
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]);
  expect(logoAddress(png)).toEqual({ ok: true, value: 'data:image/png;base64,iVBORw0KGgoBAg==' });
  expect(logoAddress(new TextEncoder().encode('<svg onload=alert(1)>'))).toMatchObject({ ok: false });
  const large = new Uint8Array(500_001);
  large.set(png);
  expect(logoAddress(large)).toMatchObject({ ok: false, problem: expect.stringMatching(/501 kB/) });
  const largest = large.subarray(0, 500_000);
  expect(logoAddress(largest)).toMatchObject({ ok: true });
  const address = logoAddress(largest);
  expect(reportFieldsSchema.safeParse({ agency: { logo: address.ok ? address.value : '' } }).success).toBe(true);
  expect(pkcs12Text(new Uint8Array([0x30, 0x82]))).toEqual({ ok: true, value: 'MII=' });
  expect(pkcs12Text(new TextEncoder().encode('-----BEGIN'))).toMatchObject({ ok: false });
  const long = Uint8Array.from({ length: 100_001 }, (_, at) => at % 256);
  // Over more than one piece, and read back by the other way round.
  expect(Uint8Array.from(atob(base64Of(long)), (letter) => letter.charCodeAt(0))).toEqual(long);
});

test('a choice means ids or a filter, and what is left out is left out', () => {
  const filter = { text: 'x' };
  expect(meaningOf(START, NOTHING, filter)).toMatchObject({ base: { filter: {} } });
  expect(meaningOf({ ...START, kind: 'status', reviews: ['verified'] }, NOTHING, filter)).toMatchObject({ base: { filter: { review: ['verified'] } } });
  expect(meaningOf({ ...START, kind: 'status', reviews: [] }, NOTHING, filter)).toBeNull();
  expect(meaningOf({ ...START, kind: 'selected' }, NOTHING, filter)).toBeNull();
  expect(meaningOf({ ...START, kind: 'selected' }, { kind: 'some', ids: new Set([3, 1]) }, filter)).toMatchObject({ base: { ids: [1, 3] } });
  expect(meaningOf({ ...START, kind: 'selected', leftOut: new Set([9]) }, { kind: 'all', except: new Set([2]) }, filter)).toEqual({ base: { filter }, except: new Set([2, 9]) });
  expect(withoutLeftOut([1, 2, 3], new Set([2]))).toEqual({ ids: [1, 3] });
  expect(withoutLeftOut([2], new Set([2]))).toBeNull();
  expect([...toggleItem(toggleItem(new Set(), 1), 1)]).toEqual([]);
});

test('every support word and export format of the contract has a label', () => {
  expect(Object.keys(SUPPORT_LABELS)).toEqual([...SUPPORT_WORDS]);
  expect(EXPORT_GROUPS.flatMap(({ formats }) => formats)).toHaveLength(11);
  expect(fileNameOf('reports/exports/a.zip')).toBe('a.zip');
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a draft is written once after a rest, the newest value last', async () => {
  const written: string[] = [];
  const states: SaveState[] = [];
  const draft = createAutosave<string>({ write: async (value) => void written.push(value), wait: 600, onState: (state) => states.push(state) });
  draft.change('a');
  await vi.advanceTimersByTimeAsync(300);
  draft.change('ab');
  await vi.advanceTimersByTimeAsync(599);
  expect(written).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(written).toEqual(['ab']);
  expect(states).toEqual(['edited', 'edited', 'saving', 'saved']);
  await draft.flush();
  expect(written).toEqual(['ab']);
});

test('a change during a write is written after it, and a refused one is kept for the next time', async () => {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const written: string[] = [];
  const states: SaveState[] = [];
  let refuse = false;
  const draft = createAutosave<string>({
    write: async (value) => {
      if (value === 'slow') await promise;
      if (refuse) throw new Error('no');
      written.push(value);
    },
    wait: 600,
    onState: (state) => states.push(state),
  });
  draft.change('slow');
  const first = draft.flush();
  await vi.advanceTimersByTimeAsync(0);
  draft.change('next');
  resolve();
  await first;
  expect(states.at(-1)).toBe('edited');
  refuse = true;
  await draft.flush();
  expect(states.at(-1)).toBe('failed');
  refuse = false;
  await draft.flush();
  expect(written).toEqual(['slow', 'next']);
  expect(states.at(-1)).toBe('saved');
});
