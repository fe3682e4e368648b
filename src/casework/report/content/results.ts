import type { Annotation, ExtractItem } from '../../../contract/index.ts';
import { percent, wholeNumber } from '../../sheet/html.ts';
import type { Block } from '../document.ts';
import { column, type Composition, fact, facts, heading, itemName, list, paragraph, table } from './blocks.ts';
import { itemExplanation, reported, standing } from './explanations.ts';
import { fileFacts, findingFacts, identification, nonFindings, regionTable } from './itemFacts.ts';
import { cropFigures, wholeFigure } from './itemFigures.ts';
import { limitsOf } from './limits.ts';
import { count, joined, two, utc } from './print.ts';
import { NO_SECOND_OPINIONS, secondOpinions } from './secondOpinions.ts';
import { CONFIDENCE_WORDS, programResultOrState, resultLine, STATUS_WORDS } from './words.ts';

export function results(composition: Composition): readonly Block[] {
  const { extract, fields } = composition;
  const { items } = extract;
  return [
    heading(1, '6', 'Results', 'section-6'),
    paragraph('Facts only: what was measured, with its values, and what was looked for and not found. The sentences under “Explanation” are marked as such; what the facts mean for the propositions stands in section 9.'),
    heading(2, '6.1', 'All items at a glance', 'section-6-1'),
    items.length === 0
      ? paragraph('No items are selected.', 'warning')
      : table('', [column('Item', 0.07, { right: true }), column('File', 0.28), column('Program', 0.19), column('Regions', 0.09, { right: true }), column('Marked', 0.1, { right: true }), column('Score', 0.08, { right: true }), column('Examiner', 0.19)], items.map((item) => [
        String(item.id), item.name, programResultOrState(item), item.finding === null ? 'none' : String(item.finding.regions.length), item.finding === null ? 'none' : percent(item.finding.maskShare), item.finding === null ? 'none' : two(item.finding.score), STATUS_WORDS[item.review],
      ])),
    ...(fields.template === 'insurer' ? fieldFindings(composition) : []),
    ...items.flatMap((item, index) => itemPages(item, composition, index)),
  ];
}

/** Insurer: findings by the field or part of the document they lie on, where an accepted description names one. */
function fieldFindings({ extract }: Composition): readonly Block[] {
  const rows = extract.items.flatMap((item) => {
    if (item.finding === null) return [];
    const named = reported(item).flatMap(({ statements, content }) => (content?.regions ?? []).filter(({ id }) => statements.some((one) => one.regions.includes(id) && ['title', 'text'].includes(one.topic) && ['accepted', 'edited'].includes(standing(one)))));
    return item.finding.regions.slice(0, 12).map(({ id, area, meanProbability }) => {
      const region = named.find((one) => one.id === id);
      return [String(item.id), String(id), region === undefined ? 'not named' : [region.title, region.text === null ? '' : `“${region.text}”`].filter((part) => part !== '').join(': '), wholeNumber(area), two(meanProbability)];
    });
  });
  return [
    heading(3, '', 'Findings by field', 'section-6-fields'),
    rows.length === 0
      ? paragraph('No region was found on any item.')
      : table('', [column('Item', 0.1, { right: true }), column('Region', 0.1, { right: true }), column('Field or part', 0.5), column('Area, px', 0.15, { right: true }), column('Mean p', 0.15, { right: true })], rows),
    paragraph('A field is named only where the examiner accepted a description of the region. At most the 12 largest regions of an item are listed.', 'muted'),
  ];
}

function itemPages(item: ExtractItem, composition: Composition, index: number): readonly Block[] {
  const { extract, fields, meta } = composition;
  const id = `item-${item.id}`;
  const part = (name: string): Block => heading(3, '', name, `${id}-${name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`);
  const opening = [heading(2, `6.${index + 2}`, itemName(item), id), facts(fact('Result of the program', resultLine(item)), fact('Status set by the examiner', STATUS_WORDS[item.review]))];
  const hasFigures = meta.figures.has(item.id);
  if (item.finding === null) {
    return [
      ...opening,
      paragraph(item.problem === null ? stateInWords(item) : `${item.problem.message} (${item.problem.code})`, item.status === 'failed' ? 'warning' : 'normal'),
      identification(item),
      ...(item.facts === null ? [] : [part('File facts and compression'), fileFacts(item, fields.include.metadata)]),
      ...(hasFigures ? [part('Figures'), ...wholeFigure(item, composition)] : []),
      ...(item.secondOpinions === null ? [paragraph(NO_SECOND_OPINIONS, 'muted')] : opinions(item, composition, part)),
      ...(marksAndNotes(item, composition, part)),
      part('Limitations'),
      list(limitsOf(item, extract)),
    ];
  }
  return [
    { kind: 'pageBreak' },
    ...opening,
    ...wholeFigure(item, composition),
    ...(item.finding.regions.length === 0 ? [paragraph('No region reaches the threshold.')] : regionTable(item)),
    part('Identification and integrity'),
    identification(item),
    part('File facts and compression'),
    fileFacts(item, fields.include.metadata),
    ...(fields.include.metadata ? [] : [paragraph('EXIF statements were left out of this report by choice; the attached extract holds them.', 'muted')]),
    part('Finding'),
    findingFacts(item, composition),
    part('Looked for and not found'),
    nonFindings(item),
    ...crops(item, composition, part),
    ...opinions(item, composition, part),
    ...explanationAndMarks(item, composition, part),
    part('Limitations of this result'),
    list(limitsOf(item, extract)),
  ];
}

