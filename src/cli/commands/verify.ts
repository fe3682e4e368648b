import type { Command } from 'commander';
import { AppError } from '../../contract/index.ts';
import { forTerminal, type RecordedHead, verifyCase, viewCase } from '../../casework/index.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { print, printJson } from '../output.ts';
import { withCasesFlag } from '../settings.ts';

interface VerifyFlags {
  readonly cases: string;
  readonly evidence: boolean;
  readonly head?: string;
  readonly json: boolean;
}

export function addVerify(program: Command, finish: (code: ExitCode) => void): void {
  withCasesFlag(program.command('verify').argument('<case>', 'name of the case'))
    .description('Check the audit log, findings and artifacts of a case against what was recorded.')
    .option('--evidence', 'also read every file of evidence again and compare its SHA-256', false)
    .option('--head <row:hash>', 'end of the audit log as you noted it, for instance from a contact sheet')
    .option('--json', 'the report as one line of JSON on stdout', false)
    .action(async (name: string, flags: VerifyFlags) => finish(await runVerify(name, flags)));
}

async function runVerify(name: string, flags: VerifyFlags): Promise<ExitCode> {
  const view = viewCase(flags.cases, name);
  try {
    const report = await verifyCase(view, { evidence: flags.evidence, heads: flags.head === undefined ? [] : [parseHead(flags.head)] });
    const code = report.problems.length === 0 ? EXIT.ok : EXIT.verificationFailed;
    if (flags.json) {
      printJson(report);
      return code;
    }
    for (const problem of report.problems) print(`${problem.part}: ${forTerminal(problem.message)}`);
    const evidence = report.evidence === null ? 'evidence not read again (--evidence)' : `${report.evidence} files of evidence`;
    print(`${report.audit.rows} audit rows, ${report.findings} findings, ${report.explanations} explanations, ${report.marks} revisions of marks, ${report.artifacts} artifacts, ${evidence}: ${report.problems.length === 0 ? 'all as recorded' : `${report.problems.length} not as recorded`}.`);
    if (report.audit.head !== null) print(`End of the audit log: ${report.audit.head.sequence}:${report.audit.head.hash}`);
    return code;
  } finally {
    view.close();
  }
}

function parseHead(text: string): RecordedHead {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new AppError('ARGUMENT_INVALID', '--head wants the row number and its hash, as "palimpsest verify" prints them: 120:9f86d0...');
  return { sequence: Number(match[1]), hash: match[2] ?? '', source: 'the --head option' };
}
