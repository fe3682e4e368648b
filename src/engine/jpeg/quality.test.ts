import { describe, expect, it } from 'vitest';
import { estimateQuality, libjpegLumaTable } from './quality.ts';

describe('quality of a luma table', () => {
  it('finds every libjpeg quality again', () => {
    for (let quality = 1; quality <= 100; quality++) {
      const { quality: found, exact } = estimateQuality(libjpegLumaTable(quality));
      expect(exact).toBe(true);
      expect(libjpegLumaTable(found)).toEqual(libjpegLumaTable(quality));
    }
    expect(estimateQuality(libjpegLumaTable(75))).toEqual({ quality: 75, exact: true });
  });

  it('takes tables clipped to 8 bits as exact', () => {
    expect(estimateQuality(libjpegLumaTable(5).map((step) => Math.min(step, 255))).exact).toBe(true);
  });

  it('gives the nearest quality for other tables', () => {
    const other = libjpegLumaTable(90);
    other[5] = (other[5] ?? 0) + 1;
    expect(estimateQuality(other)).toEqual({ quality: 90, exact: false });
    expect(estimateQuality(new Uint16Array(64))).toEqual({ quality: 100, exact: false });
  });
});
