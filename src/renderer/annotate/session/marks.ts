import type { Annotation, AnnotationBody } from '../../../contract/annotations.ts';

/** Calls of the host that repeat by themselves until it answers. */
export interface MarksPort {
  readonly save: (id: string, body: AnnotationBody) => Promise<Annotation>;
  readonly remove: (id: string) => Promise<Annotation>;
  readonly onChange: (annotations: readonly Annotation[]) => void;
  readonly onPending: (pending: number) => void;
  /** The host refused a change for good; it is shown no longer. */
  readonly onRefused: (error: unknown, id: string) => void;
}

export interface Marks {
  readonly list: () => readonly Annotation[];
  readonly get: (id: string) => Annotation | undefined;
  /** Shows a body (null: gone) at once and saves it. */
  readonly set: (id: string, body: AnnotationBody | null) => void;
  /** Takes over the host's list as asked for at a time (`now`); what is unsaved, or was saved since, stays as it is here. */
  readonly receive: (annotations: readonly Annotation[], askedAt: number) => void;
  readonly idle: () => Promise<void>;
}

/** The annotations of one item: shown at once, saved one after another, the newest body of each. */
export function createMarks(evidenceId: number, port: MarksPort, now: () => number = () => performance.now()): Marks {
  let saved = new Map<string, Annotation>();
  const savedAt = new Map<string, number>();
  let shown: readonly Annotation[] = [];
  const wanted = new Map<string, AnnotationBody | null>();
  let sendingId: string | null = null;
  let resting: (() => void)[] = [];

  function publish(): void {
    const all = new Map(saved);
    for (const [id, body] of wanted) {
      if (body === null) all.delete(id);
      else all.set(id, { ...(saved.get(id) ?? { id, revision: 0, evidenceId, author: '', at: '', deleted: false }), ...body });
    }
    // Ids carry their time, so this is the order in which they were drawn.
    shown = [...all.values()].toSorted((left, right) => (left.id < right.id ? -1 : 1));
    port.onChange(shown);
    port.onPending(wanted.size);
  }

  async function run(): Promise<void> {
    if (sendingId !== null) return;
    for (let next = wanted.entries().next(); next.done !== true; next = wanted.entries().next()) {
      const [id, body] = next.value;
      sendingId = id;
      try {
        // What was drawn and taken back before it was ever saved has nothing to remove.
        const answer = body === null ? (saved.has(id) ? await port.remove(id) : null) : await port.save(id, body);
        if (answer === null || answer.deleted) saved.delete(id);
        else saved.set(id, answer);
        savedAt.set(id, now());
        if (wanted.get(id) === body) wanted.delete(id);
      } catch (error) {
        wanted.delete(id);
        port.onRefused(error, id);
      }
      sendingId = null;
      publish();
    }
    const ready = resting;
    resting = [];
    for (const go of ready) go();
  }

  return {
    list: () => shown,
    get: (id) => shown.find((one) => one.id === id),
    set: (id, body) => {
      // A newer wish goes to the end of the row only if it was not waiting already.
      wanted.set(id, body);
      publish();
      void run();
    },
    receive: (annotations, askedAt) => {
      const isNewer = (id: string): boolean => (savedAt.get(id) ?? -Infinity) >= askedAt;
      saved = new Map([...annotations.filter(({ id }) => !isNewer(id)).map((one) => [one.id, one] as const), ...[...saved].filter(([id]) => isNewer(id))]);
      publish();
    },
    idle: () => (wanted.size === 0 && sendingId === null ? Promise.resolve() : new Promise((resolve) => resting.push(resolve))),
  };
}

/** A new id that begins with the time (UUID version 7), so that ids sort as they were made. */
export function newId(now: number = Date.now(), random: Uint8Array = crypto.getRandomValues(new Uint8Array(10))): string {
  const time = now.toString(16).padStart(12, '0').slice(-12);
  const bytes = [...random];
  bytes[0] = (bytes[0]! & 0x0f) | 0x70;
  bytes[2] = (bytes[2]! & 0x3f) | 0x80;
  const hex = time + bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
