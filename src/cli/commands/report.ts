import { copyFile, constants, mkdir, readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { buildExtract, type CaseDetails, type CaseSession, changeCaseDetails, clearAbandonedReports, draftFields, forTerminal, lintReport, makeReport, numberedFields, openCase } from '../../casework/index.ts';
import { AppError, caseDetailsSchema, type Lint, type ReportFields, reportFieldsSchema, type ReportRow, type ReportTemplate, reportTemplateSchema } from '../../contract/index.ts';
import { startViewer } from '../../engine/index.ts';
import { EXIT, type ExitCode, exitCodeFor } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { note, print, printJson } from '../output.ts';
import { requireOpenCase } from '../requireOpenCase.ts';
import { type SelectionFlags, selectionOf, withSelectionFlags } from '../selection.ts';
import { MODELS_FOLDER, withCasesFlag } from '../settings.ts';
import { createStageView } from '../stageView.ts';

interface ReportFlags extends SelectionFlags {
  readonly cases: string;
  readonly models?: string;
  readonly template?: ReportTemplate;
  readonly fields?: string;
  readonly final: boolean;
  readonly lint: boolean;
  readonly sign?: string;
  readonly out?: string;
  readonly json: boolean;
}

const STAGES = { verify: 'Reading evidence', extract: 'Extract', figures: 'Pictures', pages: 'Pages', sign: 'Signature' } as const;

export function addReport(program: Command, finish: (code: ExitCode) => void): void {
  const command = withSelectionFlags(withCasesFlag(program.command('report').argument('<case>', 'name of the case')));
  command
    .description('Write the report of a case: PDF/A-3 with extract and masks attached, and its HTML twin. A draft unless --final.')
    .addOption(new Option('--template <template>', 'what kind of report').choices(reportTemplateSchema.options))
    .option('--fields <file>', 'JSON with what the examiner states (docs/report.md); what it leaves out is as the form in the case has it')
    .option('--final', 'issue it: refused while something required is missing or a file of evidence does not verify', false)
    .option('--lint', 'only list what is missing or must not be said', false)
    .option('--sign <file>', 'sign the PDF with this PKCS#12 file; the passphrase is read from PALIMPSEST_SIGN_PASSPHRASE')
    .option('--out <folder>', 'also copy the files there')
    .addOption(new Option('--models <folder>', 'where models are kept').env('PALIMPSEST_MODELS'))
    .option('--json', 'progress and the report as lines of JSON on stdout', false)
    .action(async (name: string, flags: ReportFlags) => finish(await runReportCommand(name, flags)));
}

async function runReportCommand(name: string, flags: ReportFlags): Promise<ExitCode> {
  const items = selectionOf(flags);
  const given = flags.fields === undefined ? {} : await readFields(flags.fields);
  const signature = flags.sign === undefined ? null : { pkcs12: await readSigningFile(flags.sign), passphrase: process.env['PALIMPSEST_SIGN_PASSPHRASE'] ?? '' };
  const modelsFolder = flags.models === undefined ? MODELS_FOLDER : resolve(flags.models);
  const session = await openCase(flags.cases, name, { mode: 'existing' });
  try {
    const fields = fieldsOf(session, given, flags.template);
    if (given['case'] !== undefined) {
      requireOpenCase(session);
      changeCaseDetails(session, coverOf(given['case']));
    }
    if (flags.lint) {
      const { extract } = await buildExtract(session, { selection: items, modelsFolder });
      return sayLints(lintReport(extract, numberedFields(session.database, session.slug, fields)), flags.json);
    }
    requireOpenCase(session);
    await clearAbandonedReports(session);
    const row = await make(session, { items, fields, final: flags.final, signature }, { modelsFolder, json: flags.json });
    return await sayReport(session, row, flags);
  } catch (error) {
    const lints = error instanceof AppError ? (error.details?.['lints'] as readonly Lint[] | undefined) : undefined;
    if (lints !== undefined && !flags.json) for (const lint of lints) note(lintInWords(lint));
    throw error;
  } finally {
    await session.close();
  }
}

async function make(session: CaseSession, request: Parameters<typeof makeReport>[1], { modelsFolder, json }: { readonly modelsFolder: string; readonly json: boolean }): Promise<ReportRow> {
  const viewer = startViewer();
  let closing: Promise<void> | null = null;
  const view = createStageView(STAGES, json);
  try {
    return await interruptible((signal) =>
      makeReport(session, request, {
        viewer, author: session.actor, modelsFolder, signal,
        onProgress: ({ stage, done, total }) => {
          view.on(stage, done, total);
          // What it holds of pictures is given back before the pages are set.
          if (stage === 'pages') closing ??= viewer.close();
        },
      }),
    );
  } finally {
    view.stop();
    await (closing ?? viewer.close());
  }
}

async function sayReport(session: CaseSession, row: ReportRow, { out, json }: ReportFlags): Promise<ExitCode> {
  if (row.problem !== null) {
    if (json) printJson({ type: 'report', report: row });
    note(`palimpsest: ${forTerminal(row.problem.message)} [${row.problem.code}]`);
    if (row.problem.code === 'CANCELLED') return EXIT.interrupted;
    return row.problem.code === 'FILE_CHANGED' ? EXIT.verificationFailed : exitCodeFor(new AppError(row.problem.code as AppError['code'], row.problem.message));
  }
  const paths = row.files.map(({ path }) => join(session.paths.folder, path));
  const copies = out === undefined ? [] : await copyTo(paths, resolve(out));
  if (json) {
    printJson({ type: 'report', report: row, caseFolder: session.paths.folder, copies });
    return EXIT.ok;
  }
  print(`Report ${forTerminal(row.reportId)}, version ${row.version}, ${row.status}: ${row.items} ${row.items === 1 ? 'item' : 'items'}, ${row.pages ?? 0} pages${row.signed ? ', signed' : ''}`);
  for (const [index, { kind, sha256 }] of row.files.entries()) print(`  ${kind.padEnd(8)} ${forTerminal(relative(process.cwd(), copies[index] ?? paths[index] ?? ''))}\n           SHA-256 ${sha256}`);
  if (row.status === 'draft') print('  A draft, and marked as one on every page. --lint lists what a final report still needs.');
  return EXIT.ok;
}

async function copyTo(paths: readonly string[], folder: string): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const copies: string[] = [];
  for (const path of paths) {
    const copy = join(folder, basename(path));
    await copyFile(path, copy, constants.COPYFILE_EXCL).catch((error: unknown) => {
      throw new AppError('ARGUMENT_INVALID', `The report is in the case, and was not copied: ${copy} is there already or cannot be written. Name another folder with --out.`, { copy }, error);
    });
    copies.push(copy);
  }
  return copies;
}

