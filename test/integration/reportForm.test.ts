import { expect, test } from 'vitest';
import { type CaseExtract, reportFieldsSchema, reportTemplateSchema } from '../../src/contract/index.ts';
import { missingFields } from '../../src/casework/report/lint/required.ts';
import { isRequired, SECTIONS, shownFields } from '../../src/renderer/report/fields.ts';

/** What the form marks as required is what the linter refuses a final report without. */
test.each(reportTemplateSchema.options)('the form of a %s report marks what the linter requires, in the section where the linter tells of it', (template) => {
  const details = { number: '', title: '', examiner: '', agency: '', request: '', question: '', authority: '', receivedFrom: '', receivedAt: '', notes: '' };
  const extract = { case: details, items: [] } as unknown as CaseExtract;
  const lints = missingFields(extract, reportFieldsSchema.parse({ template }));
  const wanted = lints.filter(({ severity }) => severity === 'error').map(({ field, section }) => `${section} ${field}`);
  const marked = SECTIONS.flatMap((section) => shownFields(section, template).filter((one) => isRequired(one, template)).map(({ path }) => `${section.number} ${path}`));
  expect([...marked].sort()).toEqual([...wanted].sort());
  // Everything the linter can tell of has an input in the form.
  const inputs = new Set<string>(SECTIONS.flatMap((section) => shownFields(section, template)).map(({ path }) => path));
  expect(lints.filter(({ field }) => !inputs.has(field))).toEqual([]);
});
