import { Command, CommanderError } from 'commander';
import { APP_VERSION } from '../casework/index.ts';
import { addAnalyze } from './commands/analyze.ts';
import { addAnnotate } from './commands/annotate.ts';
import { addCalibrate } from './commands/calibrate.ts';
import { addCases } from './commands/cases.ts';
import { addCustody } from './commands/custody.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEvaluate } from './commands/evaluate.ts';
import { addEvaluateExplanations } from './commands/evaluateExplanations.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { addReport } from './commands/report.ts';
import { addReproduce } from './commands/reproduce.ts';
import { addScan } from './commands/scan.ts';
import { addServe } from './commands/serve.ts';
import { addSignals } from './commands/signals.ts';
import { addVerify } from './commands/verify.ts';
import { EXIT, EXIT_CODES_HELP, type ExitCode, exitCodeFor } from './exitCodes.ts';
import { reportError } from './output.ts';

/** The terminal's door to Palimpsest: `node src/cli/main.ts <command>`. */
export async function main(arguments_: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const finish = (code: ExitCode): void => {
    exitCode = code;
  };
  const program = new Command('palimpsest')
    .description('Finds where a picture was altered, and writes down what was found and how.')
    .version(APP_VERSION)
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText('after', EXIT_CODES_HELP);
  for (const add of [addServe, addAnalyze, addScan, addExplain, addSignals, addEvaluate, addCalibrate, addAnnotate, addEvaluateExplanations, addReport, addExport, addReproduce, addVerify, addCustody, addCases, addDoctor]) add(program, finish);
  for (const command of program.commands) command.addHelpText('after', EXIT_CODES_HELP);
  try {
    await program.parseAsync(arguments_, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    reportError(error, arguments_.includes('--json'));
    return exitCodeFor(error);
  }
}

// A reader that goes away (`| head`) is no error of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.ok);
  throw error;
});

if (import.meta.main) process.exitCode = await main(process.argv.slice(2));
