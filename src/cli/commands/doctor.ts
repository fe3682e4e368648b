import { access, constants, mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { APP_VERSION, sqliteVersion } from '../../casework/index.ts';
import { AppError, type DoctorReport, type Provider, toErrorRecord } from '../../contract/index.ts';
import { withEngine } from '../engine.ts';
import { EXIT, type ExitCode, exitCodeFor } from '../exitCodes.ts';
import { note, print, printJson } from '../output.ts';
import { modelOf, withCasesFlag, withModelFlags } from '../settings.ts';

interface DoctorFlags {
  readonly model: string;
  readonly models?: string;
  readonly provider: Provider | 'auto';
  readonly cases: string;
  readonly json: boolean;
}

export function addDoctor(program: Command, finish: (code: ExitCode) => void): void {
  withCasesFlag(withModelFlags(program.command('doctor')))
    .description('Check versions, providers and the model, and run its self-test.')
    .option('--json', 'the report as one line of JSON on stdout', false)
    .action(async (flags: DoctorFlags) => finish(await runDoctor(flags)));
}

async function runDoctor(flags: DoctorFlags): Promise<ExitCode> {
  const versions = { palimpsest: APP_VERSION, node: process.versions.node, sqlite: sqliteVersion() };
  const complaints: string[] = [];
  const cases = await casesFolderProblem(flags.cases);
  if (cases !== null) complaints.push(cases);
  let report: DoctorReport | null = null;
  let code: ExitCode = cases === null ? EXIT.ok : EXIT.usage;
  try {
    const model = await modelOf(flags);
    report = await withEngine(model, flags.provider, (engine) => engine.doctor());
    complaints.push(...engineProblems(report));
    if (engineProblems(report).length > 0) code = EXIT.unavailable;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const { code: errorCode, message } = toErrorRecord(error);
    complaints.push(`${message} [${errorCode}]`);
    code = exitCodeFor(error);
  }
  if (flags.json) printJson({ ok: complaints.length === 0, versions, engine: report, problems: complaints });
  else sayReport(versions, report, complaints);
  return code;
}

function engineProblems(report: DoctorReport): readonly string[] {
  const { model, golden } = report;
  return [
    ...(model.sha256Matches ? [] : [`The weights of ${model.id} are not the ones its manifest names (SHA-256 ${model.sha256}). Fetch the model again.`]),
    ...(golden.passed === golden.cases && golden.cases > 0 ? [] : [`Self-test: ${golden.passed} of ${golden.cases} passed, largest difference ${golden.largestDifference} (allowed ${golden.tolerance}). Try --provider cpu.`]),
  ];
}

async function casesFolderProblem(folder: string): Promise<string | null> {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    return null;
  } catch {
    return `The folder for cases, ${resolve(folder)}, cannot be written to. Name another with --cases or PALIMPSEST_CASES.`;
  }
}

function sayReport(versions: Readonly<Record<string, string>>, report: DoctorReport | null, complaints: readonly string[]): void {
  for (const [name, version] of Object.entries({ ...versions, ...report?.versions })) print(`${name.padEnd(12)} ${version}`);
  if (report !== null) {
    for (const { provider, available, reason } of report.providers) print(`${provider.padEnd(12)} ${available ? 'available' : 'not available'}${reason === '' ? '' : ` (${reason})`}`);
    print(`runs on      ${report.chosen.provider} (${report.chosen.reason})`);
    print(`model        ${report.model.id}, SHA-256 ${report.model.sha256} ${report.model.sha256Matches ? 'as in its manifest' : 'NOT as in its manifest'}`);
    print(`self-test    ${report.golden.passed} of ${report.golden.cases} passed, largest difference ${report.golden.largestDifference.toExponential(1)} (allowed ${report.golden.tolerance})`);
  }
  for (const complaint of complaints) note(`problem: ${complaint}`);
  print(complaints.length === 0 ? 'Everything is in order.' : `${complaints.length} ${complaints.length === 1 ? 'thing is' : 'things are'} not in order.`);
}
