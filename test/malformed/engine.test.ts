import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analysisOptionsSchema, toErrorRecord } from '../../src/contract/index.ts';
import { type Known, takeIn } from '../../src/engine/analyze.ts';
import { jpegCoefficients } from '../../src/engine/coefficients/source.ts';
import { decodePicture } from '../../src/engine/decode/picture.ts';
import { type MalformedFile, makeMalformed } from './makeMalformed.ts';
import type { Outcome } from './types.ts';

/** All that the engine does with a file before the network sees it, in this process: a native crash here fails the run. */

const OPTIONS = analysisOptionsSchema.parse({});

let folder = '';
let manifest: readonly MalformedFile[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'palimpsest-refusal-'));
  manifest = await makeMalformed(folder);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function outcomeOf(path: string, known: Known): Promise<Outcome> {
  try {
    const { facts, content } = await takeIn(path, OPTIONS, { known });
    if (facts.format === 'jpeg') jpegCoefficients(content, facts);
    await decodePicture(content, facts);
    return 'analysed';
  } catch (error) {
    return toErrorRecord(error).code;
  }
}

test('every entry is taken or refused as the manifest says, by content and not by name', { timeout: 120_000 }, async () => {
  // A message to the engine is text, so a name that is not text reaches it under an alias; the scan's own test covers that.
  const named = manifest.filter((one) => Buffer.from(one.path).equals(one.pathBytes));
  expect(named.length).toBeGreaterThanOrEqual(59);
  const wrong: string[] = [];
  for (const one of named) {
    const known: Known = {};
    const outcome = await outcomeOf(join(folder, one.path), known);
    if (!one.expected.includes(outcome)) wrong.push(`${one.path}: ${outcome}, expected ${one.expected.join(' or ')}`);
    if (outcome === 'analysed' && known.facts?.extensionMismatch !== one.extensionMismatch) wrong.push(`${one.path}: extension mismatch ${String(known.facts?.extensionMismatch)}`);
  }
  expect(wrong).toEqual([]);
});
