import { expect, test } from 'vitest';
import { SIGNAL_WORDS } from '../../../contract/index.ts';
import { digestOf } from '../../canonicalJson.ts';
import type { Block, ReportDocument } from '../document.ts';
import { composeReport } from './composeReport.ts';
import { sampleExtract, sampleFields, sampleItems, sampleMeta } from './fixture.testing.ts';
import { legendOf, scaleBarOf } from './itemFigures.ts';
import { limitsOf } from './limits.ts';
import { ranges } from './parameters.ts';
import { numberedLines } from './print.ts';

const TEMPLATES = ['court', 'newsroom', 'insurer'] as const;

function composed(fields: Record<string, unknown> = {}, extract = sampleExtract()): ReportDocument {
  return composeReport(extract, sampleFields(fields), sampleMeta(extract));
}

/** Every text a reader sees. */
function texts(blocks: readonly Block[]): string[] {
  return blocks.flatMap((block): readonly string[] => {
    switch (block.kind) {
      case 'cover':
        return [block.title, block.subtitle, block.notice ?? '', ...block.facts.flatMap(({ label, value }) => [label, value])];
      case 'heading':
      case 'paragraph':
      case 'code':
        return [block.text];
      case 'facts':
        return block.rows.flatMap(({ label, value }) => [label, value]);
      case 'list':
        return block.items;
      case 'table':
        return [block.caption, ...block.columns.map(({ title }) => title), ...block.rows.flat()];
      case 'figure':
        return [block.caption, ...block.pictures.flatMap(({ label, alternative }) => [label, alternative])];
      case 'signature':
        return block.lines;
      case 'contents':
      case 'pageBreak':
        return [];
    }
  });
}

function all(document: ReportDocument): string {
  return texts(document.blocks).join('\n');
}

