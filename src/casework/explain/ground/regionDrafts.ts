import type { Ground, Quantity, RegionMeasurement, Statement, Strike } from '../../../contract/index.ts';
import { artifactTraceSchema, methodSchema, positionSchema, relationSchema } from '../../../contract/index.ts';
import type { Answered, AnsweredRegion, Known } from '../types.ts';
import { OUTLINE_EDGE } from '../words/assess.ts';
import type { Draft } from '../words/draft.ts';
import { ground } from '../words/draft.ts';
import { comparedValue, counted, placeInWords, withUnit } from '../words/print.ts';
import { QUANTITY_WORDS } from '../words/quantityWords.ts';
import { judgeSentence } from './judge.ts';
import { fits } from './place.ts';
import { instructionIn } from './quarantine.ts';
import { sentencesOf } from './sentences.ts';

type Withdrawn = Answered['withdrawn'];

/** A model's sentence: the same words at both reading levels. */
export function plainDraft(topic: Statement['topic'], regions: readonly number[], words: string, grounds: readonly Ground[]): Draft {
  return { topic, regions: [...regions], source: 'model', plain: words, technical: words, grounds: [...grounds], struck: null };
}

function withStrike(draft: Draft, strike: Strike | null): Draft {
  return { ...draft, struck: strike };
}

/** Sentences of prose, each judged by itself. */
export function proseDrafts(topic: 'description' | 'summary', text: string, about: readonly number[], known: Known, withdrawn: Withdrawn): Draft[] {
  return sentencesOf(text).map((sentence) => {
    const { strike, grounds, regions } = judgeSentence(sentence, about, known);
    return withStrike(plainDraft(topic, regions, sentence, grounds), strike ?? withdrawnFrom(sentence, withdrawn));
  });
}

/** Step three may take words back. A withdrawn sentence that stands nowhere as such takes the whole field. */
function withdrawnFrom(sentence: string, withdrawn: Withdrawn): Strike | null {
  const same = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, ' ').trim();
  const found = withdrawn.find(({ value }) => same(value) === '' || same(value).includes(same(sentence)) || same(sentence).includes(same(value)));
  return found === undefined ? null : takenBack(sentence, found.why);
}

function takenBack(words: string, why: string): Strike {
  return { reason: 'self_check', words, because: why.trim() === '' ? 'The model took it back when it was asked to check itself.' : `The model took it back: ${why.trim()}` };
}

/** Everything one answer says of one region. */
export function regionDrafts(answer: AnsweredRegion, region: RegionMeasurement, known: Known, withdrawn: Withdrawn): Draft[] {
  const about = [answer.id];
  const back = (field: Withdrawn[number]['field'], words: string): Strike | null => {
    const found = withdrawn.find((one) => one.field === field && (field !== 'artifacts' || one.value === '' || one.value.split(/[,\s]+/).includes(words)));
    return found === undefined ? null : takenBack(words, found.why);
  };
  const judged = (topic: Statement['topic'], sentence: string, field: Withdrawn[number]['field'], said: string): Draft => {
    const { strike, grounds } = judgeSentence(sentence, about, known);
    return withStrike(plainDraft(topic, about, sentence, grounds), strike ?? back(field, said));
  };
  const drafts: Draft[] = [];
  const title = answer.title.trim();
  if (title !== '') drafts.push(judged('title', `Region ${answer.id} shows: ${title.replace(/\.$/, '')}.`, 'title', title));
  drafts.push(...position(answer, region, known));
  // A transcription is data: it is shown in quotation marks and not judged, whatever it says.
  if (answer.text !== null && answer.text.trim() !== '') drafts.push(withStrike(plainDraft('text', about, `Region ${answer.id} reads: “${answer.text.trim().replaceAll(/[“”"]/g, "'")}”.`, []), back('text', answer.text)));
  drafts.push(...relation(answer, judged), ...method(answer, judged), ...traces(answer, region, known, back));
  const description = withdrawn.filter(({ field }) => field === 'description');
  const prose = proseDrafts('description', answer.description, about, known, description);
  const hit = description.length > 0 && !prose.some(({ struck }) => struck?.reason === 'self_check');
  drafts.push(...(hit ? prose.map((draft) => withStrike(draft, draft.struck ?? takenBack(draft.plain, description[0]?.why ?? ''))) : prose));
  return drafts;
}

type Judge = (topic: Statement['topic'], sentence: string, field: Withdrawn[number]['field'], said: string) => Draft;

