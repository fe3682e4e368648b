import type { Block } from '../document.ts';
import type { ExtractItem } from '../../../contract/index.ts';
import { wholeNumber } from '../../sheet/html.ts';
import { canonicalJson } from '../../canonicalJson.ts';
import { column, type Composition, fact, facts, heading, paragraph, table } from './blocks.ts';
import { reported, type ReviewedSentence, standing } from './explanations.ts';
import { ranges } from './parameters.ts';
import { signalParameters } from './secondOpinions.ts';
import { count, utc } from './print.ts';
import type { Attachment } from '../document.ts';

const GLOSSARY: readonly (readonly [term: string, meaning: string])[] = [
  ['Agreement', 'Count of the methods that mark a place, of those that apply to the picture.'],
  ['Audit log', 'List of everything done to the case, each row bound to the one before it by its SHA-256.'],
  ['Extract', 'One text with everything the case holds on the reported items; this report is made from it.'],
  ['False area', 'Share of an unaltered picture that is marked nevertheless.'],
  ['F1', 'Agreement of marked and truly altered pixels, 0 to 1.'],
  ['Finding', 'Result of one analysis of one file: map, regions, score, and how they were made.'],
  ['Image score', 'Output of the network for the picture as a whole, 0 to 1; an order, not a probability, unless said otherwise.'],
  ['Likelihood ratio', 'How many times as frequent a score is among altered as among unaltered pictures of one kind.'],
  ['Mask, probability map', 'For each pixel the network’s probability that it was altered.'],
  ['Mean p, peak p', 'Mean and highest probability of a region’s pixels.'],
  ['Region', 'Connected group of pixels at or above the threshold.'],
  ['Reliability', 'How far the network trusts its own map, 0 to 1.'],
  ['Second opinion', 'What a classical method, other than the network, says of a picture.'],
  ['SHA-256', 'Fingerprint of a file’s bytes; any change of the bytes changes it.'],
  ['Spread', '1.4826 times the median absolute deviation outside of the regions: a robust measure of how much a quantity varies anyway.'],
  ['Threshold', 'Probability from which a pixel counts as marked.'],
];

export function appendices(composition: Composition, attachments: readonly Attachment[]): readonly Block[] {
  return [
    { kind: 'pageBreak' },
    heading(1, 'A', 'Glossary', 'appendix-a'),
    table('', [column('Term', 0.22), column('Meaning', 0.78)], GLOSSARY),
    heading(1, 'B', 'Sentences struck or rejected', 'appendix-b'),
    ...removed(composition),
    heading(1, 'C', 'Exchanges with the language model', 'appendix-c'),
    ...exchanges(composition),
    heading(1, 'D', 'Parameters', 'appendix-d'),
    ...parameters(composition),
    heading(1, 'E', 'All files examined', 'appendix-e'),
    ...files(composition),
    heading(1, 'F', 'Audit log and how to verify', 'appendix-f'),
    ...verification(composition),
    heading(1, 'G', 'How to run the analysis again', 'appendix-g'),
    ...reproduction(composition),
    heading(1, 'H', 'Attached files', 'appendix-h'),
    ...attached(attachments),
  ];
}

function removed({ extract, fields }: Composition): readonly Block[] {
  if (!fields.include.explanations) return [paragraph('Explanations were left out of this report by choice; the attached extract holds them.', 'muted')];
  const rows = extract.items.flatMap((item: ExtractItem) => reported(item).flatMap(({ statements, kind }) => statements.flatMap((one) => {
    const why = reasonOf(one);
    return why === null ? [] : [[String(item.id), `${one.id}${kind === 'model' ? ', model' : ''}`, one.plain, why]];
  })));
  if (rows.length === 0) return [paragraph('No sentence was struck by the checker or rejected by the examiner.', 'muted')];
  return [
    paragraph('These sentences are not part of the report. They are kept so that it can be seen what was removed and why; their wording is the machine’s.'),
    table('', [column('Item', 0.08, { right: true }), column('No.', 0.12), column('Sentence, word for word', 0.4), column('Removed because', 0.4)], rows),
  ];
}

function reasonOf(sentence: ReviewedSentence): string | null {
  const state = standing(sentence);
  if (state === 'struck') return `Struck by the checker (${sentence.struck?.reason.replaceAll('_', ' ') ?? ''}): ${sentence.struck?.because ?? ''}`;
  return state === 'rejected' && sentence.review !== null ? `Rejected by ${sentence.review.author}, ${utc(sentence.review.at)}` : null;
}

function exchanges({ extract, fields }: Composition): readonly Block[] {
  const all = extract.items.flatMap((item) => reported(item).flatMap(({ exchanges: made }) => made.map((one) => ({ id: item.id, ...one }))));
  if (all.length === 0) return [paragraph('None: no language model was asked.', 'muted')];
  if (!fields.include.exchanges) return [paragraph(`${count(all.length, 'exchange')} left out of this report by choice; their digests are in the attached extract.`, 'muted')];
  return [
    paragraph('Requests and answers are kept word for word in the case; here stand their digests.'),
    table('', [column('Item', 0.08, { right: true }), column('Step', 0.2), column('SHA-256 of request, then of answer', 0.5, { fixed: true }), column('Outcome', 0.22)], all.map(({ id, number, step, requestSha256, replySha256, outcome, seed, startedAt }) => [String(id), `${number} ${step}, seed ${seed ?? 'none'}`, `${requestSha256}\n${replySha256}`, `${outcome}, ${utc(startedAt)}`])),
  ];
}

