import { expect, test } from 'vitest';
import { sampleExtract, sampleFields, sampleItems } from '../content/fixture.testing.ts';
import { bannedUses } from './bannedWords.ts';
import { spanOf } from './dates.ts';
import { lintReport } from './lintReport.ts';

const clean = (): ReturnType<typeof sampleItems> => sampleItems().filter(({ id }) => id === 4 || id === 9);

test('a complete report of verified items has no errors', () => {
  expect(lintReport(sampleExtract(clean()), sampleFields()).filter(({ severity }) => severity === 'error')).toEqual([]);
});

test.each([
  ['court', ['fields.examiner.qualifications', 'fields.propositionOne', 'fields.propositionTwo', 'fields.evaluation.support', 'fields.evaluation.reasons', 'fields.evaluation.alternatives', 'fields.conclusions', 'fields.summary', 'fields.declaration', 'fields.examinedFrom', 'fields.examinedTo']],
  ['newsroom', ['fields.claim', 'fields.conclusions']],
  ['insurer', ['fields.claimNumber', 'fields.conclusions']],
] as const)('%s: what is missing blocks "final", by field', (template, wanted) => {
  const fields = { ...sampleFields({ template }), examiner: { name: '', role: '', qualifications: '' }, propositionOne: '', propositionTwo: '', evaluation: { support: 'not_stated' as const, reasons: ' ', alternatives: '' }, conclusions: '', summary: '', declaration: '', examinedFrom: '', examinedTo: '' };
  const errors = lintReport(sampleExtract(clean()), fields).filter(({ severity }) => severity === 'error').map(({ field }) => field);
  expect(errors.toSorted()).toEqual([...wanted].toSorted());
});

test('an item that does not verify is an error until a reason is typed; one never checked is an error', () => {
  const extract = sampleExtract();
  const check = (id: number, overrideReason: string): unknown => lintReport(extract, sampleFields({ overrideReason })).find(({ field }) => field === `items.${id}.check`);
  expect(check(8, '')).toMatchObject({ severity: 'error', section: 4 });
  expect(check(8, 'saved anew')).toMatchObject({ severity: 'warning' });
  expect(check(11, 'saved anew')).toMatchObject({ severity: 'error' });
  expect(check(1, '')).toBeUndefined();
});

test('open statuses, open sentences and classes not stated are warnings at their item', () => {
  const lints = lintReport(sampleExtract(), sampleFields());
  for (const field of ['items.7.review', 'items.7.domain', 'items.1.explanation', 'items.11.status']) expect(lints.find((lint) => lint.field === field), field).toMatchObject({ severity: 'warning' });
  expect(lints.map(({ section }) => section)).toEqual(lints.map(({ section }) => section).toSorted((a, b) => a - b));
});

test('no items: an error', () => {
  expect(lintReport(sampleExtract([]), sampleFields())).toContainEqual(expect.objectContaining({ severity: 'error', field: 'selection' }));
});

test('dates must be comparable and in order', () => {
  const of = (changes: Record<string, unknown>): readonly string[] => lintReport(sampleExtract(clean()), sampleFields(changes)).filter(({ section, field }) => /examined|received|reviewer\.at/i.test(field) && (section === 1 || section === 12)).map(({ severity, field }) => `${severity} ${field}`);
  expect(of({})).toEqual([]);
  expect(of({ examinedTo: '2026-11-10' })).toContain('error fields.examinedTo');
  expect(of({ examinedFrom: 'last week' })).toEqual(['warning fields.examinedFrom']);
  expect(of({ examinedFrom: '2026-11-25', examinedTo: '2026-11-26' })).toContain('warning fields.examinedFrom');
  expect(spanOf('2026-02-30T25:00')).toBeNull();
  expect(spanOf('2026-11-21 14:30')).not.toBeNull();
});

test('conclusions answer both propositions', () => {
  const of = (conclusions: string): readonly string[] => lintReport(sampleExtract(clean()), sampleFields({ conclusions })).filter(({ field }) => field === 'fields.conclusions').map(({ severity, message }) => `${severity} ${message}`);
  expect(of('The findings support neither proposition.')).toEqual([]);
  expect(of('The findings support H1 weakly.\nThey speak little for H2.')).toEqual([]);
  expect(of('The roof differs.')).toHaveLength(2);
  expect(of('Weak support for proposition 1.')).toEqual([expect.stringContaining('error The conclusions do not say what the findings mean for proposition 2')]);
  expect(of('1. About proposition 1 and proposition 2.\n3. More.')).toEqual([expect.stringContaining('warning The numbers')]);
});

test.each([
  'The picture is authentic.', 'This is a genuine photograph.', 'It is a real photo.', 'The face is real.', 'A fake.', 'There is no manipulation in this file.', 'The file was not manipulated.', 'The document is unaltered.', 'This proves that the roof was added.', 'The finding is 100 % sure.', 'It is certainly an insertion.', 'Beyond reasonable doubt.', 'AI says it differs.', 'No signs of tampering.',
])('claims are errors: %s', (text) => {
  expect(bannedUses(text, []).some(({ severity }) => severity === 'error')).toBe(true);
});

test.each([
  'No traces found by these methods.', 'This does not prove anything.', 'Whether the picture is authentic cannot be said.', 'The heat map is shown at 100 % opacity.', 'The mask covers 100 % of the picture.', 'Real estate pictures of two sites.', 'Image authentication methods were used.', 'Traces found in region 2.', 'No statement on authenticity is made.', 'If the region was not altered, such values would be rare.', 'Plain surfaces can be marked without any alteration.', 'The proof of purchase is item 4.', 'This was not conclusively shown.', 'Genuine parts were photographed.',
])('harmless: %s', (text) => {
  expect(bannedUses(text, [])).toEqual([]);
});

test('the question may be quoted word for word, and only it', () => {
  const question = 'Is the photo of the roof genuine, or was the hole in it added later?';
  expect(bannedUses('Asked was “is the photo of the roof genuine”.', [question])).toEqual([]);
  expect(bannedUses('Asked was "Is the photo of the roof genuine, or was the hole in it added later?"', [question])).toEqual([]);
  expect(bannedUses('The “genuine article”.', [question])).toHaveLength(1);
  const fields = sampleFields({ conclusions: 'Proposition 2 over proposition 1: the picture is genuine.' });
  expect(lintReport(sampleExtract(clean()), fields)).toContainEqual(expect.objectContaining({ severity: 'error', field: 'fields.conclusions', section: 11 }));
});

test('notes, marks and edited sentences are looked at too', () => {
  const items = sampleItems().filter(({ id }) => id === 1);
  items[0] = { ...items[0]!, note: 'Obviously fake.' };
  items[0].annotations[0] = { ...items[0].annotations[0]!, note: 'This proves it.' };
  items[0].explanations[0]!.statements[2]!.review!.text = 'This part is genuine.';
  const fields = lintReport(sampleExtract(items), sampleFields()).filter(({ severity }) => severity === 'error').map(({ field }) => field);
  expect(fields).toEqual(expect.arrayContaining(['items.1.note', `items.1.annotations.${items[0].annotations[0].id}`, 'items.1.explanation.11.3']));
});
