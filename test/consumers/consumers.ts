import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Runs the programs that our exports are made for: Python packages of test/consumers/requirements.txt and requirements-no-deps.txt. */

const PYTHON = process.env['PALIMPSEST_PYTHON'] || 'python3';

export interface Consumer {
  /** Why it cannot run here, or null. */
  readonly obstacle: string | null;
  /** Behind the name of a skipped test. */
  readonly suffix: string;
  /** Runs `test/consumers/<script>` and returns what it prints as JSON; throws with its error output. */
  readonly run: (arguments_: readonly string[]) => unknown;
}

/** A consumer that needs these modules. Where one is missing the tests are skipped loudly, or fail under PALIMPSEST_REQUIRE_CONSUMERS=1. */
export function consumer(script: string, modules: readonly string[]): Consumer {
  const { status, stderr, error } = spawnSync(PYTHON, ['-c', modules.map((name) => `import ${name}`).join('\n')], { encoding: 'utf8', env: { ...process.env, QT_QPA_PLATFORM: 'offscreen' } });
  const obstacle = status === 0 ? null : `${PYTHON} cannot import ${modules.join(', ')} (${error?.message ?? stderr.trim().split('\n').at(-1) ?? ''})`;
  if (obstacle !== null) {
    const hint = 'install as test/consumers/requirements.txt says and name the interpreter in PALIMPSEST_PYTHON';
    if (process.env['PALIMPSEST_REQUIRE_CONSUMERS'] === '1') throw new Error(`${script} must run here (PALIMPSEST_REQUIRE_CONSUMERS=1), but ${obstacle}: ${hint}.`);
    console.warn(`\nNOT RUN: ${script}, because ${obstacle}: ${hint}.\n`);
  }
  return {
    obstacle,
    suffix: obstacle === null ? '' : ` — SKIPPED: ${obstacle}`,
    run: (arguments_) => {
      const result = spawnSync(PYTHON, [join(import.meta.dirname, script), ...arguments_], { encoding: 'utf8', maxBuffer: 64 << 20, env: { ...process.env, QT_QPA_PLATFORM: 'offscreen', PYTHONWARNINGS: 'default' } });
      if (result.status !== 0) throw new Error(`${script} ended with ${result.status}:\n${result.stdout}\n${result.stderr}`);
      return JSON.parse(result.stdout) as unknown;
    },
  };
}
