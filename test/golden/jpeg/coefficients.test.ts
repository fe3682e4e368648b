import { describe, expect, it } from 'vitest';
import { readJpegCoefficients, readJpegHeader } from '../../../src/engine/jpeg/index.ts';
import { digestOfUsedBlocks, golden, readCorpusFile } from './corpus.ts';

describe('quantised coefficients against libjpeg', () => {
  it('has a corpus of all kinds', () => {
    expect(golden.files.length).toBeGreaterThanOrEqual(60);
    expect(new Set(golden.files.map((file) => file.colour))).toEqual(new Set(['grey', 'ycc', 'rgb', 'cmyk', 'ycck', 'other']));
  });

  it.each(golden.files)('$file', (entry) => {
    const bytes = readCorpusFile(entry.file);
    const { width, height, process, precision, colour, components, damage } = readJpegCoefficients(bytes);
    expect(damage).toBeNull();
    const found = components.map((component) => ({
      id: component.id,
      horizontal: component.horizontal,
      vertical: component.vertical,
      blocksWide: component.blocksWideUsed,
      blocksHigh: component.blocksHighUsed,
      sha256: digestOfUsedBlocks(component),
      table: [...component.table],
    }));
    const wanted = entry.components.map((component) => ({ ...component, table: golden.tables[component.table] }));
    expect(found).toEqual(wanted);
    expect({ width, height, process, precision, colour }).toEqual({
      width: entry.width,
      height: entry.height,
      process: entry.process,
      precision: entry.precision,
      colour: entry.colour,
    });
  });

  it.each(golden.files)('reads the same luma alone: $file', ({ file }) => {
    const bytes = readCorpusFile(file);
    const whole = readJpegCoefficients(bytes);
    const alone = readJpegCoefficients(bytes, { lumaOnly: true });
    expect(alone.damage).toBeNull();
    expect(alone.components[0]).toEqual(whole.components[0]);
    expect(alone.components.slice(1).every((component) => component.coefficients.length === 0)).toBe(true);
    expect(alone.components.map((component) => component.table)).toEqual(whole.components.map((component) => component.table));
  });

  it.each(golden.files)('reads the same header alone: $file', ({ file }) => {
    const bytes = readCorpusFile(file);
    const whole = readJpegCoefficients(bytes);
    const header = readJpegHeader(bytes);
    const { width, height, process, precision, colour, subsampling, restartInterval, adobeTransform } = header;
    expect(whole).toMatchObject({ width, height, process, precision, colour, subsampling, restartInterval, adobeTransform });
    expect(header.components).toEqual(whole.components.map(({ table: _table, coefficients: _coefficients, ...rest }) => rest));
    expect(whole.markers.slice(0, header.markers.length)).toEqual(header.markers);
  });
});