function stateInWords({ status }: ExtractItem): string {
  if (status === 'pending') return 'This item was taken in and not analysed.';
  return status === 'analysed' ? 'There is no finding for the present content of this file.' : 'This item was passed over.';
}

function crops(item: ExtractItem, composition: Composition, part: (name: string) => Block): readonly Block[] {
  const figures = cropFigures(item, composition);
  const all = item.finding?.regions.length ?? 0;
  if (figures.length === 0) return [];
  return [part(all > figures.length ? `Regions in close-up, the ${figures.length} largest of ${all}` : 'Regions in close-up'), ...figures];
}

/** Nothing where they were not run: one line elsewhere says so. */
function opinions(item: ExtractItem, composition: Composition, part: (name: string) => Block): readonly Block[] {
  return item.secondOpinions === null ? [] : [part('Second opinions'), ...secondOpinions(item, composition)];
}

/** Two parts, or one sentence where there is nothing for either. */
function explanationAndMarks(item: ExtractItem, composition: Composition, part: (name: string) => Block): readonly Block[] {
  const { explanations, annotations } = composition.fields.include;
  if (explanations && annotations && reported(item).length === 0 && !isMarked(item)) return [part('Explanation, marks and notes'), paragraph('No explanation was made for this item, and the examiner made no marks or notes on it.', 'muted')];
  return [part('Explanation'), ...itemExplanation(item, composition), ...marksAndNotes(item, composition, part)];
}

function isMarked({ note, annotations, analystMask }: ExtractItem): boolean {
  return note.trim() !== '' || annotations.some(({ deleted }) => !deleted) || analystMask !== null;
}

function marksAndNotes(item: ExtractItem, { fields }: Composition, part: (name: string) => Block): readonly Block[] {
  const head = part('Marks and notes of the examiner');
  if (!fields.include.annotations) return [head, paragraph('Left out of this report by choice; the attached extract holds them.', 'muted')];
  const present = item.annotations.filter(({ deleted }) => !deleted);
  if (!isMarked(item)) return [head, paragraph('The examiner made no marks or notes on this item.', 'muted')];
  return [
    head,
    ...(item.note.trim() === '' ? [] : [paragraph(`Note on the item: ${item.note.trim()}`)]),
    ...(present.length === 0 ? [] : [table(`Marks on item ${item.id}; places in pixels of the stored picture`, [column('Mark', 0.2), column('Place', 0.24), column('Note', 0.32), column('By', 0.24)], present.map((mark) => [`${mark.shape.type}${mark.confidence === 'unstated' ? '' : `, ${CONFIDENCE_WORDS[mark.confidence]}`}`, placeOf(mark), mark.note.trim() === '' ? 'no note' : mark.note.trim(), `${mark.author}, ${utc(mark.at)}, revision ${mark.revision}`]))]),
    ...(item.analystMask === null ? [] : [facts(fact('Mask of the examiner', `${count(item.analystMask.area, 'pixel')}, revision ${item.analystMask.revision}`), fact('SHA-256', item.analystMask.artifact.sha256, true))]),
  ];
}

function placeOf({ shape }: Annotation): string {
  const at = (x: number, y: number): string => `(${Math.round(x)}, ${Math.round(y)})`;
  switch (shape.type) {
    case 'rectangle':
      return `${at(shape.x, shape.y)}, ${Math.round(shape.width)} × ${Math.round(shape.height)}`;
    case 'ellipse':
      return `centre ${at(shape.x, shape.y)}, radii ${Math.round(shape.radiusX)} and ${Math.round(shape.radiusY)}`;
    case 'polygon':
      return `${count(shape.points.length, 'corner')} from ${at(...shape.points[0]!)}`;
    case 'arrow':
      return `from ${at(...shape.from)} to ${at(...shape.to)}`;
    case 'text':
      return `${at(...shape.at)}: “${shape.text}”`;
    case 'measure':
      return `${joined([at(...shape.from), at(...shape.to)])}: ${Math.hypot(shape.to[0] - shape.from[0], shape.to[1] - shape.from[1]).toFixed(1)} px`;
  }
}
