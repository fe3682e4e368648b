import { useEffect } from 'react';
import { create, type StoreApi, type UseBoundStore } from 'zustand';
import type { ReportFields } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { toRecord } from '../api/errors.ts';
import { createAutosave, type Autosave, type SaveState } from './autosave.ts';
import { withField } from './fields.ts';

/** The form of a case's report as it stands in this window. */
export interface Draft {
  /** Null until the host has said what it knows. */
  readonly fields: ReportFields | null;
  /** Grows with each change, so that what was made of older fields can be told. */
  readonly revision: number;
  readonly save: SaveState;
  readonly problem: string | null;
  readonly error: unknown;
}

type DraftStore = UseBoundStore<StoreApi<Draft>>;

/** A pause in typing after which the draft is written, in milliseconds. */
const WAIT = 600;
const drafts = new Map<string, { readonly store: DraftStore; readonly autosave: Autosave<ReportFields> }>();

function draftOf(slug: string): { readonly store: DraftStore; readonly autosave: Autosave<ReportFields> } {
  const known = drafts.get(slug);
  if (known !== undefined) return known;
  const store = create<Draft>(() => ({ fields: null, revision: 0, save: 'idle', problem: null, error: null }));
  const autosave = createAutosave<ReportFields>({
    write: async (fields) => void (await api.reports.saveDraft({ case: slug, fields })),
    wait: WAIT,
    onState: (save, error) => store.setState({ save, problem: save === 'failed' ? toRecord(error).message : null }),
  });
  const draft = { store, autosave };
  drafts.set(slug, draft);
  return draft;
}

export function useDraft(slug: string): Draft {
  const { store, autosave } = draftOf(slug);
  useEffect(() => {
    void loadDraft(slug);
    // Whoever leaves the screen or the window has what was typed written.
    const flush = (): void => void autosave.flush();
    globalThis.addEventListener('pagehide', flush);
    return () => {
      globalThis.removeEventListener('pagehide', flush);
      flush();
    };
  }, [slug, autosave]);
  return store();
}

/** Reads the draft, unless this window has one of its own that is not written yet. */
export async function loadDraft(slug: string): Promise<void> {
  const { store } = draftOf(slug);
  try {
    const { fields } = await api.reports.draft({ case: slug });
    store.setState((now) => (now.save === 'edited' || now.save === 'saving' || now.save === 'failed' ? { error: null } : { fields, revision: now.revision + 1, error: null }));
  } catch (error) {
    store.setState({ error });
  }
}

/** Changes one field; `path` is below the report's fields, such as `agency.name`. */
export function changeDraft(slug: string, path: string, value: string | boolean): void {
  const { store, autosave } = draftOf(slug);
  const { fields, revision } = store.getState();
  if (fields === null) return;
  const next = withField(fields, path, value);
  store.setState({ fields: next, revision: revision + 1 });
  autosave.change(next);
}

export function readDraft(slug: string): ReportFields | null {
  return draftOf(slug).store.getState().fields;
}

/** Has everything typed written; done when it is, or when it was refused. */
export function flushDraft(slug: string): Promise<void> {
  return draftOf(slug).autosave.flush();
}
