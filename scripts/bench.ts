import { globSync, mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { ROOT, runProgram } from './process.ts';

/**
 * Runs the benchmarks one after the other, each in a process of its own so that its peak memory is its own:
 *
 *     npm run bench             all of them
 *     npm run bench -- jpeg     those whose name contains a word
 *
 * Each prints one JSON value; all of them, with the machine they ran on, go to out/bench/results.json. Nothing is asserted here:
 * times depend on the machine, and a test that fails on a busy one teaches nothing.
 */

const wanted = process.argv[2] ?? '';
const benches = globSync('test/bench/*.bench.ts', { cwd: ROOT }).filter((path) => basename(path).includes(wanted)).sort();
if (benches.length === 0) {
  console.error(`No benchmark in test/bench/ has "${wanted}" in its name.`);
  process.exit(2);
}

const results: Record<string, unknown> = {};
let failures = 0;
for (const path of benches) {
  const name = basename(path, '.bench.ts');
  console.log(`── ${name} ──`);
  const { status, output } = await runProgram(process.execPath, [path]);
  const start = output.search(/^[[{]/m);
  if (status !== 0 || start < 0) {
    console.error(`${name} failed with status ${status}.`);
    failures += 1;
    continue;
  }
  results[name] = JSON.parse(output.slice(start)) as unknown;
}

const machine = { platform: `${process.platform}/${process.arch}`, processor: cpus()[0]?.model ?? 'unknown', cores: availableParallelism(), memoryBytes: totalmem(), node: process.version };
const folder = join(ROOT, 'out', 'bench');
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'results.json'), `${JSON.stringify({ at: new Date().toISOString(), machine, results }, null, 2)}\n`);
console.log('Written to out/bench/results.json');
process.exitCode = failures === 0 ? 0 : 1;
