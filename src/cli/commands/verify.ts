import { resolve } from 'node:path';
import type { Command } from 'commander';
import { AppError } from '../../contract/index.ts';
import { checkReportFile, forTerminal, type RecordedHead, type ReportCheck, verifyCase, viewCase } from '../../casework/index.ts';
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
  withCasesFlag(program.command('verify').argument('<case-or-report>', 'name of the case, or a report as a PDF file'))
    .description('Check the audit log, findings and artifacts of a case against what was recorded, or a report against itself and its case.')
    .option('--evidence', 'also read every file of evidence again and compare its SHA-256', false)
    .option('--head <row:hash>', 'end of the audit log as you noted it, for instance from a contact sheet')
    .option('--json', 'the report as one line of JSON on stdout', false)
    .action(async (name: string, flags: VerifyFlags) => finish(await (/\.pdf$/i.test(name) ? runVerifyReport(name, flags) : runVerify(name, flags))));
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
    print(`${report.audit.rows} audit rows, ${report.findings} findings, ${report.explanations} explanations, ${report.signals} runs of second opinions, ${report.marks} revisions of marks, ${report.custody} checks and transfers, ${report.reports} reports, ${report.artifacts} artifacts, ${evidence}: ${report.problems.length === 0 ? 'all as recorded' : `${report.problems.length} not as recorded`}.`);
    if (report.audit.head !== null) print(`End of the audit log: ${report.audit.head.sequence}:${report.audit.head.hash}`);
    return code;
  } finally {
    view.close();
  }
}

async function runVerifyReport(path: string, flags: VerifyFlags): Promise<ExitCode> {
  if (flags.evidence || flags.head !== undefined) throw new AppError('ARGUMENT_INVALID', '--evidence and --head are about a case. Name the case to use them.');
  const check = await checkReportFile(resolve(path), resolve(flags.cases));
  if (flags.json) printJson(check);
  else sayReport(check);
  return check.problems.length === 0 && check.vouchedBy.length > 0 ? EXIT.ok : EXIT.verificationFailed;
}

function sayReport({ file, inspection, known, vouchedBy, problems, unread }: ReportCheck): void {
  print(forTerminal(file));
  if (inspection !== null) {
    const { bytes, pages, sha256, signatures, attachments, extractSha256Stated } = inspection;
    print(`  ${bytes} bytes, ${pages} pages, SHA-256 ${sha256}`);
    for (const { subject, issuer, selfIssued, at, ok } of signatures) {
      print(`  signature ${ok ? 'holds' : 'DOES NOT HOLD'}: ${forTerminal(oneLine(subject))}, ${at ?? 'at an unknown time'}; certificate ${selfIssued ? 'issued by itself: nobody vouches for the name' : `issued by ${forTerminal(oneLine(issuer))}, not looked up`}`);
    }
    if (signatures.length === 0) print('  not signed');
    print(`  ${attachments.length} attachments, ${attachments.filter(({ ok }) => ok).length} as the report states them; extract ${extractSha256Stated ?? 'not stated'}`);
  }
  print(known === null ? '  no case of this folder has recorded this file' : `  recorded in case "${known.case}" as report ${forTerminal(known.reportId)}, version ${known.version}, ${known.status}`);
  for (const slug of unread) print(`  case "${slug}" could not be asked`);
  for (const problem of problems) print(`  PROBLEM: ${forTerminal(problem)}`);
  if (problems.length === 0 && vouchedBy.length === 0) print('  Nothing shows whether the file was changed after it was made: it is not signed, and no case here knows it. Name the folder of its case with --cases.');
  if (problems.length === 0 && vouchedBy.length > 0) print(`  As it was made, by ${vouchedBy.map((one) => (one === 'case' ? 'the SHA-256 in the case' : 'its signature')).join(' and ')}.`);
}

function oneLine(name: string): string {
  return name.replaceAll('\n', ', ');
}

function parseHead(text: string): RecordedHead {
  const match = /^(\d+):([0-9a-f]{64})$/.exec(text);
  if (match === null) throw new AppError('ARGUMENT_INVALID', '--head wants the row number and its hash, as "palimpsest verify" prints them: 120:9f86d0...');
  return { sequence: Number(match[1]), hash: match[2] ?? '', source: 'the --head option' };
}
