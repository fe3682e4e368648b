/**
 * Many mutated JPEG files, for the nightly run. JSON on standard output; exit code 1 if a promise was broken.
 * Usage: node test/fuzz/nightly.ts [files = 100000] [first seed = 1000000]
 */
import { golden, readCorpusFile } from '../golden/jpeg/corpus.ts';
import { checkJpeg } from './checkJpeg.ts';
import { mutatedFile } from './jpegMutations.ts';

interface Violation {
  readonly seed: number;
  readonly file: string;
  readonly mutations: readonly string[];
  readonly message: string;
}

const files = Number(process.argv[2] ?? 100_000);
const firstSeed = Number(process.argv[3] ?? 1_000_000);
const corpus = golden.files.map((entry) => readCorpusFile(entry.file));
const results: Record<string, number> = {};
const violations: Violation[] = [];
let slowest = { seed: -1, milliseconds: 0 };
let mostAllocated = 0;
let mostVisits = 0;
const started = performance.now();
for (let seed = firstSeed; seed < firstSeed + files; seed++) {
  const { bytes, base, mutations } = mutatedFile(corpus, seed);
  const start = performance.now();
  try {
    const outcome = checkJpeg(bytes);
    results[outcome.result] = (results[outcome.result] ?? 0) + 1;
    mostAllocated = Math.max(mostAllocated, outcome.bytesAllocated);
    mostVisits = Math.max(mostVisits, outcome.coefficientVisits);
  } catch (error) {
    violations.push({ seed, file: golden.files[base]?.file ?? '', mutations, message: String(error) });
  }
  const milliseconds = performance.now() - start;
  if (milliseconds > slowest.milliseconds) slowest = { seed, milliseconds: Math.round(milliseconds) };
}
const summary = {
  name: 'jpeg-fuzz',
  files,
  firstSeed,
  violations: violations.slice(0, 20),
  violationCount: violations.length,
  results,
  // Each file is read three times over: whole, luma alone, header.
  slowest,
  mostAllocated,
  mostVisits,
  peakRssMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  seconds: Math.round((performance.now() - started) / 1000),
};
console.log(JSON.stringify(summary, null, 2));
process.exitCode = violations.length > 0 ? 1 : 0;
