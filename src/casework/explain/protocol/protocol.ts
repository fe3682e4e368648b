import { AppError, type ExplanationProgress, type PromptPicture, type PromptVariant } from '../../../contract/index.ts';
import type { Capabilities, ChatClient, RawExchange } from '../client/types.ts';
import type { Answered, AnsweredRegion, Known } from '../types.ts';
import { createAsker } from './ask.ts';
import { readDescriptions } from './descriptions.ts';
import { findPlaces, recogniseRegions } from './instances.ts';
import { checkPrompt, descriptionPrompt, relationWords, type SaidStatement } from './prompts.ts';
import { checkQuestion, descriptionQuestion } from './questions.ts';
import { shorten } from './text.ts';

export type ProtocolStep = 'instances' | 'description' | 'check';

export interface ProtocolInput {
  readonly known: Known;
  /** As ViewerPort.promptPictures gives them for the variant: the joined one (or for `none` the original), then the crops. */
  readonly pictures: readonly PromptPicture[];
  /** The JPEG of a picture. */
  readonly readPicture: (picture: PromptPicture) => Promise<Uint8Array>;
  readonly client: ChatClient;
  readonly model: string;
  readonly seed: number;
  /** For a reply about four regions; a reply about more may be longer in proportion. */
  readonly maximumTokens: number;
  readonly capabilities: Capabilities | null;
  readonly variant: PromptVariant;
  readonly signal?: AbortSignal;
  readonly onProgress: (progress: ExplanationProgress) => void;
  readonly onExchange: (exchange: RawExchange & { readonly step: ProtocolStep }) => void;
}

/** Regions that one prompt can hold and a person can read. */
export const MOST_REGIONS = 12;
const REGIONS_A_REPLY = 4;

/**
 * Asks a language model in three steps what the marked regions show: (1) what each is, on a crop of its own, so that targets are not mixed up; (2) what can
 * be seen of each, on the joined picture with the answers of step 1 fixed; (3) which of these statements it cannot see when it looks again, where it may only
 * take back. After the annotation of Omni-273k (Omni-IML, arXiv 2411.14823: instance recognition, focused description, self-examination).
 *
 * `shuffled` is the same with the mask at another place. `none` shows the original alone: the model is asked for up to as many places as the finding has
 * regions, then described and checked the same way. A place that it puts into the ninth of the picture where a region lies takes that region's number; any other gets a
 * number no region has. So the words can be compared, and nothing the model chose itself passes for a region of the finding.
 *
 * A finding without regions is not asked about. Errors: those of ChatClient.ask; a step-1 reply that cannot be read leaves that region without a name, and
 * an unreadable step 3 withdraws nothing, both with a note.
 */
export async function runProtocol(input: ProtocolInput): Promise<Answered & { readonly notes: readonly string[] }> {
  const { known, variant } = input;
  const regions = known.measurement.regions.slice(0, MOST_REGIONS);
  if (regions.length === 0) return { regions: [], summary: '', claimedCount: null, withdrawn: [], notes: ['The finding has no regions, so the model was not asked.'] };
  const notes: string[] = [];
  if (known.measurement.regionsInAll > regions.length) notes.push(`Only the ${regions.length} largest of ${known.measurement.regionsInAll} regions were asked about.`);
  const whole = input.pictures.find(({ kind }) => kind === (variant === 'none' ? 'original' : 'joined'));
  if (whole === undefined) throw new AppError('INTERNAL', 'The picture for the language model was not made. Try again.', { variant });
  // Only where the picture shows every region is the number the model counts a claim about the finding.
  const numbersShown = variant !== 'none' && known.measurement.regionsInAll === regions.length;
  const ask = createAsker(input, notes);

  const instances = variant === 'none' ? await findPlaces(ask, whole, regions, known.measurement.regionsInAll) : await recogniseRegions(ask, input.pictures, regions, notes);
  if (instances.length === 0) return { regions: [], summary: '', claimedCount: null, withdrawn: [], notes: [...notes, 'Without the mask the model named no place.'] };

  const share = Math.ceil(instances.length / REGIONS_A_REPLY);
  const description = await ask({ step: 'description', text: descriptionPrompt(instances, variant), pictures: [whole], question: descriptionQuestion, tokens: share });
  const answered = readDescriptions(instances, description, notes);

  const statements = answered.flatMap(statementsOf);
  const withdrawn = await selfCheck();
  return { regions: answered, summary: shorten(description.summary, 500), claimedCount: numbersShown ? description.count : null, withdrawn, notes };

  async function selfCheck(): Promise<Answered['withdrawn']> {
    if (statements.length === 0 || whole === undefined) return [];
    try {
      const check = await ask({ step: 'check', text: checkPrompt(statements), pictures: [whole], question: checkQuestion, tokens: share });
      return takenBack(statements, check.withdrawn, notes);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'SERVER_ANSWER_INVALID') throw error;
      notes.push('The self-check could not be read, so nothing was taken back by it.');
      return [];
    }
  }
}

function statementsOf({ id, title, text, relation, method, artifacts, description }: AnsweredRegion): readonly SaidStatement[] {
  const said: SaidStatement[] = [];
  if (title !== '') said.push({ region: id, field: 'title', value: title });
  if (text !== null) said.push({ region: id, field: 'text', value: text });
  if (relation !== null) said.push({ region: id, field: 'relation', value: relationWords(relation) });
  for (const trace of artifacts) said.push({ region: id, field: 'artifacts', value: trace });
  if (method !== 'unknown') said.push({ region: id, field: 'method', value: method });
  if (description !== '') said.push({ region: id, field: 'description', value: description });
  return said;
}

function takenBack(statements: readonly SaidStatement[], withdrawn: readonly { readonly statement: number; readonly why: string }[], notes: string[]): Answered['withdrawn'] {
  const taken = new Map<number, string>();
  let unknown = 0;
  for (const { statement, why } of withdrawn) {
    if (statements[statement - 1] === undefined) unknown += 1;
    else if (!taken.has(statement)) taken.set(statement, shorten(why, 200));
  }
  if (unknown > 0) notes.push(`The self-check named ${unknown} ${unknown === 1 ? 'statement' : 'statements'} that had not been made; ${unknown === 1 ? 'it was' : 'they were'} passed over.`);
  return statements.flatMap((statement, index) => {
    const why = taken.get(index + 1);
    return why === undefined ? [] : [{ ...statement, why }];
  });
}