function parameters(composition: Composition): readonly Block[] {
  const classical = signalParameters(composition);
  const { groups } = composition;
  if (groups.length === 0) return classical.length === 0 ? [paragraph('No finding, so no parameters.', 'muted')] : classical;
  return [...groups.flatMap(({ name, record }): Block[] => [paragraph(`Group ${name}, as recorded with each finding:`), { kind: 'code', text: canonicalJson(record.options).replaceAll(',"', ', "') }]), ...classical];
}

function files({ extract, fields }: Composition): readonly Block[] {
  const { selection } = extract;
  const selected = `${count(selection.items.length, 'item')} in this report (section 3), chosen as: ${selection.words.replace(/\.$/, '')}`;
  if (selection.othersInAll === 0) return [paragraph(`${selected}. The case holds no other files.`)];
  const others = `${count(selection.othersInAll, 'other file')} of the case ${selection.othersInAll === 1 ? 'is' : 'are'} not part of the selection.`;
  if (!fields.include.otherFiles) return [paragraph(`${selected}. ${others} Their list was left out by choice; the attached extract holds it.`)];
  return [
    paragraph(`${selected}. ${others}`),
    table('Files not in the selection', [column('Item', 0.08, { right: true }), column('Path', 0.35), column('SHA-256', 0.43, { fixed: true }), column('State', 0.14)], selection.others.map(({ id, path, sha256, status }) => [String(id), path, sha256 ?? 'not taken', { pending: 'not analysed', analysed: 'analysed', failed: 'failed', skipped: 'passed over' }[status]])),
    ...(selection.others.length < selection.othersInAll ? [paragraph(`${wholeNumber(selection.othersInAll - selection.others.length)} more are counted only.`, 'muted')] : []),
  ];
}

function verification({ extract, meta }: Composition): readonly Block[] {
  const { audit, case: details } = extract;
  return [
    facts(fact('Audit log row', `${audit.sequence}, the last that changed the case`), fact('Hash of the row', audit.hash, true), fact('Extract SHA-256', meta.extractSha256, true)),
    paragraph('The hash of a row covers its content and the hash of the row before it, so one changed, missing or moved row changes all that follow. A log rewritten as a whole is shown by comparing its end with the row and hash printed here. These commands check the log, every finding, every artifact and all evidence against what was recorded, then this document:'),
    { kind: 'code', text: [`palimpsest verify ${details.slug} --evidence \\\n  --head ${audit.sequence}:${audit.hash}`, 'palimpsest verify REPORT.pdf'].join('\n') },
    paragraph('Without the program: take the SHA-256 of the attached file extract.json and compare it with the one above. It must be equal; everything printed here can then be read there.'),
  ];
}

function reproduction({ groups }: Composition): readonly Block[] {
  if (groups.length === 0) return [paragraph('No finding, so there is nothing to run again.', 'muted')];
  return [
    paragraph('The same file, model, parameters and versions on the same kind of machine give the same mask, byte for byte. Other versions or machines may differ slightly; the comparison says by how much. First make sure that file and model are those named in sections 3 and 5:'),
    { kind: 'code', text: ['sha256sum FILE', 'sha256sum resources/models/MODEL/model.onnx'].join('\n') },
    ...groups.flatMap(({ name, record, items }): Block[] => {
      const { options } = record;
      const command = ['palimpsest analyze FILE --json', `--model ${record.modelId}`, `--provider ${record.provider}`, `--threshold ${options.threshold}`, `--tile ${options.tileSize}`, `--overlap ${options.tileOverlap}`, `--minimum-region ${options.minimumRegionArea}`, ...(options.globalPass ? [] : ['--no-global-pass'])].join(' ');
      return [paragraph(`Group ${name}, items ${ranges(items)}, Palimpsest ${record.versions.app}:`), { kind: 'code', text: command }];
    }),
    paragraph('With a re-run pack exported from the case, which holds digests, model and parameters, the program compares by itself:'),
    { kind: 'code', text: 'palimpsest reproduce PACK --evidence FILE' },
  ];
}

function attached(attachments: readonly Attachment[]): readonly Block[] {
  return [
    paragraph('Embedded in the PDF; a reader that shows attachments saves them as files. extract.json is the extract that this report is made from, item-N-mask.png the probability map of item N (8 bits, 255 is 1), item-N-examiner-mask.png the mask that the examiner drew.'),
    table('', [column('File', 0.32), column('SHA-256', 0.68, { fixed: true })], attachments.map(({ name, sha256 }) => [name, sha256])),
    paragraph('Exports for other programs (CASE/UCO, DFXML, COCO and others) are written apart from this report.', 'muted'),
  ];
}
