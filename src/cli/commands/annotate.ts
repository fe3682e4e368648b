import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { SFT_FORMATS, type SftFormat } from '../../casework/index.ts';
import { AppError, type Domain, domainSchema, type PromptVariant } from '../../contract/index.ts';
import { exportConversations } from '../annotate/exportConversations.ts';
import { importOmni } from '../annotate/importOmni.ts';
import { annotateFolder } from '../annotate/annotateFolder.ts';
import type { ExitCode } from '../exitCodes.ts';
import { smallNumber } from '../settings.ts';

export interface AnnotateFlags {
  readonly out: string;
  readonly server?: string;
  readonly model?: string;
  readonly allowRemote: boolean;
  readonly variant: Extract<PromptVariant, 'mask' | 'none'>;
  readonly limit?: number;
  readonly seed: number;
  readonly maximumTokens: number;
  readonly timeoutSeconds: number;
  readonly domain: Domain;
  readonly minimumRegion: number;
  readonly keepExchanges: boolean;
  readonly fromOmni?: string;
  readonly toSft?: SftFormat;
  readonly images?: string;
  readonly withInstances: boolean;
  readonly json: boolean;
}

export function addAnnotate(program: Command, finish: (code: ExitCode) => void): void {
  program
    .command('annotate')
    .argument('[path]', 'a set (images/, masks/) or a folder of sets; with --to-sft a file of annotations')
    .description('Describe pictures whose altered places are known, as a file of annotations (JSONL), and convert such files.')
    .requiredOption('--out <file>', 'file to write; an existing one of annotations is gone on with')
    .option('--server <address>', 'OpenAI-compatible server to ask, for instance http://127.0.0.1:8080/v1; without it the annotations are measured')
    .option('--model <name>', 'model of the server (default: the first it lists)')
    .option('--allow-remote', 'allow a server that is not this machine: every picture of the set is sent there', false)
    .addOption(new Option('--variant <variant>', 'how the mask reaches the model').choices(['mask', 'none']).default('mask'))
    .option('--limit <count>', 'only so many pictures, the first by name', smallNumber)
    .option('--seed <number>', 'seed given to the server', smallNumber, 1)
    .option('--maximum-tokens <count>', 'longest reply', smallNumber, 700)
    .option('--timeout-seconds <seconds>', 'longest silence of the server', smallNumber, 120)
    .addOption(new Option('--domain <domain>', 'what all pictures of the set are').choices(domainSchema.options).default('unset'))
    .option('--minimum-region <pixels>', 'smallest component of a mask that is described', smallNumber, 64)
    .option('--keep-exchanges', 'keep every request and reply beside the annotations (<file>.exchanges.jsonl)', false)
    .option('--from-omni <file>', 'convert a pickle of Omni-273k; nothing in it is run')
    .addOption(new Option('--to-sft <format>', 'convert annotations to conversations for fine-tuning').choices(SFT_FORMATS))
    .option('--images <folder>', 'with --to-sft: the set (or folder of sets) that was annotated')
    .option('--with-instances', 'with --to-sft: also one conversation for each region alone', false)
    .option('--json', 'what happens as lines of JSON on stdout', false)
    .addHelpText('after', '\nA key for the server is read from the environment variable PALIMPSEST_SERVER_KEY.')
    .action(async (path: string | undefined, flags: AnnotateFlags) => finish(await runAnnotate(path, flags)));
}

async function runAnnotate(path: string | undefined, flags: AnnotateFlags): Promise<ExitCode> {
  const out = resolve(flags.out);
  if (flags.fromOmni !== undefined) return importOmni(resolve(flags.fromOmni), out, flags);
  if (path === undefined) throw new AppError('ARGUMENT_INVALID', 'Name a folder to annotate, or give --from-omni. "palimpsest annotate --help" shows how.');
  if (flags.toSft === undefined) return annotateFolder(path, out, flags);
  if (flags.images === undefined) throw new AppError('ARGUMENT_INVALID', '--to-sft needs --images: the set that was annotated, whose pictures are joined with their masks again.');
  return exportConversations(resolve(path), out, flags.toSft, flags.images, flags);
}
