import { describe, expect, it } from 'vitest';
import { golden, readCorpusFile } from '../golden/jpeg/corpus.ts';
import { checkJpeg } from './checkJpeg.ts';
import { mutatedFile } from './jpegMutations.ts';

const FILES = 2000;

describe('mutated JPEG files', () => {
  const corpus = golden.files.map((entry) => readCorpusFile(entry.file));

  it(`reads or refuses ${FILES} of them within bounds`, { timeout: 120_000 }, () => {
    const results: Record<string, number> = {};
    for (let seed = 0; seed < FILES; seed++) {
      const { bytes, base, mutations } = mutatedFile(corpus, seed);
      try {
        const { result } = checkJpeg(bytes);
        results[result] = (results[result] ?? 0) + 1;
      } catch (error) {
        throw new Error(`seed ${seed}: ${golden.files[base]?.file} after ${mutations.join(', ')}`, { cause: error });
      }
    }
    // The mutations must reach every kind of outcome, or this test shows little.
    const reached = Object.keys(results);
    expect(reached).toEqual(
      expect.arrayContaining([
        'whole',
        'truncated-data',
        'invalid-code',
        'coefficient-overflow',
        'surplus-data',
        'restart-out-of-order',
        'invalid-scan',
        'missing-end-marker',
        'malformed-segment',
        'IMAGE_TRUNCATED',
        'IMAGE_CORRUPT',
        'IMAGE_TOO_MANY_PIXELS',
        'JPEG_UNSUPPORTED',
        'TYPE_UNKNOWN',
      ]),
    );
    expect(results['whole'] ?? 0).toBeLessThan(FILES / 2);
  });

  it('makes the same file from the same seed', () => {
    expect(mutatedFile(corpus, 77)).toEqual(mutatedFile(corpus, 77));
    expect(mutatedFile(corpus, 77).bytes).not.toEqual(mutatedFile(corpus, 78).bytes);
  });
});
