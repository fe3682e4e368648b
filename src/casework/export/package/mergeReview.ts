import type { AnnotationBody } from '../../../contract/annotations.ts';
import type { ReviewStatus } from '../../../contract/evidence.ts';
import type { CaseExtract, ExtractItem } from '../../../contract/extract.ts';
import { stableUuid } from '../stableUuid.ts';
import { type PackageItem, type PackageManifest, type RegionVerdict, reviewDigest, type ReviewFile } from './formats.ts';

/** One change to be made to the case. */
export type MergeChange =
  | { readonly kind: 'status'; readonly item: number; readonly from: ReviewStatus; readonly to: ReviewStatus }
  | { readonly kind: 'note'; readonly item: number; readonly from: string; readonly to: string }
  /** A mark on the region with what the reviewer says of it; merging twice gives the same id. */
  | { readonly kind: 'region'; readonly item: number; readonly region: number; readonly verdict: RegionVerdict; readonly annotation: string; readonly body: AnnotationBody };

export const CONFLICT_KINDS = ['unknown_package', 'tampered', 'item_missing', 'item_changed', 'status', 'note', 'region'] as const;

/** Something that a person must decide. `item` and `region` are null where it concerns the whole file. */
export interface MergeConflict {
  readonly kind: (typeof CONFLICT_KINDS)[number];
  readonly item: number | null;
  readonly region: number | null;
  readonly message: string;
  /** In the package, in the case now, and in the review file. */
  readonly base: string | null;
  readonly now: string | null;
  readonly theirs: string | null;
}

export interface Merge {
  readonly reviewer: string;
  readonly apply: readonly MergeChange[];
  readonly conflicts: readonly MergeConflict[];
}

/**
 * What a review file asks of the case as it is now. Pure: nothing is changed, and what is in `conflicts` is not in `apply`. A change is applied only
 * where the case still says what the package said; what the case says already is neither. A file of an unknown package, or one that does not fit its
 * package or its own digest, is a conflict as a whole.
 */
export function mergeReview(now: CaseExtract, review: ReviewFile, packages: readonly PackageManifest[]): Merge {
  const { reviewer } = review;
  const whole = (kind: 'unknown_package' | 'tampered', message: string, item: number | null = null): Merge => ({ reviewer, apply: [], conflicts: [{ kind, item, region: null, message, base: null, now: null, theirs: null }] });
  const manifest = packages.find(({ packageId }) => packageId === review.packageId);
  if (manifest === undefined) return whole('unknown_package', `The notes belong to package ${review.packageId.slice(0, 12)}, which was not made from this case. Open the case it was made from.`);
  if (reviewDigest(review) !== review.contentSha256) return whole('tampered', 'The notes were changed after they were saved: their digest does not fit. Ask the reviewer for the file as saved.');
  if (review.extractSha256 !== manifest.extractSha256) return whole('tampered', 'The notes name another extract than their package has. Ask the reviewer for the file as saved.');
  const bases = new Map(manifest.items.map((item) => [item.id, item]));
  const misfit = review.items.find((item) => !fits(item, bases.get(item.id)));
  if (misfit !== undefined) return whole('tampered', `The notes say that item ${misfit.id} was something in the package that it was not. Ask the reviewer for the file as saved.`, misfit.id);
  if (new Set(review.items.map(({ id }) => id)).size !== review.items.length) return whole('tampered', 'The notes speak of one item twice. Ask the reviewer for the file as saved.');

  const items = new Map(now.items.map((item) => [item.id, item]));
  const apply: MergeChange[] = [];
  const conflicts: MergeConflict[] = [];
  for (const theirs of review.items) {
    const { changes, clashes } = mergeItem(items.get(theirs.id), theirs, reviewer);
    apply.push(...changes);
    conflicts.push(...clashes);
  }
  return { reviewer, apply, conflicts };
}

type ReviewedItem = ReviewFile['items'][number];

function fits(item: ReviewedItem, base: PackageItem | undefined): boolean {
  if (base === undefined || item.sha256 !== base.sha256 || item.findingDigest !== base.findingDigest || item.review !== base.review || item.note !== base.note) return false;
  return item.regions.every(({ id }) => base.regions.includes(id)) && new Set(item.regions.map(({ id }) => id)).size === item.regions.length;
}

