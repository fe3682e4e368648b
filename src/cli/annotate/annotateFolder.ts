import { relative } from 'node:path';
import cliProgress from 'cli-progress';
import { annotateSet, type AnnotateSummary, type AskedModel, createChatClient, forTerminal, parseAddress, type PictureTask, PROMPT_VERSION, runProtocol } from '../../casework/index.ts';
import { AppError, type ErrorRecord, type ExplanationProgress } from '../../contract/index.ts';
import type { AnnotateFlags } from '../commands/annotate.ts';
import { EXIT, type ExitCode } from '../exitCodes.ts';
import { interruptible } from '../interrupt.ts';
import { note, print, printJson } from '../output.ts';
import { withPorts } from './ports.ts';
import { tasksIn } from './tasks.ts';

/** Annotates the pictures of a folder into `out`. Errors: those of findSets, of the server before the first picture, and of annotateSet. */
export async function annotateFolder(folder: string, out: string, flags: AnnotateFlags): Promise<ExitCode> {
  const all = await tasksIn(folder);
  const tasks = all.slice(0, flags.limit ?? all.length);
  if (tasks.length === 0) throw new AppError('ARGUMENT_INVALID', `${folder} holds no altered picture with a mask. A set has images/ and masks/.`);
  const stem = out.replace(/\.jsonl?$/i, '');
  const files = { out, errors: `${stem}.errors.jsonl`, exchanges: flags.keepExchanges ? `${stem}.exchanges.jsonl` : null };
  const summary = await interruptible(async (signal) => {
    const asked = flags.server === undefined ? null : await askedModel(flags.server, flags, signal);
    const view = progressView(tasks.length, flags.json);
    try {
      return await withPorts((ports) =>
        annotateSet(tasks, { ...ports, asked }, { variant: flags.variant, domain: flags.domain, minimumRegionArea: Math.max(1, flags.minimumRegion) }, files, { signal, onPicture: view.onPicture, onProgress: view.onProgress }),
      );
    } finally {
      view.stop();
    }
  });
  say(summary, files, flags.json);
  if (summary.cancelled) return EXIT.interrupted;
  return summary.failed > 0 ? EXIT.problemFiles : EXIT.ok;
}

/** The server's model and what it can do. Errors: SERVER_*. */
async function askedModel(address: string, flags: AnnotateFlags, signal: AbortSignal): Promise<AskedModel> {
  const { origin, loopback } = parseAddress(address);
  const client = createChatClient({ address, key: process.env['PALIMPSEST_SERVER_KEY'] ?? '', timeoutMilliseconds: flags.timeoutSeconds * 1000, allowRemote: flags.allowRemote });
  if (!loopback && flags.allowRemote) note(`${forTerminal(address)} is not this machine: every picture of the set is sent there.`);
  const { pictures, schema, streaming, model } = await client.probe(flags.model ?? null, signal);
  return { client, origin, model, capabilities: { pictures, schema, streaming }, seed: flags.seed, maximumTokens: flags.maximumTokens, promptVersion: PROMPT_VERSION, protocol: runProtocol };
}

interface View {
  readonly onPicture: (task: PictureTask, outcome: { readonly row: object | null; readonly error: ErrorRecord | null }) => void;
  readonly onProgress: (task: PictureTask, progress: ExplanationProgress) => void;
  readonly stop: () => void;
}

function progressView(total: number, json: boolean): View {
  const bar = process.stderr.isTTY && !json ? new cliProgress.SingleBar({ format: 'annotate {bar} {value}/{total}, {eta_formatted} left  {step}', stream: process.stderr, hideCursor: true }, cliProgress.Presets.shades_classic) : null;
  bar?.start(total, 0, { step: '' });
  let done = 0;
  return {
    stop: () => bar?.stop(),
    onProgress: (_task, { step }) => bar?.update(done, { step }),
    onPicture: ({ image }, { row, error }) => {
      done += 1;
      bar?.update(done, { step: '' });
      if (json) printJson({ type: 'picture', image, status: error !== null ? 'failed' : row === null ? 'known' : 'done', error });
      if (error !== null) note(`${forTerminal(image)}: ${forTerminal(error.message)} [${error.code}]`);
      else if (bar === null && !json && (done % 10 === 0 || done === total)) note(`${done} of ${total}`);
    },
  };
}

function say(summary: AnnotateSummary, files: { readonly out: string; readonly errors: string }, json: boolean): void {
  if (json) printJson({ type: 'finished', ...summary });
  const line = json ? note : print;
  const shown = (path: string): string => forTerminal(relative(process.cwd(), path) || '.');
  if (summary.repaired) note('The last line of the file had been cut off; it was mended.');
  line(`${summary.pictures} pictures: ${summary.done} annotated, ${summary.known} in the file already, ${summary.failed} with a problem.`);
  line(`Annotations  ${shown(files.out)}`);
  if (summary.failed > 0) line(`Problems     ${shown(files.errors)}`);
  if (summary.cancelled) line('Interrupted. Everything finished is in the file; run the same command again to go on.');
}
