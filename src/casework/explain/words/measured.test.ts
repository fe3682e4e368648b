import { expect, test } from 'vitest';
import { explanationContentSchema, statementSchema } from '../../../contract/index.ts';
import { explainMeasured } from './measured.ts';
import { known, NO_REGION, ONE_REGION, PNG_REGION, region, THREE_REGIONS, UNSURE } from './known.testing.ts';

const MANY = known({ regions: Array.from({ length: 12 }, (_, index) => region({ number: index + 1, at: 'center', box: [500, 400, 40, 30], effects: { noise_level: -9, foreign_grid: 8, sharpness: -5, saturation: 4, zero_coefficients: 6 }, reliability: 0.4 })), regionsInAll: 40, reliability: 0.3 });
const ALL = { ONE_REGION, THREE_REGIONS, PNG_REGION, NO_REGION, UNSURE, MANY };

test.each(Object.entries(ALL))('%s: fits the schema, says the same twice, and every sentence rests on values', (_name, one) => {
  const explained = explainMeasured(one);
  expect(explanationContentSchema.parse(explained.content)).toEqual(explained.content);
  expect(explainMeasured(structuredClone(one))).toEqual(explained);
  for (const [index, statement] of explained.statements.entries()) {
    expect(statementSchema.parse(statement)).toEqual(statement);
    expect(statement).toMatchObject({ id: index + 1, source: 'measured', struck: null });
    expect(statement.grounds.length).toBeGreaterThan(0);
    expect(statement.grounds.filter(({ value }) => !/\S/.test(value))).toEqual([]);
  }
});

test.each(Object.entries(ALL))('%s: the plain level is short and free of terms, and neither level judges', (_name, one) => {
  const { content, statements } = explainMeasured(one);
  const jargon = /luma|chroma|median|spread|quantis|coefficient|CIELAB|window|threshold|histogram|MAD|Delta|grey level|phase|ninth|score|uncalibrated|probabilit(?!y that anything)/i;
  const banned = /\b(fake|faked|real|authentic\w*|genuine|forged|AI says|tampered|untouched|unaltered)\b/i;
  for (const { plain, technical } of statements) {
    expect(plain).not.toMatch(jargon);
    expect(plain.replaceAll(/[\d.]+ %|region[s]? [\d, and]+|\d+ (more )?regions|JPEG/gi, '')).not.toMatch(/\d/);
    for (const sentence of plain.split(/(?<=\.)\s/)) expect(sentence.split(' ').length).toBeLessThan(34);
    expect(`${plain} ${technical}`).not.toMatch(banned);
  }
  expect(`${content.summary} ${content.regions.map((each) => `${each.title} ${each.description}`).join(' ')}`).not.toMatch(banned);
});

test('verdict, extent, place, size and traces are those measured', () => {
  const { content, statements } = explainMeasured(ONE_REGION);
  expect(content).toMatchObject({ verdict: 'tampered', domain: 'natural', regions: [{ id: 1, title: 'Region 1', absolute_position: 'top-left', method_guess: 'unknown', artifacts: ['noise', 'blur', 'lighting', 'compression'], confidence: 'high' }] });
  expect(statements.slice(0, 3).map(({ plain }) => plain)).toEqual(['Traces found.', 'One region is marked, 4.1 % of the picture.', 'Region 1 lies at the top left. It covers 4.1 % of the picture.']);
  const grain = statements.find(({ grounds }) => grounds[0]?.quantity === 'noise_level');
  expect(grain?.plain).toContain('has less grain than the rest of the picture');
  expect(grain?.technical).toContain('median inside 3.80 grey levels, outside 10.0 grey levels; effect -6.2 spreads');
  expect(grain?.grounds).toEqual([{ quantity: 'noise_level', region: 1, value: 'inside 3.80 grey levels, outside 10.0 grey levels (-6.2 spreads)' }]);
  expect(statements.filter(({ plain }) => plain.includes('only slightly')).map(({ grounds }) => grounds[0]?.quantity)).toEqual(['contrast']);
  const common = region({ number: 1, at: 'center', box: [500, 400, 90, 90], effects: { contrast: 40 } });
  const usual = explainMeasured(known({ regions: [{ ...common, comparisons: common.comparisons.map((one) => (one.quantity === 'contrast' ? { ...one, rarity: 0.2 } : one)) }] })).statements.find(({ grounds }) => grounds[0]?.quantity === 'contrast');
  expect(usual?.plain).toBe('Region 1 has stronger contrast than most of the picture. Other places in the picture are as far off.');
  const same = statements.filter(({ plain }) => plain.includes('does not differ'));
  expect(same).toHaveLength(1);
  expect(same[0]?.plain).toBe('Region 1 does not differ from the rest of the picture in colour, JPEG squares, shifted JPEG squares, fine detail left by compression and change on saving again.');
  expect(statements.find(({ plain }) => plain.startsWith('Not measured'))?.plain).toBe('Not measured in region 1: signs of resizing (too little to compare).');
});

test('a strong foreign grid supports a guess, never more than low; an outline along an edge is a trace', () => {
  const { content, statements } = explainMeasured(THREE_REGIONS);
  expect(content.regions.map(({ method_guess, confidence }) => [method_guess, confidence])).toEqual([['unknown', 'high'], ['splicing', 'low'], ['unknown', 'low']]);
  expect(content.regions[0]?.artifacts).toContain('edge');
  expect(content.regions[2]?.artifacts).toEqual([]);
  expect(statements.find(({ topic, regions }) => topic === 'method' && regions[0] === 2)?.plain).toContain('weak hint');
  expect(content.regions[2]?.description).toContain('No measured quantity stands out');
});

test('no regions: inconclusive or no traces, with what that does not mean', () => {
  expect(explainMeasured(NO_REGION).content).toMatchObject({ verdict: 'authentic', regions: [], summary: 'No traces found by these methods. Other methods may find some.' });
  expect(explainMeasured(UNSURE).content).toMatchObject({ verdict: 'uncertain', summary: expect.stringContaining('Inconclusive') as string });
  expect(explainMeasured(UNSURE).statements.some(({ topic, grounds }) => topic === 'limit' && grounds[0]?.quantity === 'reliability')).toBe(true);
});

test('a PNG has no history to look at, unless its pixels carry a grid; what was not measured is said', () => {
  const plains = explainMeasured(PNG_REGION).statements.map(({ plain }) => plain);
  expect(plains).toContain('The file is a PNG. It holds no record of how it was compressed before.');
  expect(plains).toContain('A PNG keeps no record of earlier compression. Its traces could only be looked for in the pixels.');
  const gridded = explainMeasured(known({ format: 'png', grid: 0.9, regions: [] })).statements.map(({ plain }) => plain);
  expect(gridded).toContain('The file is a PNG, but its pixels show the small squares that JPEG leaves. It was probably a JPEG before.');
  const many = explainMeasured(MANY).statements.map(({ plain }) => plain);
  expect(many).toContain('28 more regions were counted but not measured.');
  expect(many).toContain('The program itself is not sure of region 4.');
});
