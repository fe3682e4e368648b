import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { type AnalystMask, type Annotation, type AnnotationBody, AppError, type MaskOperation, type MaskRevision, type MaskTile } from '../../contract/index.ts';
import { appendAudit } from '../audit/chain.ts';
import { digestOf, sha256Of } from '../canonicalJson.ts';
import { inTransaction, type ReadableDatabase } from '../store/database.ts';
import { readEvidence } from '../store/evidence.ts';
import { readFinding } from '../store/findings.ts';
import type { ViewSource } from '../viewerPort.ts';
import { type HandlerCall, type OpenCase, requireEditable, type WorkbenchContext } from '../workbench/context.ts';
import { annotationRevisions, bodyOf, insertRevision, newestRevision, standingAnnotations } from './annotationRows.ts';
import { modelBits, type PackedTile, placeOf, receiveTile } from './bits.ts';
import { combineTiles, isCombination } from './combine.ts';
import { pictureSize, requireInside, requireItem } from './item.ts';
import { insertMaskRevision, maskHead, type MaskHead, maskRevisions, standingTiles } from './maskRows.ts';

type OnItem = Readonly<{ case: string; evidenceId: number }>;
type OnAnnotation = OnItem & Readonly<{ id: string }>;
type OnMask = OnItem & Readonly<{ base: number; operation: MaskOperation }>;

export interface AnnotationHandlers {
  readonly list: (input: OnItem) => Promise<Annotation[]>;
  readonly save: (input: OnAnnotation & Readonly<{ body: AnnotationBody }>) => Promise<Annotation>;
  readonly remove: (input: OnAnnotation) => Promise<Annotation>;
  readonly history: (input: OnAnnotation) => Promise<Annotation[]>;
  readonly mask: (input: OnItem) => Promise<AnalystMask>;
  readonly saveMask: (input: OnMask & Readonly<{ tiles: readonly MaskTile[] }>) => Promise<Omit<AnalystMask, 'tiles'>>;
  readonly combineMask: (input: OnMask, call?: HandlerCall) => Promise<AnalystMask>;
  readonly maskHistory: (input: OnItem) => Promise<MaskRevision[]>;
}

/** Tiles checked before other work of the process gets a turn. */
const TILES_AT_ONCE = 64;

/**
 * The examiner's marks. What a call has answered is on the disk. Errors: CASE_NOT_OPEN, ITEM_NOT_FOUND, ARGUMENT_INVALID (also for a case that is closed to
 * changes), REVISION_CONFLICT when the mask has changed since `base`.
 */
