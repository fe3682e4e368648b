import type { RegionMeasurement } from '../../../contract/index.ts';
import type { Known } from '../types.ts';
import { withDigits } from './numbers.ts';

/** One clause of a sentence in the checker's small vocabulary, with the regions it speaks of. */
export interface Clause {
  /** Lower case, words and digits; `picture`, `region`, `surroundings` stand for their synonyms, quotations are `quoted`. */
  readonly text: string;
  readonly targets: readonly RegionMeasurement[];
  /** It names regions by number. */
  readonly named: readonly number[];
  /** No region was named and none was given: it may speak of any. */
  readonly anyRegion: boolean;
}

export interface Context {
  readonly known: Known;
  /** As said, quotations taken out. */
  readonly said: string;
  /** The whole sentence in the checker's vocabulary. */
  readonly text: string;
  readonly clauses: readonly Clause[];
  /** Regions the sentence was said of; empty: the picture. */
  readonly about: readonly number[];
  /** General talk ("often", "can mean", "if ..."): says nothing of this picture. */
  readonly general: boolean;
}

const GENERAL = /\b(if|whether|would|usually|often|typically|generally|in general|in principle|sometimes|can (?:mean|indicate|suggest|cause|be caused)|could be caused|such (?:differences|traces|regions) (?:can|may))\b/;

/** Longer is no sentence any more; what stands after is not read. */
const LONGEST = 1000;

/** Reads a sentence for the rules. `about` are the regions it was said of. */
export function contextOf(sentence: string, about: readonly number[], known: Known): Context {
  const said = withoutQuotations(sentence.slice(0, LONGEST).normalize('NFKC').replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ''));
  const text = vocabulary(said);
  const listed = known.measurement.regions;
  const given = about.length > 0 ? listed.filter(({ region }) => about.includes(region)) : listed;
  let named: readonly number[] = [];
  const clauses = split(text).map((part) => {
    const here = regionNumbers(part);
    if (here.length > 0) named = here;
    const targets = named.length > 0 ? listed.filter(({ region }) => named.includes(region)) : given;
    return { text: part, targets, named, anyRegion: named.length === 0 && about.length === 0 };
  });
  return { known, said, text, clauses, about, general: GENERAL.test(text) || said.trimEnd().endsWith('?') };
}

const QUOTATIONS = [/“[^”]*”/g, /„[^“”]*[“”]/g, /«[^»]*»/g, /"[^"]*"/g, /`[^`]*`/g, /(?<![\p{L}\p{N}])[‘'](?=\S)[^‘’']*(?:['’](?=\p{L})[^‘’']*)*['’](?![\p{L}\p{N}])/gu];
const TRANSCRIBED = /\b(?:words?|texts?|letters?|lettering|signs?|lines?|titles?|names?|numbers?|labels?|captions?|writing|inscriptions?|slogans?|headlines?|plates?|reads?|reading|says?|saying|spells?|states?|printed|written|watermarks?|banners?|notes?|stamps?|posters?)\b/i;
const CALLED = /\b(?:is|are|was|were|looks|appears|seems|be|been|as|to be|clearly|not|an?|verdict)(?: in fact| indeed| rather| all| just)?[\s:]*$/i;

/**
 * What stands in quotation marks is a transcription: data, never a claim. An apostrophe inside a word is none; and a picture called "authentic" in quotation marks is
 * still called so, where nothing that could be read is spoken of.
 */
export function withoutQuotations(text: string): string {
  let left = text;
  for (const marks of QUOTATIONS) {
    left = left.replaceAll(marks, (quotation: string, ...rest: readonly unknown[]) => {
      const offset = rest.find((one) => typeof one === 'number') ?? 0;
      const before = left.slice(0, offset);
      return CALLED.test(before) && !TRANSCRIBED.test(before) ? ` ${quotation.slice(1, -1)} ` : ' quoted ';
    });
  }
  return left;
}

