import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ALL_EXPORT_FORMATS, type AnyExportFormat, exportItems, forTerminal, openCase, takeNotes, type ViewerPort } from '../../casework/index.ts';
import { AppError } from '../../contract/index.ts';
import { startViewer } from '../../engine/index.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { note, print, printJson } from '../output.ts';
import { requireOpenCase } from '../requireOpenCase.ts';
import { type SelectionFlags, selectionOf, withSelectionFlags } from '../selection.ts';
import { MODELS_FOLDER, withCasesFlag } from '../settings.ts';
import { createStageView } from '../stageView.ts';

interface ExportFlags extends SelectionFlags {
  readonly cases: string;
  readonly models?: string;
  readonly format?: readonly AnyExportFormat[];
  readonly takeNotes?: string;
  readonly dryRun: boolean;
  readonly out?: string;
  readonly json: boolean;
}

const PARTS = { extract: 'Extract', masks: 'Masks', package: 'Review package', rerun: 'Re-run pack' } as const;

export function addExport(program: Command, finish: (code: ExitCode) => void): void {
  withSelectionFlags(withCasesFlag(program.command('export').argument('<case>', 'name of the case')))
    .description('Write masks, tables and packages of a case for other programs and people, or take a reviewer\'s notes back.')
    .option('--format <formats>', `what to write, separated by commas: ${ALL_EXPORT_FORMATS.join(', ')}`, exportFormats)
    .option('--out <folder>', 'folder to write, which is not there yet (default: reports/exports/NUMBER in the case)')
    .option('--take-notes <file>', 'instead: take the notes of a reviewer back that were made in a review package of this case')
    .option('--dry-run', 'with --take-notes: only say what would change', false)
    .addOption(new Option('--models <folder>', 'where models are kept').env('PALIMPSEST_MODELS'))
    .option('--json', 'progress and the files as lines of JSON on stdout', false)
    .action(async (name: string, flags: ExportFlags) => finish(await (flags.takeNotes === undefined ? runExport(name, flags) : runTakeNotes(name, flags.takeNotes, flags))));
}

async function runExport(name: string, flags: ExportFlags): Promise<ExitCode> {
  const items = selectionOf(flags);
  const formats = flags.format;
  if (formats === undefined) throw new AppError('ARGUMENT_INVALID', 'Say what to write with --format, for instance --format masks,csv. "palimpsest export --help" lists all.');
  if (flags.dryRun) throw new AppError('ARGUMENT_INVALID', '--dry-run goes with --take-notes.');
  const folder = flags.out === undefined ? null : resolve(flags.out);
  if (folder !== null && existsSync(folder)) throw new AppError('ARGUMENT_INVALID', `${folder} is there already. Name a folder that is not there yet.`, { folder });
  if (folder !== null) await mkdir(dirname(folder), { recursive: true });
  const session = await openCase(flags.cases, name, { mode: 'existing' });
  const view = createStageView(PARTS, flags.json);
  let viewer: ViewerPort | null = null;
  try {
    const exported = await interruptible((signal) =>
      exportItems(session, { items, formats, folder }, { viewer: () => (viewer ??= startViewer()), author: session.actor, modelsFolder: modelsOf(flags), signal, onProgress: (part, done, total) => view.on(part, done, total) }),
    );
    view.stop();
    if (flags.json) printJson({ type: 'export', ...exported });
    else {
      print(`${exported.files.length} ${exported.files.length === 1 ? 'file' : 'files'} in ${forTerminal(relative(process.cwd(), exported.folder) || '.')}`);
      for (const { path, bytes, sha256 } of exported.files.slice(0, 50)) print(`  ${forTerminal(path)}  ${bytes} bytes  ${sha256}`);
      if (exported.files.length > 50) print(`  and ${exported.files.length - 50} more`);
      print(`Extract SHA-256 ${exported.extractSha256}`);
    }
    return EXIT.ok;
  } finally {
    view.stop();
    await (viewer as ViewerPort | null)?.close();
    await session.close();
  }
}

async function runTakeNotes(name: string, file: string, flags: ExportFlags): Promise<ExitCode> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `${file} cannot be read. Name the file that "Save notes" of the review package wrote.`, { file }, error);
  });
  const session = await openCase(flags.cases, name, { mode: 'existing' });
  try {
    requireOpenCase(session);
    const taken = await takeNotes(session, text, { apply: !flags.dryRun, modelsFolder: modelsOf(flags), author: session.actor });
    if (flags.json) printJson({ type: 'notes', written: !flags.dryRun, ...taken });
    else {
      print(`${taken.applied.length} ${taken.applied.length === 1 ? 'change' : 'changes'}${flags.dryRun ? ' would be made' : ' made'}, ${taken.conflicts.length} ${taken.conflicts.length === 1 ? 'conflict' : 'conflicts'}`);
      for (const { evidenceId, what } of taken.applied) print(`  item ${evidenceId}  ${forTerminal(what)}`);
    }
    for (const { what, mine, theirs } of taken.conflicts) note(`conflict: ${forTerminal(what)}${mine === '' && theirs === '' ? '' : `\n  here: ${forTerminal(mine)}\n  theirs: ${forTerminal(theirs)}`}`);
    return taken.conflicts.length > 0 ? EXIT.problemFiles : EXIT.ok;
  } finally {
    await session.close();
  }
}

function modelsOf({ models }: ExportFlags): string {
  return models === undefined ? MODELS_FOLDER : resolve(models);
}

function exportFormats(text: string): readonly AnyExportFormat[] {
  const asked = text.split(',').map((part) => part.trim()).filter((part) => part !== '');
  const unknown = asked.filter((format) => !(ALL_EXPORT_FORMATS as readonly string[]).includes(format));
  if (asked.length === 0 || unknown.length > 0) throw new InvalidArgumentError(`One or more of ${ALL_EXPORT_FORMATS.join(', ')} are needed.`);
  return [...new Set(asked as AnyExportFormat[])];
}
