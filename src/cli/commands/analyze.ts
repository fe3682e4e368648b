import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { analyzeFile, coefficientsInWords, type EvidenceRow, evidenceOfRun, forTerminal, gateInWords, latestFindingId, type ModelReference, openCase, readFinding, readingInWords, requireFile, scoreReadingOf, type StoredFinding, tracesInWords } from '../../casework/index.ts';
import type { Analysis, ImageFacts } from '../../contract/index.ts';
import { withEngine } from '../engine.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { decimals, note, print, printJson } from '../output.ts';
import { type AnalysisFlags, analysisOptions, modelOf, withAnalysisFlags, withCasesFlag } from '../settings.ts';

interface AnalyzeFlags extends AnalysisFlags {
  readonly case: string;
  readonly cases: string;
  readonly json: boolean;
  readonly retryFailed: boolean;
}

export function addAnalyze(program: Command, finish: (code: ExitCode) => void): void {
  const command = program.command('analyze').argument('<file>', 'picture to analyse').option('--case <name>', 'case to write into; made when it is not there', 'single-files');
  withCasesFlag(withAnalysisFlags(command))
    .description('Analyse one picture into a case.')
    .option('--json', 'the result as one line of JSON on stdout', false)
    .option('--retry-failed', 'try again when the problem is known', false)
    .action(async (file: string, flags: AnalyzeFlags) => finish(await runAnalyze(file, flags)));
}

async function runAnalyze(file: string, flags: AnalyzeFlags): Promise<ExitCode> {
  const options = analysisOptions(flags);
  const model = await modelOf(flags);
  // A path that is not right must not leave an empty case behind.
  await requireFile(file);
  const session = await openCase(flags.cases, flags.case, { mode: 'create' });
  const bar = process.stderr.isTTY && !flags.json;
  try {
    const summary = await interruptible((signal) =>
      withEngine(model, flags.provider, (engine) =>
        analyzeFile(session, engine, file, { model, provider: flags.provider, options, retryFailed: flags.retryFailed, secondsPerFile: flags.limitSeconds ?? null }, {
          signal,
          onFileProgress: ({ stage, value }) => void (bar && process.stderr.write(`\r\u001b[2K${stage} ${Math.round(value * 100)} %`)),
        }),
      ),
    );
    if (bar) process.stderr.write('\r\u001b[2K');
    const [evidence] = evidenceOfRun(session.database, summary.runId);
    if (summary.cancelled || evidence === undefined) {
      note('Interrupted; nothing was recorded for this file.');
      return EXIT.interrupted;
    }
    const findingId = evidence.status === 'analysed' ? latestFindingId(session.database, evidence.id) : undefined;
    const finding = findingId === undefined ? undefined : readFinding(session.database, findingId);
    if (flags.json) printJson(asJson(session.slug, session.paths.folder, evidence, finding));
    else if (finding === undefined) note(`palimpsest: ${forTerminal(evidence.errorMessage ?? 'no finding')} [${evidence.errorCode ?? 'INTERNAL'}]`);
    else sayFinding(evidence, finding, model, session.paths.folder, summary.sheets[0]);
    return finding === undefined ? EXIT.problemFiles : EXIT.ok;
  } finally {
    await session.close();
  }
}

function sayFinding(evidence: EvidenceRow, finding: StoredFinding, { calibration }: ModelReference, caseFolder: string, sheet: string | undefined): void {
  const { score, record, regions } = finding as StoredFinding & Pick<Analysis, 'record'>;
  const reading = scoreReadingOf(calibration === undefined ? [] : [calibration], { score, record }, evidence.facts === null ? null : (JSON.parse(evidence.facts) as ImageFacts));
  const shown = (path: string): string => forTerminal(relative(process.cwd(), path));
  print(forTerminal(evidence.path));
  print(`  ${tracesInWords(regions.length, record.options.threshold)}`);
  if (reading !== null) print(`  ${readingInWords(reading)}`);
  print(`  score ${decimals(finding.score)}, mask share ${decimals(finding.maskShare)}, reliability ${decimals(finding.reliability)}`);
  print(`  ${gateInWords(finding.gate)}; ${coefficientsInWords(finding.coefficients as Analysis['coefficients'])}`);
  for (const region of finding.regions.slice(0, 20)) {
    const { x, y, width, height } = region.box;
    print(`  region ${region.id}: ${width} x ${height} at ${x}, ${y}; ${region.area} pixels; mean ${decimals(region.meanProbability)}, peak ${decimals(region.peakProbability)}`);
  }
  if (finding.regions.length > 20) print(`  and ${finding.regions.length - 20} more regions`);
  if (finding.note !== '') print(`  ${finding.note}`);
  for (const artifact of finding.artifacts) print(`  ${artifact.kind.padEnd(12)} ${shown(join(caseFolder, artifact.path))}`);
  if (sheet !== undefined) print(`  ${'sheet'.padEnd(12)} ${shown(sheet)}`);
}

function asJson(slug: string, caseFolder: string, evidence: EvidenceRow, finding: StoredFinding | undefined): unknown {
  const { pathBytes: _bytes, facts, ...row } = evidence;
  return { case: slug, caseFolder, evidence: { ...row, facts: facts === null ? null : (JSON.parse(facts) as unknown) }, finding: finding ?? null };
}
