import { describe, expect, it } from 'vitest';
import { jpegColour, subsamplingName } from './colour.ts';

const factors = (...pairs: readonly string[]): { horizontal: number; vertical: number }[] =>
  pairs.map((pair) => ({ horizontal: Number(pair[0]), vertical: Number(pair[2]) }));

describe('meaning of the components', () => {
  it.each([
    [[1], false, null, 'grey'],
    [[1, 2], true, null, 'other'],
    [[1, 2, 3], false, null, 'ycc'],
    [[82, 71, 66], false, null, 'rgb'],
    [[82, 71, 66], true, null, 'ycc'],
    [[1, 2, 3], false, 0, 'rgb'],
    [[1, 2, 3], true, 0, 'ycc'],
    [[1, 2, 3], false, 1, 'ycc'],
    [[1, 2, 3, 4], false, null, 'cmyk'],
    [[1, 2, 3, 4], false, 0, 'cmyk'],
    [[1, 2, 3, 4], false, 2, 'ycck'],
  ] as const)('%j, JFIF %j, Adobe %j: %s', (ids, jfif, adobe, colour) => {
    expect(jpegColour(ids, jfif, adobe)).toBe(colour);
  });
});

describe('name of the sampling', () => {
  it.each([
    [['1x1'], 'grey'],
    [['1x1', '1x1', '1x1'], '4:4:4'],
    [['2x2', '2x2', '2x2'], '4:4:4'],
    [['2x1', '1x1', '1x1'], '4:2:2'],
    [['2x2', '1x2', '1x2'], '4:2:2'],
    [['2x2', '1x1', '1x1'], '4:2:0'],
    [['1x2', '1x1', '1x1'], '4:4:0'],
    [['4x1', '1x1', '1x1'], '4:1:1'],
    [['4x2', '1x1', '1x1'], '4:1:0'],
    [['2x2', '1x1', '1x1', '2x2'], '4:2:0'],
    [['2x2', '1x1', '1x1', '1x1'], '2x2,1x1,1x1,1x1'],
    [['2x2', '2x1', '1x2'], '2x2,2x1,1x2'],
    [['1x1', '2x2', '2x2'], '1x1,2x2,2x2'],
  ] as const)('%j: %s', (pairs, name) => {
    expect(subsamplingName(factors(...pairs))).toBe(name);
  });
});
