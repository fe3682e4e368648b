import type { AnalystMask, MaskOperation } from '../../../contract/annotations.ts';
import { mergeChanges, placeOf, type Change, type Packed } from '../logic/packed.ts';
import type { Unsaved } from '../worker/messages.ts';

export type MaskHead = Omit<AnalystMask, 'tiles'>;

/** What the saver needs of the rest; `save` and `load` repeat by themselves until the host answers. */
export interface MaskPort {
  readonly save: (base: number, operation: MaskOperation, changes: readonly Change[]) => Promise<MaskHead>;
  readonly load: () => Promise<AnalystMask>;
  /** Takes the host's mask over; asks for what is unsaved once nothing is being packed any more. Resolves with what is then to be saved. */
  readonly rebase: (mask: AnalystMask, unsaved: () => readonly Unsaved[]) => Promise<{ readonly foreign: boolean; readonly changes: readonly Change[] }>;
  readonly isConflict: (error: unknown) => boolean;
  readonly onHead: (head: MaskHead) => void;
  /** Pieces not confirmed yet. */
  readonly onPending: (pending: number) => void;
  /** The mask had been changed elsewhere and this change was put on top of it. */
  readonly onConflict: () => void;
  /** A piece was refused for good. */
  readonly onRefused: (error: unknown) => void;
}

export interface MaskSaver {
  readonly push: (operation: MaskOperation, changes: readonly Change[]) => void;
  readonly base: () => number;
  readonly setBase: (revision: number) => void;
  /** Resolves when everything pushed is confirmed or refused. */
  readonly idle: () => Promise<void>;
  /** Tries a refused piece again. */
  readonly retry: () => void;
}

interface Piece {
  readonly operation: MaskOperation;
  readonly changes: readonly Change[];
}

/** Tiles sent in one call; the contract allows more, but an answer should not wait for a minute of bytes. */
const TILES_A_CALL = 512;

/** Saves pieces of the mask one after another. Pieces of the same kind that wait together become one revision. */
export function createMaskSaver(port: MaskPort): MaskSaver {
  let base = 0;
  let queue: Piece[] = [];
  let sending: Piece | null = null;
  /** States of tiles sent whose fate is unknown while a call is repeated. */
  let sent: readonly Change[] = [];
  let refused = false;
  let resting: (() => void)[] = [];

  const tell = (): void => port.onPending(queue.length + (sending === null ? 0 : 1));

  async function run(): Promise<void> {
    while (sending === null && queue.length > 0 && !refused) {
      sending = queue.shift()!;
      tell();
      await deliver(sending);
      sending = null;
      tell();
    }
    if (sending !== null || (queue.length > 0 && !refused)) return;
    const ready = resting;
    resting = [];
    for (const go of ready) go();
  }

  async function deliver(piece: Piece): Promise<void> {
    let rest = piece.changes;
    try {
      while (rest.length > 0) {
        const part = rest.slice(0, TILES_A_CALL);
        sent = part;
        const head = await port.save(base, piece.operation, part);
        base = head.revision;
        sent = [];
        rest = rest.slice(part.length);
        port.onHead(head);
      }
    } catch (error) {
      if (port.isConflict(error)) await resolveConflict({ ...piece, changes: rest });
      else {
        // Kept, so that nothing is lost: the examiner may reopen the case and try again.
        queue.unshift({ ...piece, changes: rest });
        refused = true;
        port.onRefused(error);
      }
    }
  }

  async function resolveConflict(piece: Piece): Promise<void> {
    const onTheWay = sent;
    sent = [];
    try {
      const mask = await port.load();
      const collect = (): readonly Unsaved[] => {
        const all = [piece, ...queue];
        queue = [];
        return unsavedOf(all, onTheWay);
      };
      const { foreign, changes } = await port.rebase(mask, collect);
      base = mask.revision;
      port.onHead(mask);
      if (foreign) port.onConflict();
      if (changes.length > 0) queue.unshift({ operation: piece.operation, changes });
    } catch (error) {
      queue.unshift(piece);
      refused = true;
      port.onRefused(error);
    }
  }

  return {
    push: (operation, changes) => {
      if (changes.length === 0) return;
      const last = queue.at(-1);
      if (last !== undefined && last.operation.type === operation.type) queue[queue.length - 1] = { operation, changes: mergeChanges(last.changes, changes) };
      else queue.push({ operation, changes });
      tell();
      void run();
    },
    base: () => base,
    setBase: (revision) => {
      base = revision;
    },
    idle: () => (sending === null && (queue.length === 0 || refused) ? Promise.resolve() : new Promise((resolve) => resting.push(resolve))),
    retry: () => {
      refused = false;
      void run();
    },
  };
}

/** Everything not confirmed as one change a tile, with the states of it that were on their way. */
export function unsavedOf(pieces: readonly { readonly changes: readonly Change[] }[], onTheWay: readonly Change[]): readonly Unsaved[] {
  const merged = pieces.reduce<Change[]>((all, { changes }) => mergeChanges(all, changes), []);
  const states = new Map<string, Packed[]>();
  for (const change of onTheWay) states.set(placeOf(change), [change.after]);
  return merged.map((change) => ({ ...change, sent: states.get(placeOf(change)) ?? [] }));
}

