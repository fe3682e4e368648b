import { spawn } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './process.ts';

/**
 * What `npm start` does until there is a window to open: scans the sample pictures into the case `sample-demo` and says where
 * the results are. Running it again finds everything known and ends at once.
 */

const CASE = 'sample-demo';

const child = spawn(process.execPath, ['src/cli/main.ts', 'scan', 'cases/sample/images', '--case', CASE], { cwd: ROOT, stdio: 'inherit' });
// Ctrl-C reaches the child as well, which saves its work and ends; this process only waits for it.
process.on('SIGINT', () => undefined);
child.on('close', (code) => {
  process.exitCode = code ?? 1;
  const sheets = globSync(`cases/${CASE}/**/*.html`, { cwd: ROOT });
  if (sheets.length === 0) return;
  console.log('\nThe overlays, in one page to open in any browser:');
  for (const sheet of sheets) console.log(`  ${join(ROOT, sheet)}`);
  console.log(`The case (SQLite, masks by hash): ${join(ROOT, 'cases', CASE)}`);
  console.log('What was really altered in the sample: cases/sample/truth.json and cases/sample/masks/');
});
