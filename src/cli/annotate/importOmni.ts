import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { explanationDomainOf, forTerminal, omniRows, PICKLE_LIMITS, readPickle } from '../../casework/index.ts';
import { AppError } from '../../contract/index.ts';
import type { AnnotateFlags } from '../commands/annotate.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { note, print, printJson } from '../output.ts';

/** Names of what could not be mapped that are listed. */
const NAMED = 15;

/** Converts a pickle of Omni-273k's kind into annotations; `out` is written whole. Errors: FILE_NOT_FOUND, FILE_TOO_LARGE, ARGUMENT_INVALID for anything that is no plain data. */
export async function importOmni(path: string, out: string, flags: AnnotateFlags): Promise<ExitCode> {
  const status = await stat(path).catch((error: unknown) => {
    throw new AppError('FILE_NOT_FOUND', `There is no file ${path}. Check the path.`, { path }, error);
  });
  if (!status.isFile()) throw new AppError('FILE_NOT_REGULAR', `${path} is no file. Name the pickle itself.`, { path });
  if (status.size > PICKLE_LIMITS.bytes) throw new AppError('FILE_TOO_LARGE', `${path} is larger than ${PICKLE_LIMITS.bytes} bytes. Split it.`, { path });
  const pickle = readPickle(await readFile(path));
  if (!(pickle instanceof Map)) throw new AppError('ARGUMENT_INVALID', `${path} holds no dict of pictures and annotations.`, { path });
  const report = { pictures: 0, regions: 0, skipped: 0, unmapped: new Map<string, number>() };
  await mkdir(dirname(out), { recursive: true });
  const temporary = `${out}.${process.pid}.tmp`;
  const file = await open(temporary, 'w');
  try {
    let written = 0;
    for (const row of omniRows(pickle, explanationDomainOf(flags.domain), report)) {
      if (flags.limit !== undefined && written >= flags.limit) break;
      await file.appendFile(`${JSON.stringify(row)}\n`);
      written += 1;
    }
    await file.close();
    await rename(temporary, out);
    if (flags.json) printJson({ type: 'finished', ...report, pictures: written, unmapped: Object.fromEntries(report.unmapped) });
    const line = flags.json ? note : print;
    line(`${written} pictures with ${report.regions} regions; ${report.skipped} entries were no annotation. Each is kept as it was read, beside what could be mapped.`);
    const missed = [...report.unmapped].toSorted((a, b) => b[1] - a[1]);
    if (missed.length > 0) line(`Not mapped: ${missed.slice(0, NAMED).map(([name, count]) => `${forTerminal(name)} (${count})`).join(', ')}${missed.length > NAMED ? `, and ${missed.length - NAMED} more` : ''}.`);
    line(`Annotations  ${forTerminal(relative(process.cwd(), out))}`);
    return written === 0 ? EXIT.problemFiles : EXIT.ok;
  } finally {
    await file.close();
    await rm(temporary, { force: true });
  }
}