const PICTURE = /\b(?:images?|pictures?|photos?|photographs?|frame|scene|shot|snapshot|scan|canvas|page|document|pic)\b/g;
const REGION = String.raw`(?:regions?|areas?|patch(?:es)?|zones?|spots?|blotch(?:es)?)`;
const OTHER_PLACES = new RegExp(String.raw`\b(?:the |its |their )?(?:(?:rest|remainder|other (?:parts?|areas?|regions?|places?|side)|remaining (?:parts?|areas?)|unmarked (?:parts?|areas?|regions?)) of (?:the )?(?:picture|it)|rest|remainder|surrounding \w+|surroundings?|background|backdrop|elsewhere|everything else|everything around (?:it|them)|environment|neighbou?ring \w+|neighbou?rhood|neighbou?rs|adjacent \w+|(?:areas?|pixels|parts?|everything|surfaces?|text|wall|street) (?:around|outside|beyond|surrounding) (?:it|them|this|that|the \w+)|outside(?: of)? (?:it|them|the ${REGION})|(?<=than )outside|(?<=than )(?:other parts|its neighbou?rs))\b`, 'g');
/** The rest of a face or a word is not the rest of the picture. */
const REST_OF_THING = /\b(?:the )?(?:rest|remainder) of (?:the |her |his |its |their |this )(?!picture\b|region\b|area\b)\w+/g;

function vocabulary(said: string): string {
  const lower = said.toLowerCase().replaceAll(/[’‘]/g, "'").replaceAll(/\bcan't\b/g, 'can not').replaceAll('cannot', 'can not').replaceAll(/\bwon't\b/g, 'will not').replaceAll(/n't\b/g, ' not').replaceAll(/\bcolour/g, 'color').replaceAll(/\bgrey/g, 'gray').replaceAll(/\bcentre\b/g, 'center').replaceAll(/\bcentral\b/g, 'center').replaceAll(/per\s?cent\b/g, '%').replaceAll(/\bin contrast (?:to|with)\b/g, 'compared to').replaceAll(/\b(?:in|by) contrast\b/g, '');
  const plain = withDigits(lower.replaceAll(/[‐-―]/g, '-').replaceAll(/(?<=\p{L})-(?=\p{L})/gu, ' '));
  return plain.replaceAll(PICTURE, 'picture').replaceAll(REST_OF_THING, 'remnant').replaceAll(OTHER_PLACES, 'surroundings').replaceAll(/\bareas\b|\bpatches\b|\bzones\b|\bspots\b|\bblotches\b/g, 'regions').replaceAll(/\barea\b|\bpatch\b|\bzone\b|\bspot\b|\bblotch\b/g, 'region').replaceAll(/\b(?:foot|base) of (?:the )?picture\b/g, 'bottom of the picture').replaceAll(/\s+/g, ' ').trim();
}

/** Clauses: at strong punctuation, at contrasting words, and where another region is spoken of. A comma between figures or in a list of places is no boundary of sense, but harmless. */
function split(text: string): string[] {
  return text.split(/[;:()]|,(?!\d| (?:in|at|on) the (?:middle|center|left|right|top|bottom)\b)|\s-\s|\b(?:but|while|whereas|although|though|however|because|since|yet)\b|\band (?=(?:the )?(?:region|regions|area) \d)|\band (?=the surroundings\b)|[.!?](?=\s|$)/).map((part) => part.trim()).filter((part) => part !== '');
}

/** "region 3", "regions 1 and 2", "region no. 4", "regions 1-3", "the 3rd region", "#2". */
export function regionNumbers(text: string): number[] {
  const found = new Set<number>();
  for (const match of text.matchAll(/\b(?:regions?|marking|number|component)\s*(?:no\.?|nr\.?|number|id|#)?\s*#?(\d{1,3}(?:\s*(?:,|and|or|&|to|-|through|\+|,\s*and)\s*(?:regions?\s*)?#?\d{1,3}(?!\s*(?:%|px|pixels|\.\d)))*)(?!\s*(?:%|px|pixels|x\s*\d)|[.\d]*\d|,\d{3})/g)) {
    const list = match[1] ?? '';
    const numbers = [...list.matchAll(/\d+/g)].map(([digits]) => Number(digits));
    for (const number of numbers) found.add(number);
    const [first, last] = numbers;
    if (/to|-|through/.test(list) && numbers.length === 2 && first !== undefined && last !== undefined) for (let between = first; between <= last; between += 1) found.add(between);
  }
  for (const match of text.matchAll(/(?:^|\s)#(\d{1,2})\b/g)) found.add(Number(match[1]));
  for (const match of text.matchAll(/\b(\d{1,2})(?:st|nd|rd|th) (?:\w+ )?region\b/g)) found.add(Number(match[1]));
  return [...found].toSorted((a, b) => a - b);
}

/** "region 1", "regions 1 and 2". */
export function regionsNamed(targets: readonly RegionMeasurement[]): string {
  const numbers = targets.map(({ region }) => String(region));
  return numbers.length === 1 ? `region ${numbers[0] ?? ''}` : `regions ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1) ?? ''}`;
}
