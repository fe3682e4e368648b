import type { Command } from 'commander';
import { type CaseCounts, countCase, forTerminal, listCaseSlugs, readCase, viewCase } from '../../casework/index.ts';
import { toErrorRecord } from '../../contract/index.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { print, printJson, table } from '../output.ts';
import { withCasesFlag } from '../settings.ts';

interface CasesFlags {
  readonly cases: string;
  readonly json: boolean;
}

interface Listed {
  readonly slug: string;
  readonly title: string;
  readonly status: string;
  readonly counts: CaseCounts | null;
  readonly error: string | null;
}

export function addCases(program: Command, finish: (code: ExitCode) => void): void {
  withCasesFlag(program.command('cases'))
    .description('List the cases.')
    .option('--json', 'the list as one line of JSON on stdout', false)
    .action(async (flags: CasesFlags) => finish(await runCases(flags)));
}

async function runCases(flags: CasesFlags): Promise<ExitCode> {
  const slugs = await listCaseSlugs(flags.cases);
  const cases = slugs.map((slug) => describe(flags.cases, slug));
  if (flags.json) printJson(cases);
  else if (cases.length === 0) print(`There are no cases in ${flags.cases} yet. "palimpsest scan FOLDER --case NAME" makes one.`);
  else {
    const rows = cases.map((one) => {
      const { counts } = one;
      const numbers = counts === null ? ['-', '-', '-', '-'] : [counts.evidence, counts.analysed, counts.failed, counts.skipped].map(String);
      return [one.slug, one.error ?? one.status, ...numbers, counts?.lastRunAt?.slice(0, 16).replace('T', ' ') ?? '-'];
    });
    print(forTerminalTable(table(['case', 'status', 'files', 'analysed', 'problems', 'passed over', 'last run (UTC)'], rows)));
  }
  return EXIT.ok;
}

function forTerminalTable(text: string): string {
  return text.split('\n').map(forTerminal).join('\n');
}

/** A case that cannot be opened is listed with the reason: a list must not hide it. */
function describe(folder: string, slug: string): Listed {
  try {
    const view = viewCase(folder, slug);
    try {
      const record = readCase(view.database);
      return { slug, title: record?.title ?? '', status: record?.status ?? 'empty', counts: countCase(view.database), error: null };
    } finally {
      view.close();
    }
  } catch (error) {
    return { slug, title: '', status: '', counts: null, error: toErrorRecord(error).code };
  }
}