function mergeItem(now: ExtractItem | undefined, theirs: ReviewedItem, reviewer: string): { readonly changes: readonly MergeChange[]; readonly clashes: readonly MergeConflict[] } {
  const asked = wishes(theirs);
  if (asked.length === 0) return { changes: [], clashes: [] };
  const clash = (kind: MergeConflict['kind'], message: string, of: Pick<Wish, 'region' | 'base' | 'theirs'>, current: string | null): MergeConflict => ({ kind, item: theirs.id, message, now: current, ...of });
  if (now === undefined) return { changes: [], clashes: asked.map((wish) => clash('item_missing', `Item ${theirs.id} is not in the case, or not in the selection compared with.`, pick(wish), null)) };
  const different = now.sha256 !== theirs.sha256 ? 'its file has other bytes' : (now.finding?.digest ?? null) !== theirs.findingDigest ? 'it was analysed again' : null;
  if (different !== null) return { changes: [], clashes: asked.map((wish) => clash('item_changed', `Item ${theirs.id} is no longer what the reviewer saw: ${different}.`, pick(wish), currentOf(wish, now, reviewer))) };
  const changes: MergeChange[] = [];
  const clashes: MergeConflict[] = [];
  for (const wish of asked) {
    const current = currentOf(wish, now, reviewer);
    if (current === wish.theirs) continue;
    if (current === wish.base) changes.push(wish.change(now, reviewer));
    else clashes.push(clash(wish.kind, `${wish.kind === 'status' ? 'The status' : wish.kind === 'note' ? 'The note' : `The mark on region ${wish.region ?? ''}`} of item ${theirs.id} was changed here and by the reviewer, differently.`, pick(wish), current));
  }
  return { changes, clashes };
}

/** One thing a reviewer wants said. */
interface Wish {
  readonly kind: 'status' | 'note' | 'region';
  readonly region: number | null;
  readonly base: string | null;
  readonly theirs: string;
  readonly change: (now: ExtractItem, reviewer: string) => MergeChange;
}

function pick({ region, base, theirs }: Wish): Pick<Wish, 'region' | 'base' | 'theirs'> {
  return { region, base, theirs };
}

function wishes(item: ReviewedItem): readonly Wish[] {
  const list: Wish[] = [];
  if (item.newReview !== item.review) list.push({ kind: 'status', region: null, base: item.review, theirs: item.newReview, change: () => ({ kind: 'status', item: item.id, from: item.review, to: item.newReview }) });
  if (item.newNote !== item.note) list.push({ kind: 'note', region: null, base: item.note, theirs: item.newNote, change: () => ({ kind: 'note', item: item.id, from: item.note, to: item.newNote }) });
  for (const { id, verdict, note } of item.regions) {
    if (verdict === 'unstated' && note === '') continue;
    const words = regionWords(id, verdict, note);
    list.push({
      kind: 'region', region: id, base: null, theirs: words,
      change: (now, reviewer) => {
        const { x, y, width, height } = now.finding!.regions.find((region) => region.id === id)!.box;
        return { kind: 'region', item: item.id, region: id, verdict, annotation: regionMark(item, id, reviewer), body: { shape: { type: 'rectangle', x, y, width, height }, note: words, confidence: 'unstated', layers: ['mask', 'regions'] } };
      },
    });
  }
  return list;
}

function currentOf(wish: Wish, now: ExtractItem, reviewer: string): string | null {
  if (wish.kind === 'status') return now.review;
  if (wish.kind === 'note') return now.note;
  const id = regionMark({ id: now.id, sha256: now.sha256, findingDigest: now.finding?.digest ?? null }, wish.region ?? 0, reviewer);
  return now.annotations.findLast((mark) => mark.id === id && !mark.deleted)?.note ?? null;
}

/** Id of the mark that stands for what one reviewer says of one region of one finding. */
function regionMark(item: Pick<ReviewedItem, 'id' | 'sha256' | 'findingDigest'>, region: number, reviewer: string): string {
  return stableUuid(['region-note', item.id, item.sha256, item.findingDigest, region, reviewer].join('\u0000'));
}

const VERDICT_WORDS: Readonly<Record<RegionVerdict, string>> = { unstated: 'no verdict', agree: 'agrees', unsure: 'is unsure', disagree: 'disagrees' };

function regionWords(region: number, verdict: RegionVerdict, note: string): string {
  return `Region ${region}: reviewer ${VERDICT_WORDS[verdict]}.${note === '' ? '' : ` ${note}`}`;
}
