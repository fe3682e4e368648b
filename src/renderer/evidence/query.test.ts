import { describe, expect, it } from 'vitest';
import { listKey, parseKept, START } from './query.ts';

describe('the kept list', () => {
  it('comes back as it was', () => {
    const list = { filter: { review: ['traces_found' as const], score: { least: 0.5 } }, sort: { by: 'takenAt' as const, descending: false }, groupByFolder: true };
    expect(parseKept(JSON.stringify(list))).toEqual(list);
  });
  it('is the start where what was kept is missing, damaged or of another version', () => {
    for (const text of [null, '', '{', 'null', '7', '{"filter":{}}', '{"filter":{"review":["gone"]},"sort":{"by":"score","descending":true}}']) expect(parseKept(text)).toBe(START);
  });
});

describe('the key of a list', () => {
  it('is equal for equal lists however they were made', () => {
    const sort = { by: 'score', descending: true } as const;
    expect(listKey({ filter: { review: ['verified', 'unreviewed'], text: '' }, sort, groupByFolder: false })).toBe(listKey({ filter: { review: ['unreviewed', 'verified'] }, sort, groupByFolder: false }));
    expect(listKey({ filter: {}, sort, groupByFolder: false })).not.toBe(listKey({ filter: {}, sort, groupByFolder: true }));
    expect(listKey({ filter: {}, sort, groupByFolder: false })).not.toBe(listKey({ filter: {}, sort: { by: 'score', descending: false }, groupByFolder: false }));
  });
});
