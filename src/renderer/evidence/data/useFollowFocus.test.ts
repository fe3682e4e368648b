import { describe, expect, it } from 'vitest';
import { placeNear } from './useFollowFocus.ts';

describe('following an item', () => {
  const ids = [10, 11, 13, 14, 15];
  it('finds it before and after its former place', () => {
    expect(placeNear((index) => ids[index], 3, 13)).toBe(2);
    expect(placeNear((index) => ids[index], 1, 15)).toBe(4);
    expect(placeNear((index) => ids[index], 0, 10)).toBe(0);
  });
  it('gives up where it is gone or far away', () => {
    expect(placeNear((index) => ids[index], 2, 12)).toBeNull();
    expect(placeNear((index) => (index === 1000 ? 7 : undefined), 0, 7)).toBeNull();
  });
});
