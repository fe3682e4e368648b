import { notifications } from '@mantine/notifications';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Annotation, AnnotationBody, MaskOperation, Shape } from '../../../contract/annotations.ts';
import type { ErrorRecord } from '../../../contract/errors.ts';
import type { Size } from '../../../contract/geometry.ts';
import { api } from '../../api/client.ts';
import { notifyError, toRecord } from '../../api/errors.ts';
import { readCase } from '../../api/queries.ts';
import { isClosed } from '../logic/fill.ts';
import { geometryWords, newBody, SHAPE_WORDS } from '../logic/shapes.ts';
import { EMPTY_STACK, pushStep, takeRedo, takeUndo, type Step, type UndoStack } from '../logic/undo.ts';
import { startMaskWorker, type MaskWorker } from '../worker/client.ts';
import { createMarks, newId, type Marks } from './marks.ts';
import { createMaskDesk, type MaskDesk } from './maskDesk.ts';
import type { MaskHead } from './maskSaver.ts';
import { persist, waitForHost } from './persist.ts';
import { createMaskPicture, type MaskPicture } from './picture.ts';

export interface AnnotateState {
  readonly annotations: readonly Annotation[];
  readonly selected: string | null;
  readonly hovered: string | null;
  readonly hidden: ReadonlySet<string>;
  readonly locked: ReadonlySet<string>;
  /** Newest confirmed state of the mask; null until it is loaded. */
  readonly head: MaskHead | null;
  /** Pixels set as drawn, which may be ahead of what is saved. */
  readonly area: number;
  readonly stack: UndoStack;
  readonly pendingMarks: number;
  readonly pendingMask: number;
  /** Why the last attempt to save failed; it is repeated, or waits for the examiner where `refused`. */
  readonly trouble: ErrorRecord | null;
  readonly refused: boolean;
  /** Long work on the mask, in words. */
  readonly busy: string | null;
  /** Read aloud. */
  readonly said: string;
}

/** Everything drawn on one item: shown at once, saved behind, undone step by step. */
export interface AnnotateSession {
  readonly slug: string;
  readonly evidenceId: number;
  readonly store: StoreApi<AnnotateState>;
  readonly marks: Marks;
  readonly mask: MaskDesk;
  readonly picture: MaskPicture;
  readonly worker: MaskWorker;
  readonly say: (text: string) => void;
  /** Loads the mask; once for a session. */
  readonly open: (size: Size) => void;
  readonly select: (id: string | null) => void;
  readonly add: (shape: Shape, size: Size) => string;
  readonly change: (id: string, change: Partial<AnnotationBody>, label: string) => void;
  readonly remove: (id: string) => void;
  readonly fillMask: (id: string, value: boolean) => void;
  readonly combine: (operation: MaskOperation, label: string) => Promise<void>;
  readonly undo: () => void;
  readonly redo: () => void;
  readonly retry: () => void;
  /** Whether something is drawn that the host has not confirmed. */
  readonly isUnsaved: () => boolean;
  /** When the mask was last saved from here (`performance.now`). */
  readonly maskSavedAt: () => number;
  /** Called with everything that should be drawn anew. */
  readonly onDraw: (listener: () => void) => () => void;
  readonly requestDraw: () => void;
  readonly close: () => Promise<void>;
}

/** What outlives the session: undo, and what is locked or hidden, while the page is open. */
export type Kept = Pick<AnnotateState, 'stack' | 'hidden' | 'locked'>;

