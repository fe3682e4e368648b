import { describe, expect, it } from 'vitest';
import { commonFolder, nameBelow } from './folders.ts';

describe('folders', () => {
  it('finds the folder all lie in, by whole names', () => {
    expect(commonFolder(['/drive/DCIM/100', '/drive/DCIM/101'])).toBe('/drive/DCIM');
    expect(commonFolder(['/drive/DCIM', '/drive/DCIM2'])).toBe('/drive');
    expect(commonFolder(['/drive/a', '/other/b'])).toBe('');
    expect(commonFolder(['/drive', '/drive/a'])).toBe('/drive');
    expect(commonFolder(['/drive/a'])).toBe('/drive');
    expect(commonFolder(['C:\\case\\a', 'C:\\case\\b'])).toBe('C:\\case');
    expect(commonFolder([])).toBe('');
  });
  it('names a folder below it', () => {
    expect(nameBelow('/drive/DCIM/100', '/drive/DCIM')).toBe('100');
    expect(nameBelow('/drive', '/drive')).toBe('(this folder)');
    expect(nameBelow('/other/b', '')).toBe('/other/b');
    expect(nameBelow('', '')).toBe('(top folder)');
  });
});
