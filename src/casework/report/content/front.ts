import type { Block } from '../document.ts';
import { agencyOf, type Composition, examinerOf, fact, facts, heading, list, paragraph } from './blocks.ts';
import { count, joined, numberedLines, stated, utc } from './print.ts';
import { programResult, STATUS_WORDS, TEMPLATE_TITLES, TEMPLATE_VERSION } from './words.ts';

export function titleOf({ fields }: Composition): string {
  return fields.title.trim() === '' ? TEMPLATE_TITLES[fields.template] : fields.title.trim();
}

export function cover(composition: Composition): readonly Block[] {
  const { extract, fields, meta, reportId } = composition;
  return [
    {
      kind: 'cover',
      title: titleOf(composition),
      subtitle: extract.case.title,
      facts: [
        fact('Report', `${reportId}, version ${meta.version} (${meta.status})`),
        fact('Case', stated(extract.case.number)),
        ...(fields.template === 'insurer' ? [fact('Policy', stated(fields.policy)), fact('Claim', stated(fields.claimNumber))] : []),
        fact('Issued', utc(meta.issuedAt.utc)),
        fact('Examiner', stated(examinerOf(composition))),
        fact('Laboratory or agency', stated(agencyOf(composition))),
        fact('Items', `${count(extract.selection.items.length, 'item')} of ${extract.selection.counts.inCase} in the case`),
        ...(fields.classification.trim() === '' ? [] : [fact('Classification', fields.classification.trim())]),
        fact('Extract SHA-256', meta.extractSha256, true),
        fact('Audit log row', String(extract.audit.sequence)),
        fact('Audit log hash', extract.audit.hash, true),
      ],
      notice: noticeOf(composition),
    },
    { kind: 'contents' },
  ];
}

function noticeOf({ extract, fields, meta }: Composition): string | null {
  const changed = extract.items.filter(({ checks }) => (checks.at(-1)?.outcome ?? 'unchanged') !== 'unchanged');
  const parts = [
    meta.status === 'draft' ? 'Draft for discussion. It is not a report and must not be relied on.' : null,
    changed.length === 0 ? null : `${count(changed.length, 'item')} did not verify against the digests taken at intake: ${joined(changed.slice(0, 8).map(({ id }) => `item ${id}`))}${changed.length > 8 ? ' and more' : ''}. See section 4.`,
    changed.length === 0 || fields.overrideReason.trim() === '' ? null : `Issued nevertheless. Reason given: ${fields.overrideReason.trim()}`,
    fields.template === 'newsroom' ? 'Not conclusive: the findings point to places worth a closer look. They do not decide by themselves whether a claim is true.' : null,
    fields.template === 'insurer' ? 'Decision-neutral: this report makes no recommendation on cover, liability or payment.' : null,
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join('\n');
}

export function summary(composition: Composition): readonly Block[] {
  const { extract, fields } = composition;
  const conclusions = numberedLines(fields.conclusions);
  return [
    heading(1, '', 'Summary', 'summary'),
    ...(fields.summary.trim() === '' ? [] : [paragraph(fields.summary.trim())]),
    ...(fields.template === 'newsroom' ? [facts(fact('Claim examined', stated(fields.claim)), fact('Rating', ratingOf(composition)))] : []),
    paragraph(countsInWords(extract.items)),
    ...(conclusions.length === 0 ? [paragraph('No conclusions have been stated yet (section 11).', 'muted')] : [heading(3, '', 'Conclusions, from section 11', 'summary-conclusions'), list(conclusions, true)]),
    paragraph('“Traces found” means that measured traces call for a closer look at a place; it is no finding of intent or of who did what. “No traces found by these methods” says nothing about other methods or other kinds of alteration.', 'muted'),
  ];
}

/** How many items have which result and which status of the examiner, in sentences. */
function countsInWords(items: Composition['extract']['items']): string {
  const tally = (words: readonly string[]): string => joined([...Map.groupBy(words, (word) => word)].map(([word, group]) => `${word.charAt(0).toLowerCase()}${word.slice(1)} in ${group.length}`));
  const results = items.map(programResult).filter((words) => words !== null);
  const without = items.length - results.length;
  const program = results.length === 0 ? 'None of the items has a finding of the program.' : `Result of the program: ${tally(results)}.`;
  const rest = without === 0 || results.length === 0 ? '' : ` ${count(without, 'item')} could not be or ${without === 1 ? 'was' : 'were'} not analysed.`;
  return `${count(items.length, 'item')} ${items.length === 1 ? 'is' : 'are'} reported. ${program}${rest} Status set by the examiner: ${tally(items.map(({ review }) => STATUS_WORDS[review]))}.`;
}

/** Newsroom: the strongest status that the examiner gave to any item. */
export function ratingOf({ extract }: Composition): string {
  const given = new Set(extract.items.map(({ review }) => review));
  if (given.has('traces_found')) return 'Traces found';
  if (given.has('inconclusive')) return 'Inconclusive';
  if (given.has('unreviewed') || given.has('in_review')) return 'Not rated: the examiner has not finished';
  return extract.items.length === 0 ? 'Not rated: no items' : 'No traces found by these methods';
}

export function control(composition: Composition): readonly Block[] {
  const { extract, fields, meta, reportId } = composition;
  return [
    heading(1, '0', 'Control', 'section-0'),
    facts(
      fact('Title', titleOf(composition)),
      fact('Report', reportId),
      fact('Version', `${meta.version}, ${meta.status}`),
      fact('Supersedes', fields.supersedes.trim() === '' ? 'Nothing stated' : fields.supersedes.trim()),
      fact('Case', `${stated(extract.case.number)} (${extract.case.slug}, ${extract.case.status})`),
      fact('Classification', stated(fields.classification)),
      fact('Distribution', stated(fields.distribution)),
      fact('Issued', `${utc(meta.issuedAt.utc)}; local time ${meta.issuedAt.local}`),
      fact('Written by', `${meta.author}, with Palimpsest ${meta.appVersion}`),
      fact('Template', `${fields.template}, version ${TEMPLATE_VERSION}`),
      fact('Pages', 'Numbered “page x of y” on every page'),
      fact('Extract SHA-256', meta.extractSha256, true),
      fact('Audit log row', `${extract.audit.sequence}, the last that changed the case`),
      fact('Audit log hash', extract.audit.hash, true),
    ),
    paragraph('Everything in this report comes from one machine-readable extract of the case, which is attached, and from what the examiner typed for this report. The audit log hash above fixes the state of the case; appendix F says how to verify both.', 'muted'),
  ];
}
