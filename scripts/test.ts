import { stripVTControlCharacters } from 'node:util';
import { packageProgram, runProgram } from './process.ts';

/**
 * Everything that must hold, in one command: types of every layer, lint with the layer rules, vitest (unit, integration,
 * architecture with its import rules) and the Python tests of training/ where Python can run them. A failing part does
 * not hide the next one; the status is 0 only when all passed. The last lines are the test runners' own summaries.
 */

const NEEDED = 'import torch, pytest, numpy, PIL, onnx, onnxruntime, jpeglib, scipy';

async function findPython(): Promise<{ program: string | null; reason: string }> {
  let reason = 'no python3 on the PATH';
  for (const program of ['python3', 'python']) {
    const probe = await runProgram(program, ['-c', NEEDED], { quiet: true });
    if (probe.status === 0) return { program, reason: '' };
    if (probe.status !== 127) reason = probe.output.trim().split('\n').at(-1) ?? reason;
  }
  return { program: null, reason };
}

function summaryOfVitest(output: string): string[] {
  return stripVTControlCharacters(output).split('\n').filter((line) => /^\s+(Test Files|Tests|Errors)\s+\d/.test(line));
}

const failed: string[] = [];
async function part(name: string, run: () => Promise<{ status: number; output: string }>): Promise<string> {
  console.log(`\n── ${name} ──`);
  const { status, output } = await run();
  if (status !== 0) failed.push(name);
  return output;
}

await part('types', () => runProgram(process.execPath, ['scripts/typecheck.ts']));
await part('lint and layer rules', () => {
  const [program, linter] = packageProgram('oxlint/bin/oxlint');
  return runProgram(program, [linter, '--type-aware', '--deny-warnings']);
});
const vitest = await part('vitest', () => {
  const [program, runner] = packageProgram('vitest/vitest.mjs');
  return runProgram(program, [runner, 'run']);
});

const python = await findPython();
let pytest = `PYTHON TESTS DID NOT RUN: ${python.reason}. Install training/requirements.txt to run the tests of training/.`;
if (python.program === null) {
  console.log(`\n!! ${pytest}`);
  if (process.env['PALIMPSEST_REQUIRE_PYTHON'] === '1') failed.push('pytest training (required here)');
} else {
  const program = python.program;
  const output = await part('pytest training', () => runProgram(program, ['-m', 'pytest', 'training', '-q', '-p', 'no:cacheprovider']));
  pytest = output.trimEnd().split('\n').at(-1) ?? '';
}

console.log(failed.length === 0 ? '\nAll parts passed.' : `\nFAILED: ${failed.join(', ')}.`);
for (const line of summaryOfVitest(vitest)) console.log(`vitest  ${line.trim()}`);
console.log(`pytest  ${pytest}`);
process.exitCode = failed.length === 0 ? 0 : 1;
