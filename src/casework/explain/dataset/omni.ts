import { type ArtifactTrace, type Domain as EvidenceDomain, explanationDomainSchema } from '../../../contract/index.ts';
import { APP_VERSION } from '../../appVersion.ts';
import { fieldOf, type FieldName, methodIn, positionIn, relationIn, tracesIn } from './omniWords.ts';
import { type Foreign, foreignOf, isDict, isList, phraseOf } from './foreign.ts';
import type { PickleValue } from './pickle.ts';
import type { DatasetContent, DatasetRow } from './row.ts';

type Domain = DatasetContent['domain'];

/** What the examiner calls a kind of picture, in the words of an explanation. */
export function explanationDomainOf(domain: EvidenceDomain): Domain {
  if (domain === 'unset') return null;
  return domain === 'photo' ? 'natural' : domain;
}

/** Different names counted by themselves. */
const MOST_NAMES = 1000;

/** Filled while rows are read. */
export interface OmniReport {
  pictures: number;
  regions: number;
  /** Entries that are no annotation at all. */
  skipped: number;
  /** Keys that no field took, and values a closed field could not hold, by `key` or `field=value`, with how often. */
  readonly unmapped: Map<string, number>;
}

/**
 * Rows from a pickle that maps names of pictures to annotations, as Omni-273k is distributed (one dict for each source set). Its keys are not published:
 * each annotation is kept whole as provenance, and what matches the names of model.md 3.2 or their common synonyms (omniWords.ts) is mapped. An annotation
 * may be a dict, a list of dicts (regions), or text, which is read as JSON where it is JSON (also inside a code fence) and else becomes the summary. What could
 * not be mapped is counted in `report`. `domain` stands where the annotation names none; a verdict that is not stated is "tampered", for the set holds altered
 * pictures only.
 */
export function* omniRows(pickle: PickleValue, domain: Domain, report: OmniReport): Generator<DatasetRow> {
  const miss = (what: string): void => {
    const name = report.unmapped.has(what) || report.unmapped.size < MOST_NAMES ? what : 'others';
    report.unmapped.set(name, (report.unmapped.get(name) ?? 0) + 1);
  };
  const entries: Iterable<readonly [PickleValue, PickleValue]> = pickle instanceof Map ? (pickle as ReadonlyMap<PickleValue, PickleValue>) : [];
  for (const [name, value] of entries) {
    const given = foreignOf(value);
    if (typeof name !== 'string' || name === '' || given === null) {
      report.skipped += 1;
      continue;
    }
    const content = contentOf(given, domain, miss);
    report.pictures += 1;
    report.regions += content.regions.length;
    yield {
      version: 1,
      image: name,
      mask: null,
      content,
      provenance: {
        kind: 'given', imageSha256: null, maskSha256: null, width: null, height: null, regions: [], regionsInAll: content.regions.length, minimumRegionArea: null, variant: 'mask', promptVersion: null, model: null, server: null, parameters: null,
        claimed: [], claimedCount: null, pictures: [], exchanges: [], struck: [], notes: [], at: new Date().toISOString(), appVersion: APP_VERSION, given,
      },
    };
  }
}

type Fields = Partial<Record<FieldName, Foreign>>;

function contentOf(given: Foreign, domain: Domain, miss: (what: string) => void): DatasetContent {
  if (isList(given)) return { verdict: 'tampered', domain, regions: given.map((one, index) => regionOf(one, index, miss)), summary: '' };
  if (!isDict(given)) return { verdict: 'tampered', domain, regions: [], summary: phraseOf(given).slice(0, 500) };
  const { fields, groups } = fieldsOf(given, miss);
  const { regions } = fields;
  const listed = isList(regions) ? regions : isDict(regions) ? Object.values(regions) : groups;
  // A single dict with the fields of a region describes one region.
  const own = listed.length === 0 && (['title', 'text', 'absolute_position', 'relative_position', 'artifacts', 'description', 'method_guess'] as const).some((field) => fields[field] !== undefined);
  return {
    verdict: verdictOf(fields.verdict, miss),
    domain: domainOf(fields.domain, miss) ?? domain,
    regions: own ? [regionFrom(fields, 1, miss)] : listed.map((one, index) => regionOf(one, index, miss)),
    summary: phraseOf(fields.summary).slice(0, 500),
  };
}

/** The fields of a dict by our names; dicts under names we do not know ("instance_1", "1") are groups of fields. */
function fieldsOf(given: { readonly [key: string]: Foreign }, miss: (what: string) => void): { readonly fields: Fields; readonly groups: readonly Foreign[] } {
  const fields: Fields = {};
  const groups: Foreign[] = [];
  for (const [key, value] of Object.entries(given)) {
    const field = fieldOf(key);
    if (field !== null && fields[field] === undefined) fields[field] = value;
    else if (isDict(value) && Object.keys(value).some((inner) => fieldOf(inner) !== null)) groups.push(value);
    else miss(key.slice(0, 60));
  }
  return { fields, groups };
}

