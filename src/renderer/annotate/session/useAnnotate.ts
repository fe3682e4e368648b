import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { api } from '../../api/client.ts';
import { keys, queryClient, useCase } from '../../api/queries.ts';
import { createSession, type AnnotateSession, type AnnotateState, type Kept } from './session.ts';

interface Entry {
  readonly session: AnnotateSession;
  users: number;
  closing: ReturnType<typeof setTimeout> | null;
}

const live = new Map<string, Entry>();
/** Undo and what is locked or hidden, of items looked at earlier in this session of the page. */
const kept = new Map<string, Kept>();
/** Milliseconds a session without a user is kept: a screen that is drawn anew takes it up again. */
const GRACE = 400;
const UNUSED = 15_000;
/** Own saves cause events too; within this time after one the host is not asked for the whole mask, in milliseconds. */
const OWN_ECHO = 2500;

const keyOf = (slug: string, evidenceId: number): string => `${slug}/${evidenceId}`;

function sessionOf(slug: string, evidenceId: number): Entry {
  const key = keyOf(slug, evidenceId);
  const known = live.get(key);
  if (known !== undefined) return known;
  const entry: Entry = { session: createSession(slug, evidenceId, kept.get(key)), users: 0, closing: null };
  live.set(key, entry);
  // A screen that was given up before it was shown never takes its session up.
  entry.closing = setTimeout(() => void release(entry), UNUSED);
  return entry;
}

function retain(entry: Entry): () => void {
  entry.users += 1;
  if (entry.closing !== null) clearTimeout(entry.closing);
  entry.closing = null;
  return () => {
    entry.users -= 1;
    if (entry.users === 0) entry.closing = setTimeout(() => void release(entry), GRACE);
  };
}

/** Ends a session once everything is saved; until then it goes on in the background. */
async function release(entry: Entry): Promise<void> {
  const { session } = entry;
  const key = keyOf(session.slug, session.evidenceId);
  await Promise.all([session.marks.idle(), session.mask.idle()]);
  if (entry.users > 0) return;
  live.delete(key);
  const { stack, hidden, locked } = session.store.getState();
  kept.set(key, { stack, hidden, locked });
  await session.close();
}

globalThis.addEventListener('beforeunload', (event) => {
  if ([...live.values()].some(({ session }) => session.isUnsaved())) event.preventDefault();
});

/** Everything drawn on an item; the same session for all who ask while the item is shown. */
export function useAnnotate(slug: string, evidenceId: number): AnnotateSession {
  const [entry, setEntry] = useState(() => sessionOf(slug, evidenceId));
  const current = entry.session.slug === slug && entry.session.evidenceId === evidenceId ? entry : sessionOf(slug, evidenceId);
  if (current !== entry) setEntry(current);
  useEffect(() => retain(current), [current]);
  return current.session;
}

export function useAnnotateState<T>(session: AnnotateSession, select: (state: AnnotateState) => T): T {
  return useStore(session.store, select);
}

/** Keeps a session's annotations up to date with the host: other windows may annotate the same picture. */
export function useAnnotationList(session: AnnotateSession): { readonly error: unknown; readonly loading: boolean; readonly retry: () => void } {
  const { slug, evidenceId } = session;
  const list = useQuery({
    queryKey: keys.annotations(slug, evidenceId),
    queryFn: async ({ signal }) => {
      const askedAt = performance.now();
      return { askedAt, annotations: await api.annotations.list({ case: slug, evidenceId }, { signal }) };
    },
    staleTime: 0,
  });
  const { data } = list;
  useEffect(() => {
    if (data !== undefined) session.marks.receive(data.annotations, data.askedAt);
  }, [session, data]);
  return { error: list.data === undefined ? list.error : null, loading: list.isPending, retry: () => void list.refetch() };
}

/** Looks at the host's mask when the case's events tell of a change, but not while the change may be an own one: then once painting has rested. Used once on the page. */
export function useMaskChanges(session: AnnotateSession): void {
  const { slug, evidenceId } = session;
  const queryKey = keys.mask(slug, evidenceId);
  const later = useRef<ReturnType<typeof setTimeout> | null>(null);
  useQuery({
    queryKey,
    queryFn: async () => {
      if (later.current !== null) clearTimeout(later.current);
      later.current = null;
      const { head } = session.store.getState();
      if (head === null) return performance.now();
      const rests = !session.isUnsaved() && performance.now() - session.maskSavedAt() >= OWN_ECHO;
      if (!rests || !(await session.mask.refresh())) later.current = setTimeout(() => void queryClient.invalidateQueries({ queryKey }), OWN_ECHO);
      return performance.now();
    },
    staleTime: 0,
  });
  useEffect(
    () => () => {
      if (later.current !== null) clearTimeout(later.current);
    },
    [session],
  );
}

/** Why nothing can be drawn, or null. */
export function useReadOnly(slug: string): string | null {
  const status = useCase(slug).data?.status ?? 'open';
  return status === 'open' ? null : `The case is ${status}, so nothing in it can be changed. Reopen the case (Case, Status) to go on working in it.`;
}
