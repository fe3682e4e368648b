import { existsSync, globSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageProgram, ROOT, runProgram } from './process.ts';

/** Checks every layer with the tsconfig of its own folder, so that each sees only the libraries and types it may see. */

function layers(): string[] {
  const source = join(ROOT, 'src');
  return readdirSync(source, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && globSync('**/*.{ts,tsx}', { cwd: join(source, entry.name) }).length > 0)
    .map((entry) => join('src', entry.name));
}

let failures = 0;
for (const folder of ['.', 'test', ...layers()]) {
  if (!existsSync(join(ROOT, folder, 'tsconfig.json'))) {
    console.error(`types: ${folder} has no tsconfig.json; every layer needs its own.`);
    failures += 1;
    continue;
  }
  const [program, compiler] = packageProgram('typescript/bin/tsc');
  const { status } = await runProgram(program, [compiler, '-p', folder]);
  console.log(`types: ${folder} ${status === 0 ? 'ok' : 'FAILED'}`);
  if (status !== 0) failures += 1;
}
process.exitCode = failures === 0 ? 0 : 1;