test.each(TEMPLATES)('%s: every section of the checklist is there, in order, and none is empty', (template) => {
  const { blocks } = composed({ template });
  const sections = blocks.flatMap((block) => (block.kind === 'heading' && block.level === 1 ? [block.number] : []));
  expect(sections).toEqual(['', ...Array.from({ length: 14 }, (_, n) => String(n)), 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']);
  blocks.forEach((block, index) => {
    if (block.kind !== 'heading') return;
    const next = blocks.slice(index + 1).find(({ kind }) => kind !== 'pageBreak');
    // Below a heading stands something, be it a deeper heading.
    expect(next === undefined || (next.kind === 'heading' && next.level <= block.level), `${block.number} ${block.text}`).toBe(false);
  });
});

test.each(TEMPLATES)('%s: an empty case and empty fields still give every section, with words and without made-up values', (template) => {
  const extract = sampleExtract([]);
  const bare = { ...extract, case: { ...extract.case, number: '', title: '', examiner: '', agency: '', request: '', question: '', authority: '', receivedFrom: '', receivedAt: '' }, transfers: [], software: { ...extract.software, models: [] }, selection: { ...extract.selection, others: [], othersInAll: 0 } };
  const empty = composeReport(bare, { ...sampleFields({ template }), examiner: { name: '', role: '', qualifications: '' }, reviewer: { name: '', role: '', qualifications: '', verdict: '', at: '' }, agency: { name: '', address: '', accreditation: '', logo: '' }, propositionOne: '', propositionTwo: '', outOfScope: '', evaluation: { support: 'not_stated', reasons: '', alternatives: '' }, conclusions: '', summary: '', limitations: '', declaration: '', overrideReason: '', distribution: '', classification: '', reportId: '', examinedFrom: '', examinedTo: '' }, { ...sampleMeta(bare), figures: new Map() });
  empty.blocks.forEach((block, index) => {
    if (block.kind === 'heading') expect(empty.blocks[index + 1]?.kind === 'heading' && block.level >= 2, `${block.number} ${block.text}`).toBe(false);
    if (block.kind === 'list') expect(block.items.length).toBeGreaterThan(0);
    if (block.kind === 'table') expect(block.rows.length).toBeGreaterThan(0);
    if (block.kind === 'facts') expect(block.rows.every(({ value }) => value.trim() !== '')).toBe(true);
    if (block.kind === 'paragraph') expect(block.text.trim()).not.toBe('');
  });
  expect(all(empty)).toContain('Not stated');
  expect(all(empty)).not.toMatch(/undefined|null|NaN|\[object/);
});

test.each(TEMPLATES)('%s: tables are whole: widths add up, rows are as wide as their head, no cell is empty', (template) => {
  const { blocks } = composed({ template, include: { exchanges: true } });
  const ids = blocks.flatMap((block) => (block.kind === 'heading' ? [block.id] : []));
  expect(new Set(ids).size).toBe(ids.length);
  for (const block of blocks) {
    if (block.kind !== 'table') continue;
    expect(block.columns.reduce((sum, { width }) => sum + width, 0)).toBeCloseTo(1, 9);
    for (const row of block.rows) {
      expect(row).toHaveLength(block.columns.length);
      for (const cell of row) expect(cell.trim(), `${block.caption}: ${row.join(' | ')}`).not.toBe('');
    }
  }
  expect(texts(blocks).join('\n')).not.toMatch(/undefined|NaN|\[object/);
});

test.each(TEMPLATES)('%s: says nothing of what is fake, real, authentic or genuine but in the words of the question', (template) => {
  const extract = sampleExtract();
  const document = composed({ template }, extract);
  // Titles of papers say what their authors wrote.
  const own = Object.values(SIGNAL_WORDS).reduce((text, { source }) => text.replaceAll(source, ''), all(document).replaceAll(extract.case.question, ''));
  expect(own).not.toMatch(/\b(?:fake|real|authentic|authenticity|genuine|forged|forgery|AI says)\b/i);
  expect(own).toContain('Traces found');
  expect(own).toContain('No traces found by these methods');
  expect(own).toContain('Inconclusive');
});

test('the same extract and fields give the same document; another digest is refused', () => {
  expect(composed()).toEqual(composed());
  const extract = sampleExtract();
  expect(() => composeReport(extract, sampleFields(), { ...sampleMeta(extract), extractSha256: '0'.repeat(64) })).toThrow(/digest/);
});

test('figures are numbered in the order they stand, once each, as pairs at one scale; section 7 names every file', () => {
  const document = composed();
  const figures = document.blocks.filter((block) => block.kind === 'figure');
  expect(figures.map(({ number }) => Number(number))).toEqual(figures.map((_, index) => index + 1));
  for (const { pictures, arrangement } of figures) {
    if (arrangement !== 'pair') continue;
    expect(pictures).toHaveLength(2);
    expect([pictures[0]!.width, pictures[0]!.height]).toEqual([pictures[1]!.width, pictures[1]!.height]);
  }
  const text = all(document);
  for (const { pictures } of figures) for (const { sha256 } of pictures) expect(text).toContain(sha256);
});

test('the extract is attached first and hashes to what the report states, then every mask', () => {
  const extract = sampleExtract();
  const { attachments, blocks } = composed({}, extract);
  const digest = digestOf(extract);
  expect([attachments[0]!.name, attachments[0]!.relationship, attachments[0]!.sha256]).toEqual(['extract.json', 'Source', digest]);
  expect(new TextDecoder().decode(attachments[0]!.content ?? undefined)).toContain('"schema":"palimpsest-extract"');
  expect(attachments).toHaveLength(1 + extract.items.filter(({ finding }) => finding !== null).length + 1);
  expect(new Set(attachments.map(({ name }) => name)).size).toBe(attachments.length);
  expect(texts(blocks).filter((text) => text === digest).length).toBeGreaterThan(2);
});

test('what the examiner decided stands with name and time; struck and rejected sentences only in the appendix', () => {
  const { blocks } = composed();
  const appendix = blocks.findIndex((block) => block.kind === 'heading' && block.id === 'appendix-b');
  const before = texts(blocks.slice(0, appendix)).join('\n');
  const after = texts(blocks.slice(appendix)).join('\n');
  expect(before).toContain('Edited by E. Xaminer, 2026-11-20 13:02:00 UTC');
  expect(before).toContain('depth of field');
  expect(before).toContain('Nothing measured: opinion of the model');
  expect(before).toContain('Not decided');
  for (const gone of ['The outline of region 2 runs along an edge', 'Region 1 lies at the top left.']) {
    expect(before).not.toContain(gone);
    expect(after).toContain(gone);
  }
  expect(after).toContain('Its centre of mass lies in the middle of the picture.');
});

test('a file that no longer verifies is on the cover, in section 4 and on its page, with the reason to issue nevertheless', () => {
  const { blocks } = composed();
  const cover = blocks[0]!;
  expect(cover.kind === 'cover' && cover.notice).toMatch(/did not verify.*item 8[\s\S]*Reason given: The requester saved/);
  expect(all(composed())).toContain('CHANGED SINCE INTAKE');
  expect(all(composed({ overrideReason: '' }))).toContain('No reason to issue nevertheless has been given.');
});

test('limitations follow from the picture', () => {
  const extract = sampleExtract();
  const of = (id: number): string => limitsOf(extract.items.find((item) => item.id === id)!, extract).join('\n');
  expect(of(1)).toMatch(/12 tiles/);
  expect(of(1)).toMatch(/set “natural” of this class: F1 0\.41, false area 4\.8 %/);
  expect(of(2)).toMatch(/PNG keeps no JPEG coefficients/);
  expect(of(5)).toMatch(/Not validated for this class \(face\)/);
  expect(of(5)).toMatch(/reliability is low \(0\.41\)/);
  expect(of(7)).toMatch(/Small picture/);
  expect(of(7)).toMatch(/Strong compression \(nearest libjpeg quality 52\)/);
  expect(of(7)).toMatch(/class of picture .* is not stated/);
  expect(of(7)).toMatch(/smaller than 4\u202f096 px/);
  expect(of(12)).toMatch(/61 % of the picture is marked/);
  expect(of(11)).toMatch(/not read again since intake/);
  expect(of(8)).toMatch(/not as taken in/);
});

test('sector words: newsroom says not conclusive, insurer stays decision-neutral and lists reuse and fields', () => {
  const newsroom = all(composed({ template: 'newsroom', claim: 'This roof was hit on Sunday.', firstSeen: 'https://social.example/1', archiveLink: 'https://archive.example/1' }));
  for (const words of ['This roof was hit on Sunday.', 'https://archive.example/1', 'Not conclusive', 'Rating']) expect(newsroom).toContain(words);
  const insurer = all(composed({ template: 'insurer', policy: 'P-77', claimNumber: 'C-1187' }));
  for (const words of ['P-77', 'C-1187', 'makes no recommendation on cover', 'Files with the same bytes', 'amount: “4,850.00”']) expect(insurer).toContain(words);
});

test('what was left out by choice is said to be left out', () => {
  const text = all(composed({ include: { annotations: false, explanations: false, metadata: false, otherFiles: false } }));
  expect(text.match(/[Ll]eft out/g)!.length).toBeGreaterThan(5);
  for (const gone of ['depth of field', 'Edge of the roof line', 'Examplecam', 'readme.txt']) expect(text).not.toContain(gone);
});

test('parts: ranges of items, scale bars of round numbers, legends that rise, numbered lines', () => {
  expect(ranges([4, 1, 2, 3, 9, 7])).toBe('1 to 4, 7, 9');
  expect(scaleBarOf({ box: { x: 0, y: 0, width: 4000, height: 3000 }, perFilePixel: 2.5 })).toEqual({ pixels: 1000, perFilePixel: 2.5 });
  expect(scaleBarOf({ box: { x: 0, y: 0, width: 96, height: 96 }, perFilePixel: 0.25 })).toEqual({ pixels: 20, perFilePixel: 0.25 });
  const at = legendOf(0.5).stops.map((stop) => stop.at);
  expect([...at].toSorted((a, b) => a - b)).toEqual(at);
  expect(new Set(at).size).toBe(at.length);
  expect(at.at(-1)).toBe(1);
  expect(numberedLines('1. One\n\n2) Two\n- Three')).toEqual(['One', 'Two', 'Three']);
  expect(sampleItems()).toHaveLength(12);
});

test('of many sentences nobody has decided on the first stand in the report; every one that the examiner accepted stands there', () => {
  const items = sampleItems();
  const index = items.findIndex(({ explanations }) => explanations.some(({ kind }) => kind === 'measured'));
  const explanation = items[index]!.explanations.find(({ kind }) => kind === 'measured')!;
  const [pattern] = explanation.statements;
  const open = Array.from({ length: 40 }, (_, at) => ({ ...pattern!, id: 100 + at, plain: `Open sentence ${at + 1}.`, struck: null, review: null }));
  const accepted = Array.from({ length: 20 }, (_, at) => ({ ...pattern!, id: 200 + at, plain: `Accepted sentence ${at + 1}.`, struck: null, review: { decision: 'accepted' as const, text: null, author: 'E', at: '2026-11-20T13:00:00.000Z' } }));
  items[index] = { ...items[index]!, explanations: [{ ...explanation, statements: [...open, ...accepted] }] };
  const said = texts(composed({}, sampleExtract(items)).blocks);
  expect(said.filter((text) => text.startsWith('Open sentence'))).toEqual(open.slice(0, 12).map(({ plain }) => plain));
  expect(said.filter((text) => text.startsWith('Accepted sentence'))).toHaveLength(20);
  expect(said).toContain('28 more sentences that the examiner has not decided on stand in the attached extract only.');
});

test('second opinions: a table an item, agreement in words and as a figure; one line where there are none; sources and versions in section 5.5', () => {
  const extract = sampleExtract();
  const { blocks } = composed({}, extract);
  const parts = blocks.flatMap((block, index) => (block.kind === 'heading' && block.level === 3 && block.text === 'Second opinions' ? [{ id: block.id, index }] : []));
  expect(parts.map(({ id }) => id)).toEqual(['item-1-second-opinions', 'item-2-second-opinions', 'item-11-second-opinions']);
  const tables = blocks.filter((block) => block.kind === 'table').filter(({ caption }) => caption.startsWith('Second opinions on item'));
  expect(tables.map(({ rows }) => rows.length)).toEqual([9, 4, 2]);
  expect(tables[0]!.rows[0]).toEqual(['Error level', 'yes', '3.1 %', '0.43', '1']);
  expect(tables[1]!.rows[0]!.at(-1)).toBe('1; reduced by 2');
  const parameters = blocks.filter((block) => block.kind === 'table').find(({ caption }) => caption.startsWith('Second opinions; what differs'));
  expect(parameters!.rows).toHaveLength(9);
  expect(parameters!.rows[0]).toEqual(['Error level', '1', 'block size 8, quality 75, smoothing yes']);
  expect(tables[1]!.rows[1]!.slice(0, 4)).toEqual(['JPEG ghosts', 'no: The file is no JPEG, so there are no quantised coefficients to look at.', '–', '–']);
  const text = all({ ...composed({}, extract) });
  expect(text).toContain('Compared: Network; Error level; JPEG ghosts');
  expect(text).toContain('There is no agreement to state: fewer than two maps can be compared.');
  expect(text.match(/No second opinions: the classical methods of section 5\.5 were not run on this item\./g)).toHaveLength(9);
  const figures = blocks.filter((block) => block.kind === 'figure').filter(({ pictures }) => pictures[0]!.label === 'Agreement');
  expect(figures.map(({ caption, legend }) => [/clear where fewer than (\d) do/.exec(caption)?.[1], legend?.threshold])).toEqual([['2', null], [undefined, null]]);
  for (const { source } of Object.values(SIGNAL_WORDS)) expect(text).toContain(source);
  expect(text).toContain('Items 1, 2, 11: Palimpsest 0.1.0, engine 1, sharp 0.35.5, libvips 8.18.0, Node 24.21.0, linux x64.');
  const none = all(composed({}, sampleExtract(sampleItems().map((item) => ({ ...item, secondOpinions: null })))));
  expect(none).toContain('M9 was not run on any item of this report.');
  expect(none).toContain('M9, second opinions, copies within a picture among them: not run on these items.');
  expect(none).not.toContain('Compared:');
});

test('error rates of the score stand by kind of picture with counts and intervals, and a kind without enough pictures gets a refusal', () => {
  const text = all(composed());
  expect(text).toContain('4.6 % (0.0 to 9.6), 6 of 130');
  expect(text).toContain('54.6 % (49.6 to 59.6), 77 of 141');
  expect(text).toContain('Scans: not validated, no rate is stated; 12 unaltered and 8 altered ones were measured, and 40 of each are needed.');
  expect(text).toContain('Screenshots: not validated, no rate is stated; none were measured.');
  expect(text).toContain('natural-originals (130 unaltered, 141 altered; Photographs as the camera wrote them, alterations made by program)');
  expect(text).toContain('about 7.9 times as frequent among altered as among unaltered pictures of this kind; stated within 0.063 to 25');
  expect(text).toContain('the words were not calculated from them');
  const extract = sampleExtract();
  expect(limitsOf(extract.items[1]!, extract).join('\n')).toContain('No error rate is stated for scans');
  expect(limitsOf(extract.items[0]!, extract).join('\n')).not.toContain('score is not calibrated');
  const bare = { ...extract, software: { ...extract.software, models: extract.software.models.map((model) => ({ ...model, calibration: [] })) }, items: extract.items.map((item) => (item.finding === null ? item : { ...item, finding: { ...item.finding, scoreReading: null } })) };
  const words = all(composed({}, bare));
  expect(words).toContain('was not calibrated by kind of picture, so no error rate of it is stated for any kind');
  expect(words).toContain('No likelihood ratio was calculated');
});