function position({ id, claimedPosition }: AnsweredRegion, region: RegionMeasurement, known: Known): Draft[] {
  if (claimedPosition === null || claimedPosition.trim() === '') return [];
  const name = claimedPosition.trim().toLowerCase().replaceAll(/[\s_]+/g, '-').replace('centre', 'center').replace(/^(?:center-center|middle-center|middle|middle-middle|center-middle)$/, 'center').replace('upper', 'top').replace('lower', 'bottom').replace('-middle', '-center').replace(/^center-(?=left|right)/, 'middle-');
  const parsed = positionSchema.safeParse(name);
  const grounds = [ground('position', id, region.position)];
  if (!parsed.success) return [withStrike(plainDraft('place', [id], `Region ${id} lies at “${claimedPosition.trim().slice(0, 60)}”.`, grounds), { reason: instructionIn(claimedPosition) === null ? 'place' : 'instruction', words: claimedPosition.trim().slice(0, 60), because: `Measured: region ${id} lies ${placeInWords(region.position)}.` })];
  const [row, column] = parsed.data === 'center' ? ['middle', 'center'] : parsed.data.split('-');
  const claim = { words: parsed.data, vertical: row === 'middle' ? 'center' : (row as 'top' | 'bottom'), horizontal: column as 'left' | 'center' | 'right', half: false, edge: false, anywhere: null, nearby: false, denied: false, subject: false } as const;
  const holds = parsed.data === region.position || fits(claim, region.displayBox, region.position, known.measurement.width, known.measurement.height);
  return [withStrike(plainDraft('place', [id], `Region ${id} lies ${placeInWords(parsed.data)}.`, grounds), holds ? null : { reason: 'place', words: parsed.data, because: `Measured: region ${id} lies ${placeInWords(region.position)}.` })];
}

export function relationName(said: string): string {
  return said.trim().toLowerCase().replaceAll(/[\s-]+/g, '_').replace(/^to_the_/, '');
}

const RELATION_WORDS = { left_of: 'to the left of', right_of: 'to the right of', above: 'above', below: 'below', inside: 'inside', next_to: 'next to' } as const;

function relation({ id, relation: said }: AnsweredRegion, judged: Judge): Draft[] {
  const parsed = relationSchema.safeParse(relationName(said?.relation ?? ''));
  if (said === null || said.anchor.trim() === '' || !parsed.success) return [];
  return [judged('relation', `Region ${id} lies ${RELATION_WORDS[parsed.data]} ${said.anchor.trim().replace(/\.$/, '')}.`, 'relation', `${parsed.data} ${said.anchor}`)];
}

const METHOD_WORDS = { copy_move: 'been copied from elsewhere in the picture', splicing: 'been pasted from another picture', removal: 'been made by removing something and filling the gap', generation: 'been generated by a program', print: 'been printed or written over' } as const;

function method({ id, method: said }: AnsweredRegion, judged: Judge): Draft[] {
  const parsed = methodSchema.safeParse(said.trim().toLowerCase());
  if (!parsed.success || parsed.data === 'unknown') return [];
  return [judged('method', `Region ${id} may have ${METHOD_WORDS[parsed.data]}.`, 'method', parsed.data)];
}

/** Traces of the vocabulary that a measured quantity can bear out or speak against; all others are what the model sees. */
const MEASURED_TRACES: Partial<Record<string, readonly Quantity[]>> = {
  noise: ['noise_level'], blur: ['sharpness'], color: ['colour_shift', 'saturation'], lighting: ['brightness', 'contrast'], resolution: ['sharpness', 'resampling'],
  compression: ['block_grid', 'foreign_grid', 'double_quantisation', 'zero_coefficients', 'resave_error'],
};

function traces({ id, artifacts }: AnsweredRegion, region: RegionMeasurement, known: Known, back: (field: 'artifacts', words: string) => Strike | null): Draft[] {
  return [...new Set(artifacts.map((name) => name.trim().toLowerCase()))].flatMap((name) => {
    const parsed = artifactTraceSchema.safeParse(name);
    if (!parsed.success) return [];
    const measured = region.comparisons.filter(({ quantity, effect }) => effect !== null && MEASURED_TRACES[name]?.includes(quantity) === true);
    const grounds = measured.map((one) => ground(one.quantity, id, comparedValue(one)));
    if (name === 'edge' && region.outlineContrast !== null && region.outlineContrast >= OUTLINE_EDGE) grounds.push(ground('outline', id, `${withUnit(region.outlineContrast, '')} (step across against along)`));
    const flat = measured.length > 0 && measured.every(({ effect }) => Math.abs(effect ?? 0) < 1);
    const noHistory = name === 'compression' && measured.length === 0 && known.facts.format !== 'jpeg' && known.finding.coefficients.grid.confidence < 0.3;
    const strike: Strike | null = flat
      ? { reason: 'measured', words: name, because: `Region ${id} does not differ from the rest in ${measured.map(({ quantity }) => QUANTITY_WORDS[quantity].name.toLowerCase()).join(', ')}.` }
      : noHistory ? { reason: 'measured', words: name, because: `The file is a ${known.facts.format.toUpperCase()} and its pixels show no clear JPEG grid.` } : null;
    return [withStrike(plainDraft('trace', [id], `Trace named for region ${id}: ${parsed.data}.`, grounds), strike ?? back('artifacts', name))];
  });
}

/** How many regions the model counted, against the finding. */
export function extentClaim(claimed: number | null, known: Known): Draft[] {
  if (claimed === null) return [];
  const count = known.measurement.regionsInAll;
  const draft = plainDraft('extent', [], `The model counted ${counted(claimed, 'region')}.`, [ground('count', null, counted(count, 'region'))]);
  return [withStrike(draft, claimed === count || claimed === known.measurement.regions.length ? null : { reason: 'count', words: String(claimed), because: `The finding has ${counted(count, 'region')}.` })];
}