export function createSession(slug: string, evidenceId: number, kept: Kept = { stack: EMPTY_STACK, hidden: new Set(), locked: new Set() }): AnnotateSession {
  const item = { case: slug, evidenceId };
  const store = createStore<AnnotateState>(() => ({ annotations: [], selected: null, hovered: null, head: null, area: 0, pendingMarks: 0, pendingMask: 0, trouble: null, refused: false, busy: null, said: '', ...kept }));
  const drawers = new Set<() => void>();
  const requestDraw = (): void => {
    for (const draw of drawers) draw();
  };
  const retrying = { reopen: () => readCase(slug), wait: waitForHost, onTrouble: (trouble: ErrorRecord | null) => store.setState({ trouble }) };
  const steady = <T>(call: () => Promise<T>): Promise<T> => persist(call, retrying);
  let maskSavedAt = -Infinity;
  /** A call that changes the mask; the case's events will tell of it, here too. */
  async function own<T>(call: () => Promise<T>): Promise<T> {
    const result = await steady(call);
    maskSavedAt = performance.now();
    return result;
  }
  const push = (step: Step): void => store.setState(({ stack }) => ({ stack: pushStep(stack, step) }));
  const say = (said: string): void => store.setState({ said });

  const marks = createMarks(evidenceId, {
    save: (id, body) => steady(() => api.annotations.save({ ...item, id, body })),
    remove: (id) => steady(() => api.annotations.remove({ ...item, id })),
    onChange: (annotations) => {
      store.setState(({ selected, hovered }) => {
        const has = (id: string | null): boolean => annotations.some((one) => one.id === id);
        return { annotations, selected: has(selected) ? selected : null, hovered: has(hovered) ? hovered : null };
      });
      requestDraw();
    },
    onPending: (pendingMarks) => store.setState({ pendingMarks }),
    onRefused: (error, id) => {
      store.setState(({ stack }) => ({ stack: { undo: stack.undo.filter((step) => step.kind !== 'annotation' || step.id !== id), redo: [] } }));
      notifyError(error, 'The annotation was not saved');
    },
  });

  const picture = createMaskPicture();
  const worker = startMaskWorker({
    onPixels: (pixels) => {
      picture.take(pixels);
      requestDraw();
    },
    onState: (area, dirty) => {
      store.setState({ area });
      mask.noteDirty(dirty);
    },
    onTrouble: (message) => notifyError(new Error(message), 'The analyst mask could not be drawn'),
  });
  const mask: MaskDesk = createMaskDesk(
    worker,
    {
      load: () => steady(() => api.annotations.mask(item)),
      save: (base, operation, tiles) => own(() => api.annotations.saveMask({ ...item, base, operation, tiles: [...tiles] })),
      combine: (base, operation) => own(() => api.annotations.combineMask({ ...item, base, operation })),
    },
    {
      isConflict: (error) => toRecord(error).code === 'REVISION_CONFLICT',
      onHead: ({ revision, area, author, at }) => store.setState({ head: { evidenceId, revision, area, author, at }, refused: false }),
      onPending: (pendingMask) => store.setState({ pendingMask }),
      onConflict: () => notifications.show({ id: `analyst mask ${slug} ${evidenceId}`, title: 'The analyst mask was changed elsewhere', message: 'The newest mask was loaded, and what was drawn here was put on top of it.', color: 'yellow', autoClose: 12_000, withBorder: true }),
      onRefused: (error) => {
        store.setState({ trouble: toRecord(error), refused: true });
        notifyError(error, 'The analyst mask was not saved');
      },
      onStep: (label, changes) => push({ kind: 'mask', label, changes }),
    },
  );

  /** Undo, fills and combinations wait for each other: each starts from what the one before has left. */
  let row: Promise<void> = Promise.resolve();
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = row.then(work);
    row = done.catch(() => undefined);
    return done;
  }

  function change(id: string, part: Partial<AnnotationBody>, label: string): void {
    const before = bodyOf(marks.get(id));
    if (before === null) return;
    const after = { ...before, ...part };
    if (JSON.stringify(after) === JSON.stringify(before)) return;
    marks.set(id, after);
    push({ kind: 'annotation', label, id, before, after });
  }

  async function step(direction: 'undo' | 'redo'): Promise<void> {
    if (mask.isDrawing()) return;
    const { stack } = store.getState();
    const taken = direction === 'undo' ? takeUndo(stack) : takeRedo(stack);
    if (taken === null) return say(direction === 'undo' ? 'Nothing to undo.' : 'Nothing to redo.');
    store.setState({ stack: taken.stack });
    if (taken.step.kind === 'mask') await mask.carry(taken.step.changes, direction);
    else marks.set(taken.step.id, direction === 'undo' ? taken.step.before : taken.step.after);
    say(`${direction === 'undo' ? 'Undone' : 'Done again'}: ${taken.step.label}.`);
  }
  const turn = (direction: 'undo' | 'redo'): void => {
    inTurn(() => step(direction)).catch((error: unknown) => notifyError(error, direction === 'undo' ? 'The step was not undone' : 'The step was not done again'));
  };

  let opened = false;
  const session: AnnotateSession = {
    slug,
    evidenceId,
    store,
    marks,
    mask: {
      ...mask,
      endStroke: () => {
        // It ends now; what comes after it waits until it is a step.
        const done = mask.endStroke();
        return inTurn(() => done);
      },
    },
    picture,
    worker,
    say,
    open: (size) => {
      if (opened) return;
      opened = true;
      inTurn(() => mask.open(size)).catch((error: unknown) => notifyError(error, 'The analyst mask could not be loaded'));
    },
    select: (selected) => {
      if (store.getState().selected === selected) return;
      store.setState({ selected });
      requestDraw();
    },
    add: (shape, size) => {
      const id = newId();
      const after = newBody(shape);
      marks.set(id, after);
      push({ kind: 'annotation', label: SHAPE_WORDS[shape.type].toLowerCase(), id, before: null, after });
      store.setState({ selected: id, said: `${SHAPE_WORDS[shape.type]} drawn: ${geometryWords(shape, size)}.` });
      requestDraw();
      return id;
    },
    change,
    remove: (id) => {
      const annotation = marks.get(id);
      const before = bodyOf(annotation);
      if (before === null) return;
      marks.set(id, null);
      push({ kind: 'annotation', label: `${SHAPE_WORDS[before.shape.type].toLowerCase()} removed`, id, before, after: null });
      say(`${SHAPE_WORDS[before.shape.type]} removed.`);
    },
    fillMask: (id, value) => {
      const shape = marks.get(id)?.shape;
      if (shape === undefined || !isClosed(shape)) return;
      inTurn(() => mask.fill(shape, value)).then(
        () => say(value ? 'Shape added to the analyst mask.' : 'Shape taken off the analyst mask.'),
        (error: unknown) => notifyError(error, 'The analyst mask was not changed'),
      );
    },
    combine: (operation, label) =>
      inTurn(async () => {
        store.setState({ busy: label });
        try {
          await mask.combine(operation, label);
          say(`Done: ${label}.`);
        } catch (error) {
          notifyError(error, 'The analyst mask was not changed');
        } finally {
          store.setState({ busy: null });
        }
      }),
    undo: () => turn('undo'),
    redo: () => turn('redo'),
    retry: () => {
      store.setState({ trouble: null, refused: false });
      mask.retry();
    },
    maskSavedAt: () => maskSavedAt,
    isUnsaved: () => {
      const { pendingMarks, pendingMask } = store.getState();
      return pendingMarks + pendingMask > 0 || mask.isAhead();
    },
    onDraw: (listener) => {
      drawers.add(listener);
      return () => drawers.delete(listener);
    },
    requestDraw,
    close: async () => {
      if (mask.isDrawing()) await mask.endStroke();
      await row;
      await Promise.all([marks.idle(), mask.idle()]);
      mask.close();
      // Queries that know this session keep it for minutes; its pixels need not stay that long.
      picture.canvas.width = 0;
      picture.canvas.height = 0;
    },
  };
  return session;
}

export function bodyOf(annotation: Annotation | undefined): AnnotationBody | null {
  if (annotation === undefined) return null;
  const { shape, note, confidence, layers } = annotation;
  return { shape, note, confidence, layers };
}