export function annotationHandlers(context: WorkbenchContext): AnnotationHandlers {
  /** An annotation belongs to one item for good. */
  function requireAnnotation(database: ReadableDatabase, { id, evidenceId }: OnAnnotation): Annotation {
    const newest = newestRevision(database, id);
    if (newest?.evidenceId === evidenceId) return newest;
    throw new AppError('ITEM_NOT_FOUND', 'There is no such annotation on this item. Read the list of annotations again.', { annotation: id, evidence: evidenceId });
  }

  function commit(slug: string, open: OpenCase, annotation: Annotation): Annotation {
    const { database, actor } = open.session;
    inTransaction(database, () => {
      insertRevision(database, annotation);
      const { id, revision, evidenceId, deleted, author } = annotation;
      appendAudit(database, { actor, action: deleted ? 'annotation.removed' : 'annotation.saved', subject: `annotation ${id}`, details: { evidence: evidenceId, revision, author, digest: digestOf(bodyOf(annotation)) } }, annotation.at);
    });
    context.emit(slug, { type: 'annotations', evidenceId: annotation.evidenceId });
    context.emit(slug, { type: 'evidence', ids: [annotation.evidenceId] });
    return annotation;
  }

  function commitMask({ case: slug, evidenceId, base, operation }: OnMask, open: OpenCase, tiles: readonly PackedTile[]): MaskHead {
    const { database, actor } = open.session;
    const author = context.author();
    const at = new Date().toISOString();
    const head = inTransaction(database, () => {
      const before = requireBase(database, evidenceId, base);
      const after = insertMaskRevision(database, before, tiles, operation, author, at);
      const content = tiles.map(({ column, row, deflated }) => [column, row, deflated === null ? null : sha256Of(deflated)]);
      appendAudit(database, { actor, action: 'mask.revised', subject: `evidence ${evidenceId}`, details: { revision: after.revision, author, operation, tiles: tiles.length, area: after.area, digest: digestOf(content) } }, at);
      return after;
    });
    context.emit(slug, { type: 'annotations', evidenceId });
    return head;
  }

  return {
    async list(input) {
      const { database } = context.requireOpen(input.case).session;
      requireItem(database, input.evidenceId);
      return [...standingAnnotations(database, input.evidenceId)];
    },
    async save(input) {
      const open = requireEditable(context, input.case);
      const { database } = open.session;
      requireInside(input.body.shape, pictureSize(database, input.evidenceId));
      const newest = newestRevision(database, input.id);
      if (newest !== undefined) requireAnnotation(database, input);
      return commit(input.case, open, { id: input.id, revision: (newest?.revision ?? 0) + 1, evidenceId: input.evidenceId, ...bodyOf(input.body), deleted: false, author: context.author(), at: new Date().toISOString() });
    },
    async remove(input) {
      const open = requireEditable(context, input.case);
      const newest = requireAnnotation(open.session.database, input);
      if (newest.deleted) return newest;
      return commit(input.case, open, { ...newest, revision: newest.revision + 1, deleted: true, author: context.author(), at: new Date().toISOString() });
    },
    async history(input) {
      const { database } = context.requireOpen(input.case).session;
      requireAnnotation(database, input);
      return [...annotationRevisions(database, input.id)];
    },
    async mask(input) {
      const { database } = context.requireOpen(input.case).session;
      requireItem(database, input.evidenceId);
      return wholeMask(database, maskHead(database, input.evidenceId));
    },
    async saveMask(input) {
      const open = requireEditable(context, input.case);
      const { database } = open.session;
      if (isCombination(input.operation) && input.operation.type !== 'clear') throw new AppError('ARGUMENT_INVALID', `"${input.operation.type}" takes the model's mask and is done by the host. Ask for it with combineMask.`, { operation: input.operation.type });
      const size = pictureSize(database, input.evidenceId);
      requireBase(database, input.evidenceId, input.base);
      const places = new Set(input.tiles.map((tile) => placeOf(tile.column, tile.row)));
      if (places.size !== input.tiles.length) throw new AppError('ARGUMENT_INVALID', 'The same tile of the mask came twice in one stroke. Open the picture again and repeat the stroke.');
      const tiles: PackedTile[] = [];
      for (const tile of input.tiles) {
        tiles.push(receiveTile(tile, size));
        if (tiles.length % TILES_AT_ONCE === 0) await breathe();
      }
      return commitMask(input, open, tiles);
    },
    async combineMask(input, call = {}) {
      const { operation, evidenceId } = input;
      if (!isCombination(operation)) throw new AppError('ARGUMENT_INVALID', `"${operation.type}" is drawn by the page. Send its tiles with saveMask.`, { operation: operation.type });
      const { database } = requireEditable(context, input.case).session;
      const size = pictureSize(database, evidenceId);
      requireBase(database, evidenceId, input.base);
      const model = operation.type === 'clear' ? new Map<string, Uint8Array>() : modelBits(await context.viewer().maskTiles(modelMask(context.requireOpen(input.case), evidenceId, operation), operation.threshold, call.signal === undefined ? {} : { signal: call.signal }), size);
      const changed = await combineTiles(standingTiles(database, evidenceId), model, operation.type);
      if (call.signal?.aborted === true) throw new AppError('CANCELLED', 'The mask was left as it was. Start the operation again to change it.');
      // The case may have been closed while the model's mask was read.
      const open = requireEditable(context, input.case);
      return wholeMask(open.session.database, commitMask(input, open, changed));
    },
    async maskHistory(input) {
      const { database } = context.requireOpen(input.case).session;
      requireItem(database, input.evidenceId);
      return [...maskRevisions(database, input.evidenceId)];
    },
  };
}

function requireBase(database: ReadableDatabase, evidenceId: number, base: number): MaskHead {
  const head = maskHead(database, evidenceId);
  if (head.revision === base) return head;
  throw new AppError('REVISION_CONFLICT', `The mask was changed meanwhile (revision ${head.revision}, this stroke was drawn on ${base}). Load the mask again and repeat the stroke.`, { newest: head.revision, base });
}

function wholeMask(database: ReadableDatabase, head: MaskHead): AnalystMask {
  const tiles = standingTiles(database, head.evidenceId).map(({ column, row, deflated }) => ({ column, row, data: deflated?.toString('base64') ?? '' }));
  return { ...head, tiles };
}

/** The model's mask of a finding that holds for the picture as it is now. Errors: ITEM_NOT_FOUND, ARGUMENT_INVALID. */
function modelMask({ session }: OpenCase, evidenceId: number, { findingId, threshold }: { readonly findingId: number; readonly threshold: number }): ViewSource {
  if (!(threshold > 0 && threshold < 1)) throw new AppError('ARGUMENT_INVALID', `A threshold lies between 0 and 1, and ${threshold} does not. Move the slider and try again.`, { threshold });
  const finding = readFinding(session.database, findingId);
  const artifact = finding?.artifacts.find((candidate) => candidate.kind === 'mask');
  if (finding?.evidenceId !== evidenceId || artifact === undefined) throw new AppError('ITEM_NOT_FOUND', `Item ${evidenceId} has no finding ${findingId} with a mask. Open the picture again.`, { evidence: evidenceId, finding: findingId });
  if (finding.inputSha256 !== readEvidence(session.database, evidenceId)?.sha256) throw new AppError('ARGUMENT_INVALID', 'The finding is of an earlier content of this file, so its mask does not fit. Scan the item again.', { finding: findingId });
  return { path: join(session.paths.folder, artifact.path), key: artifact.sha256 };
}
