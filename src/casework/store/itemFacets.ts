import { type Domain, domainSchema, type EvidenceFacets, type EvidenceFilter, type EvidenceStatus, evidenceStatusSchema, type ImageFormat, imageFormatSchema, type ReviewStatus, reviewStatusSchema } from '../../contract/index.ts';
import { prepared, type ReadableDatabase } from './database.ts';
import { filterCondition } from './itemFilter.ts';

const BINS = 20;

/** One combination of the small facets that occurs, with what it means under a filter. */
interface Combination {
  readonly review: ReviewStatus;
  readonly status: EvidenceStatus;
  readonly domain: Domain;
  readonly format: ImageFormat | null;
  /** Bin of the score, or null without one. */
  readonly bin: number | null;
  /** Whether score, camera and folder fulfil their own conditions. */
  readonly scored: boolean;
  readonly inCamera: boolean;
  readonly inFolder: boolean;
  /** Whether all small facets, the score among them, fulfil theirs. */
  readonly small: boolean;
  items: number;
}

/**
 * Counts of every facet, each under the filter without its own condition, in one pass over the items: SQL applies the conditions that are no facet's and
 * sends one number for each item, which says all its small facets and its folder; the counting is done here.
 */
export function itemFacets(database: ReadableDatabase, filter: EvidenceFilter): EvidenceFacets {
  const fits = smallConditions(filter);
  const combinations = new Map<number, Combination>();
  const cameras = new Map<string, number>();
  const folders = new Map<number, number>();
  for (const [packed, camera] of packedItems(database, filter)) {
    const code = packed % FOLDER_UNIT;
    let one = combinations.get(code);
    if (one === undefined) {
      const decoded = decode(code);
      one = { ...decoded, small: decoded.scored && fits.review(decoded.review) && fits.status(decoded.status) && fits.domain(decoded.domain) && fits.format(decoded.format), items: 0 };
      combinations.set(code, one);
    }
    one.items += 1;
    if (!one.small) continue;
    if (one.inFolder && camera !== null) cameras.set(camera, (cameras.get(camera) ?? 0) + 1);
    if (one.inCamera) {
      const folder = (packed - code) / FOLDER_UNIT;
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
    }
  }
  const names = new Map(prepared<[], [number, string]>(database, 'SELECT id, path FROM evidence_folder').raw().all());
  return {
    ...addUp([...combinations.values()].filter(({ inCamera, inFolder }) => inCamera && inFolder), fits),
    camera: [...cameras].map(([value, items]) => ({ value, items })).toSorted((a, b) => b.items - a.items || (a.value < b.value ? -1 : 1)),
    folder: [...folders].map(([id, items]) => ({ value: names.get(id) ?? '', items })).toSorted((a, b) => (a.value < b.value ? -1 : 1)),
  };
}

type SmallFacets = Omit<EvidenceFacets, 'camera' | 'folder'>;

function addUp(combinations: readonly Combination[], fits: ReturnType<typeof smallConditions>): SmallFacets {
  const facets = {
    total: 0,
    needReview: 0,
    problems: 0,
    review: zeros(reviewStatusSchema.options),
    status: zeros(evidenceStatusSchema.options),
    domain: zeros(domainSchema.options),
    score: Array.from({ length: BINS }, () => 0),
  };
  const formats = new Map<ImageFormat, number>();
  for (const one of combinations) {
    const { review, status, domain, format, bin, scored, items } = one;
    const holds = { review: fits.review(review), status: fits.status(status), domain: fits.domain(domain), format: fits.format(format) };
    if (one.small) facets.total += items;
    if (scored && holds.status && holds.domain && holds.format) {
      facets.review[review] += items;
      if ((review === 'unreviewed' || review === 'in_review') && status !== 'skipped') facets.needReview += items;
    }
    if (scored && holds.review && holds.domain && holds.format) {
      facets.status[status] += items;
      if (status === 'failed') facets.problems += items;
    }
    if (scored && holds.review && holds.status && holds.format) facets.domain[domain] += items;
    if (format !== null && scored && holds.review && holds.status && holds.domain) formats.set(format, (formats.get(format) ?? 0) + items);
    if (bin !== null && holds.review && holds.status && holds.domain && holds.format) facets.score[bin] = (facets.score[bin] ?? 0) + items;
  }
  return { ...facets, format: [...formats].map(([value, items]) => ({ value, items })).toSorted((a, b) => b.items - a.items || (a.value < b.value ? -1 : 1)) };
}

/** The small facets with their values, in the order in which they are coded. */
const CODED = {
  review: reviewStatusSchema.options,
  status: evidenceStatusSchema.options,
  domain: domainSchema.options,
  format: imageFormatSchema.options,
} as const;

/** Bins of the score, one for "no score" behind them. */
const BIN_CODES = BINS + 1;
/** Greater than any code; a folder's id is packed above it. */
const FOLDER_UNIT = 2 ** 20;

/** Code and folder of each item that the conditions which are no facet's let through, with its camera. */
function packedItems(database: ReadableDatabase, filter: EvidenceFilter): readonly [number, string | null][] {
  const { score, camera, folder, ...rest } = filter;
  const others = filterCondition(rest, ['review', 'status', 'domain', 'format']);
  const own = [filterCondition({ score }), filterCondition({ camera }), filterCondition({ folder })];
  const place = (column: keyof typeof CODED): string => `CASE ${column} ${CODED[column].map((value, index) => `WHEN '${value}' THEN ${index}`).join(' ')} ELSE ${CODED[column].length} END`;
  const small = (Object.keys(CODED) as (keyof typeof CODED)[]).reduce((code, column) => `(${code} * ${CODED[column].length + 1} + ${place(column)})`, '0');
  const binned = `${small} * ${BIN_CODES} + coalesce(min(CAST(score * ${BINS} AS INTEGER), ${BINS - 1}), ${BINS})`;
  const code = own.reduce((before, condition) => `(${before}) * 2 + coalesce(${condition.sql}, 0)`, binned);
  return database
    .prepare<unknown[], [number, string | null]>(`SELECT folder_id * ${FOLDER_UNIT} + ${code}, camera FROM evidence_item NOT INDEXED WHERE ${others.sql}`)
    .raw()
    .all(...own.flatMap(({ values }) => values), ...others.values);
}

function decode(code: number): Omit<Combination, 'small' | 'items'> {
  let rest = code;
  const next = (base: number): number => {
    const digit = rest % base;
    rest = Math.floor(rest / base);
    return digit;
  };
  const inFolder = next(2) === 1;
  const inCamera = next(2) === 1;
  const scored = next(2) === 1;
  const bin = next(BIN_CODES);
  const format = CODED.format[next(CODED.format.length + 1)] ?? null;
  const domain = CODED.domain[next(CODED.domain.length + 1)] ?? 'unset';
  const status = CODED.status[next(CODED.status.length + 1)] ?? 'pending';
  const review = CODED.review[next(CODED.review.length + 1)] ?? 'unreviewed';
  return { review, status, domain, format, bin: bin === BINS ? null : bin, scored, inCamera, inFolder };
}

function smallConditions(filter: EvidenceFilter) {
  return { review: accepts(filter.review), status: accepts(filter.status), domain: accepts(filter.domain), format: accepts<ImageFormat | null>(filter.format) };
}

function accepts<Value>(chosen: readonly Value[] | undefined): (value: Value) => boolean {
  return (value) => chosen === undefined || chosen.includes(value);
}

function zeros<Name extends string>(names: readonly Name[]): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
}