function sayLints(lints: readonly Lint[], json: boolean): ExitCode {
  const errors = lints.filter(({ severity }) => severity === 'error').length;
  if (json) printJson({ type: 'lint', final: errors === 0, lints });
  else {
    for (const lint of lints) print(lintInWords(lint));
    print(errors === 0 ? 'Nothing stands against a final report.' : `${errors} ${errors === 1 ? 'thing stands' : 'things stand'} against a final report.`);
  }
  return errors === 0 ? EXIT.ok : EXIT.usage;
}

function lintInWords({ severity, field, message, section }: Lint): string {
  return `${severity.padEnd(8)} section ${section.toString().padStart(2)}  ${field}: ${forTerminal(message)}`;
}

const coverSchema = caseDetailsSchema.partial().strict();

type Given = Readonly<Record<string, unknown>>;

/** Error: ARGUMENT_INVALID for what is no JSON object or names a field there is not. */
async function readFields(path: string): Promise<Given> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `${path} cannot be read. Name the JSON file of the report's fields.`, { path }, error);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new AppError('ARGUMENT_INVALID', `${path} is no JSON. docs/report.md has an example.`, { path }, error);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new AppError('ARGUMENT_INVALID', `${path} holds no JSON object. docs/report.md has an example.`, { path });
  const unknown = Object.keys(value).filter((key) => key !== 'case' && !(key in reportFieldsSchema.shape));
  if (unknown.length > 0) throw new AppError('ARGUMENT_INVALID', `${path} names fields a report does not have: ${unknown.join(', ')}. docs/report.md lists them.`, { unknown });
  return value as Given;
}

/** The form of the case with what the file says over it, member by member. Error: ARGUMENT_INVALID. */
function fieldsOf(session: CaseSession, given: Given, template: ReportTemplate | undefined): ReportFields {
  const base: Given = { ...draftFields(session, session.actor) };
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(given)) if (key !== 'case') merged[key] = isRecord(value) && isRecord(base[key]) ? { ...base[key], ...value } : value;
  const parsed = reportFieldsSchema.safeParse({ ...merged, ...(template === undefined ? {} : { template }) });
  if (parsed.success) return parsed.data;
  throw new AppError('ARGUMENT_INVALID', `The fields are not valid: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`, { issues: parsed.error.issues });
}

/** What the file says of the case's cover, which is changed by it. Error: ARGUMENT_INVALID. */
function coverOf(value: unknown): CaseDetails {
  const parsed = coverSchema.safeParse(value);
  if (parsed.success) return Object.fromEntries(Object.entries(parsed.data).filter(([, text]) => text !== undefined));
  throw new AppError('ARGUMENT_INVALID', `"case" in the fields is not valid: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ')}.`, { issues: parsed.error.issues });
}

function isRecord(value: unknown): value is Given {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

async function readSigningFile(path: string): Promise<Uint8Array> {
  return readFile(path).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `${path} cannot be read. Name the .p12 or .pfx file with your certificate and key.`, { path }, error);
  });
}
