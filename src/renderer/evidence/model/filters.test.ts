import { describe, expect, it } from 'vitest';
import type { EvidenceFilter } from '../../../contract/evidence.ts';
import { chosenColumns, COLUMNS, columnsText, sortAfterClick, toggleColumn } from './columns.ts';
import { cleanFilter, filterChips, isRestricted, megapixels, sameFilter, shortCount, toggled, type FilterWords } from './filters.ts';
import { maskOutline } from './outline.ts';
import { EVERYTHING, isSelected, NOTHING, rangeOf, selectedCount, toggle, withItems } from './selection.ts';
import { changedIds, statusChange, undoSteps } from './undo.ts';

const words: FilterWords = { review: (value) => value, status: (value) => value, domain: (value) => value, format: (value) => value.toUpperCase(), bytes: (value) => `${value} B` };

describe('filters', () => {
  const filter: EvidenceFilter = { text: 'harbour', review: ['unreviewed', 'in_review'], format: ['jpeg'], score: { least: 0.5 }, pixels: { least: 1e6, most: 12e6 }, extensionMismatch: true, camera: [] };
  it('says every condition in words, in a fixed order', () => {
    expect(filterChips(filter, words).map(({ text }) => text)).toEqual(['Text: “harbour”', 'Review: unreviewed or in_review', 'Type: JPEG', 'Score ≥ 0.50', 'Pixels 1.0 MP to 12 MP', 'Extension does not match the content']);
  });
  it('takes away exactly the chip that was removed', () => {
    for (const chip of filterChips(filter, words)) {
      const left = filterChips(chip.without, words).map(({ key }) => key);
      expect(left).toEqual(filterChips(filter, words).map(({ key }) => key).filter((key) => key !== chip.key));
    }
  });
  it('knows when nothing is asked for', () => {
    expect(isRestricted({ text: '', camera: [], score: {} })).toBe(false);
    expect(isRestricted({ annotated: false })).toBe(true);
    expect(cleanFilter({ folder: '' })).toEqual({});
    expect(sameFilter({ review: ['verified', 'unreviewed'] }, { review: ['unreviewed', 'verified'], text: '' })).toBe(true);
    expect(sameFilter({ score: { least: 0.1 } }, { score: { most: 0.1 } })).toBe(false);
  });
  it('puts a value in and takes it out', () => {
    expect(toggled(undefined, 'photo')).toEqual(['photo']);
    expect(toggled(['photo', 'face'], 'photo')).toEqual(['face']);
  });
  it('writes counts in five characters', () => {
    expect([0, 9999, 10_000, 86_275, 99_949, 99_950, 100_000, 999_499, 999_500, 1_240_000].map(shortCount)).toEqual(['0', '9,999', '10.0k', '86.3k', '99.9k', '100k', '100k', '999k', '1.00M', '1.24M']);
  });
  it('writes megapixels with the digits that matter', () => {
    expect([100e6, 12.2e6, 1.04e6, 250_000].map(megapixels)).toEqual(['100 MP', '12 MP', '1.0 MP', '0.25 MP']);
  });
});

describe('columns', () => {
  it('keeps a choice and survives damaged text', () => {
    const fewer = toggleColumn(toggleColumn(COLUMNS, 'camera'), 'thumbnail');
    expect(chosenColumns(columnsText(fewer))).toEqual(fewer);
    expect(fewer.some(({ id }) => id === 'camera')).toBe(false);
    expect(toggleColumn(fewer, 'camera').map(({ id }) => id)).toContain('camera');
    expect(chosenColumns('{"not":"a list"}')).toEqual(chosenColumns(null));
    expect(chosenColumns('nonsense').map(({ id }) => id)).toContain('review');
    expect(chosenColumns('["unknown"]').map(({ id }) => id)).toEqual(['name']);
    expect(toggleColumn(COLUMNS, 'name')).toEqual(COLUMNS);
  });
  it('turns a sorted column round and starts numbers from the top', () => {
    const score = COLUMNS.find(({ id }) => id === 'score')!;
    const name = COLUMNS.find(({ id }) => id === 'name')!;
    expect(sortAfterClick({ by: 'path', descending: false }, score)).toEqual({ by: 'score', descending: true });
    expect(sortAfterClick({ by: 'score', descending: true }, score)).toEqual({ by: 'score', descending: false });
    expect(sortAfterClick({ by: 'score', descending: true }, name)).toEqual({ by: 'name', descending: false });
    expect(sortAfterClick({ by: 'score', descending: true }, COLUMNS[0]!)).toEqual({ by: 'score', descending: true });
  });
});

describe('selection', () => {
  it('holds items by id', () => {
    const two = withItems(toggle(NOTHING, 7), [8]);
    expect([6, 7, 8].map((id) => isSelected(two, id))).toEqual([false, true, true]);
    expect(selectedCount(toggle(two, 7), 100)).toBe(1);
  });
  it('holds everything but a few', () => {
    const most = toggle(EVERYTHING, 7);
    expect(isSelected(most, 7)).toBe(false);
    expect(selectedCount(most, 100_000)).toBe(99_999);
    expect(selectedCount(withItems(most, [7]), 100_000)).toBe(100_000);
  });
  it('runs both ways', () => {
    expect(rangeOf(9, 4)).toEqual({ start: 4, end: 10 });
    expect(rangeOf(4, 9)).toEqual({ start: 4, end: 10 });
  });
});

describe('taking a status back', () => {
  it('gives every item its own former status', () => {
    const change = statusChange([{ id: 1, review: 'unreviewed' }, { id: 2, review: 'in_review' }, { id: 3, review: 'verified' }, { id: 4, review: 'unreviewed' }], 'verified')!;
    expect(changedIds(change)).toEqual([1, 4, 2]);
    expect(undoSteps(change)).toEqual([{ review: 'unreviewed', ids: [1, 4] }, { review: 'in_review', ids: [2] }]);
    expect(statusChange([{ id: 3, review: 'verified' }], 'verified')).toBeNull();
  });
});

describe('outline of a mask', () => {
  function grey(width: number, height: number, inside: (x: number, y: number) => boolean): { width: number; height: number; data: Uint8ClampedArray } {
    const data = new Uint8ClampedArray(width * height * 4);
    for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) data[(y * width + x) * 4] = inside(x, y) ? 128 : 127;
    return { width, height, data };
  }
  const at = (outline: Uint8ClampedArray, width: number, x: number, y: number): number[] => [...outline.slice((y * width + x) * 4, (y * width + x) * 4 + 4)];
  it('is white along the inside, dark just outside and clear elsewhere', () => {
    const outline = maskOutline(grey(12, 12, (x, y) => x >= 3 && x < 9 && y >= 3 && y < 9), 0.5)!;
    expect(at(outline, 12, 3, 5)).toEqual([255, 255, 255, 255]);
    expect(at(outline, 12, 2, 5)).toEqual([0, 0, 0, 200]);
    expect(at(outline, 12, 5, 5)).toEqual([0, 0, 0, 0]);
    expect(at(outline, 12, 0, 0)).toEqual([0, 0, 0, 0]);
  });
  it('closes at the edge of the picture and is nothing below the threshold', () => {
    expect(at(maskOutline(grey(8, 8, () => true), 0.5)!, 8, 0, 4)).toEqual([255, 255, 255, 255]);
    expect(maskOutline(grey(8, 8, () => false), 0.5)).toBeNull();
  });
});