function regionOf(given: Foreign, index: number, miss: (what: string) => void): DatasetContent['regions'][number] {
  if (!isDict(given)) return regionFrom({ description: given }, index + 1, miss);
  const { fields, groups } = fieldsOf(given, miss);
  if (groups.length > 0) miss('fields nested in a region');
  return regionFrom(fields, index + 1, miss);
}

function regionFrom(fields: Fields, id: number, miss: (what: string) => void): DatasetContent['regions'][number] {
  const place = phraseOf(fields.absolute_position);
  const position = place === '' ? null : positionIn(place);
  if (place !== '' && position === null) miss(`absolute_position=${place.slice(0, 40)}`);
  const means = phraseOf(fields.method_guess);
  const method = means === '' ? null : methodIn(means);
  if (means !== '' && method === null) miss(`method_guess=${means.slice(0, 40)}`);
  const text = phraseOf(fields.text);
  const confidence = phraseOf(fields.confidence).toLowerCase();
  return {
    id,
    title: phraseOf(fields.title).slice(0, 60),
    text: text === '' ? null : text,
    absolute_position: position,
    relative_position: relativeOf(fields.relative_position, miss),
    method_guess: method ?? 'unknown',
    artifacts: [...artifactsOf(fields.artifacts, miss)],
    description: describedBy(fields).slice(0, 400),
    confidence: confidence === 'low' || confidence === 'medium' || confidence === 'high' ? confidence : null,
  };
}

/** Without a description of its own the words of the traces are one. */
function describedBy({ description, artifacts }: Fields): string {
  const own = phraseOf(description);
  return own !== '' ? own : phraseOf(artifacts);
}

function relativeOf(given: Foreign | undefined, miss: (what: string) => void): DatasetContent['regions'][number]['relative_position'] {
  if (isDict(given)) {
    const anchor = phraseOf(given['anchor'] ?? given['object'] ?? given['reference']);
    const named = relationIn(`${phraseOf(given['relation']).replaceAll('_', ' ')} ${anchor}`);
    if (named !== null) return { relation: named.relation, anchor };
  }
  const phrase = phraseOf(given);
  if (phrase === '') return null;
  const found = relationIn(phrase.replaceAll('_', ' '));
  if (found === null) miss(`relative_position=${phrase.slice(0, 40)}`);
  return found;
}

function artifactsOf(given: Foreign | undefined, miss: (what: string) => void): ReadonlySet<ArtifactTrace> {
  const names = isList(given) ? given.map(phraseOf) : isDict(given) ? Object.entries(given).flatMap(([key, value]) => (value === false || value === null || value === '' ? [] : [key])) : [phraseOf(given)];
  const found = new Set<ArtifactTrace>();
  for (const name of names) {
    const traces = tracesIn(name);
    if (traces.length === 0 && name !== '') miss(`artifacts=${name.slice(0, 40)}`);
    for (const trace of traces) found.add(trace);
  }
  return found;
}

function verdictOf(given: Foreign | undefined, miss: (what: string) => void): DatasetContent['verdict'] {
  if (given === undefined || given === null) return 'tampered';
  if (typeof given === 'boolean') return given ? 'tampered' : 'authentic';
  if (typeof given === 'number') return given === 0 ? 'authentic' : 'tampered';
  const phrase = phraseOf(given).toLowerCase();
  if (/\b(not tampered|untampered|authentic|real|genuine|pristine|no|false)\b/.test(phrase)) return 'authentic';
  if (/\b(tamper\w*|forg\w*|fake|manipulat\w*|yes|true)\b/.test(phrase)) return 'tampered';
  miss(`verdict=${phrase.slice(0, 40)}`);
  return 'uncertain';
}

function domainOf(given: Foreign | undefined, miss: (what: string) => void): Domain {
  const phrase = phraseOf(given).toLowerCase().replaceAll(/[^a-z]+/g, '_');
  if (phrase === '') return null;
  const exact = explanationDomainSchema.safeParse(phrase);
  if (exact.success) return exact.data;
  if (/scene_text/.test(phrase)) return 'scene_text';
  if (/document|receipt|invoice/.test(phrase)) return 'document';
  if (/face|portrait/.test(phrase)) return 'face';
  if (/natural|photo/.test(phrase)) return 'natural';
  miss(`domain=${phrase.slice(0, 40)}`);
  return null;
}
