import type { CaseExtract, ReportFields } from '../../../contract/index.ts';
import { canonicalJson, sha256Of } from '../../canonicalJson.ts';
import type { Attachment, Block, ReportDocument } from '../document.ts';
import { administrative, request } from './administrative.ts';
import { appendices } from './appendices.ts';
import { agencyOf, type Composition, examinerOf, type ReportMeta } from './blocks.ts';
import { declarations, review } from './closing.ts';
import { custody } from './custody.ts';
import { conclusions, evaluation, limitations } from './evaluation.ts';
import { explanationSection } from './explanations.ts';
import { figureSection } from './figureSection.ts';
import { control, cover, summary, titleOf } from './front.ts';
import { itemsReceived } from './items.ts';
import { methods } from './methods.ts';
import { parameterGroups } from './parameters.ts';
import { brief, shortened } from './print.ts';
import { results } from './results.ts';

export type { ReportMeta } from './blocks.ts';

/**
 * A report as blocks, from the extract and what the examiner typed, nothing else: equal input gives an equal document. All sections of the checklist are
 * there; one without content says so in a sentence. Throws where `meta.extractSha256` is not the digest of the extract's canonical JSON: the report
 * would name a document that it was not made from.
 */
export function composeReport(extract: CaseExtract, fields: ReportFields, meta: ReportMeta): ReportDocument {
  const attachments = attachmentsOf(extract, meta);
  const composition: Composition = { extract, fields, meta, reportId: reportIdOf(extract, fields, meta), groups: parameterGroups(extract), figureNumbers: new Map() };
  const blocks: Block[] = [...cover(composition), ...summary(composition)];
  // In this order: figures are numbered as the results name them.
  for (const section of [control, administrative, request, itemsReceived, custody, methods, results, figureSection, explanationSection, evaluation, limitations, conclusions, review, declarations]) blocks.push(...section(composition));
  blocks.push(...appendices(composition, attachments));
  const { classification } = fields;
  return {
    title: titleOf(composition),
    subtitle: extract.case.title,
    language: 'en',
    header: {
      left: shortened([agencyOf(composition), extract.case.number.trim()].filter((part) => part !== '').join(' · '), 70),
      right: shortened([classification.trim(), `${composition.reportId} v${meta.version}`].filter((part) => part !== '').join(' · '), 70),
      logo: meta.logo,
    },
    footer: `Extract ${brief(meta.extractSha256)}${meta.status === 'draft' ? ' · Draft' : ''}`,
    watermark: meta.status === 'draft' ? 'DRAFT' : null,
    metadata: { author: examinerOf(composition) === '' ? meta.author : examinerOf(composition), subject: [extract.case.number, extract.case.title].filter((part) => part.trim() !== '').join(', '), keywords: ['image forensics', composition.reportId, meta.extractSha256], createdAt: meta.issuedAt.utc },
    blocks,
    attachments,
  };
}

/** The typed id, or the case’s number. */
export function reportIdOf(extract: CaseExtract, fields: ReportFields, _meta: Pick<ReportMeta, 'version'>): string {
  if (fields.reportId.trim() !== '') return fields.reportId.trim();
  return `${extract.case.number.trim() === '' ? extract.case.slug : extract.case.number.trim()}-R`;
}

/** The extract first, then the masks of all findings and of the examiner. */
function attachmentsOf(extract: CaseExtract, meta: ReportMeta): readonly Attachment[] {
  const text = meta.extractJson ?? canonicalJson(extract);
  const sha256 = sha256Of(text);
  if (sha256 !== meta.extractSha256) throw new Error(`the extract's digest is ${sha256}, not ${meta.extractSha256}`);
  const masks = extract.items.flatMap((item): Attachment[] => {
    const found = item.finding?.artifacts.find(({ kind }) => kind === 'mask');
    return [
      ...(found === undefined ? [] : [{ name: `item-${item.id}-mask.png`, path: meta.fileOf(found.path), content: null, mimeType: found.mimeType, description: `Probability map, item ${item.id}`, relationship: 'Data' as const, sha256: found.sha256 }]),
      ...(item.analystMask === null ? [] : [{ name: `item-${item.id}-examiner-mask.png`, path: meta.fileOf(item.analystMask.artifact.path), content: null, mimeType: item.analystMask.artifact.mimeType, description: `Mask of the examiner, item ${item.id}`, relationship: 'Data' as const, sha256: item.analystMask.artifact.sha256 }]),
    ];
  });
  return [{ name: 'extract.json', path: null, content: new TextEncoder().encode(text), mimeType: 'application/json', description: 'Extract this report is made from', relationship: 'Source', sha256 }, ...masks];
}
