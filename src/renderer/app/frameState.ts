import { useEffect, type ReactNode } from 'react';
import { create } from 'zustand';
import type { Drop } from '../cases/drop.ts';

interface FrameState {
  /** The case worked in last; the navigation keeps pointing at it from Cases and Settings. */
  readonly slug: string | null;
  /** The picture reviewed last in each case. */
  readonly reviewed: Readonly<Record<string, number>>;
  readonly mapOpen: boolean;
  readonly creating: boolean;
  /** Case to which evidence is being added, while the dialog is open. */
  readonly addingTo: string | null;
  /** What was dropped on the page to open that dialog. */
  readonly dropped: Drop | null;
  readonly status: ReactNode;
}

export const frameState = create<FrameState>(() => ({ slug: null, reviewed: {}, mapOpen: false, creating: false, addingTo: null, dropped: null, status: null }));

export function enterCase(slug: string | null): void {
  frameState.setState({ slug });
}

export function rememberReviewed(slug: string, evidenceId: number): void {
  frameState.setState((state) => ({ reviewed: { ...state.reviewed, [slug]: evidenceId } }));
}

/** Puts a screen's own words into the status line while it is mounted. */
export function useStatusLine(status: ReactNode): void {
  useEffect(() => {
    frameState.setState({ status });
  }, [status]);
  useEffect(() => () => frameState.setState({ status: null }), []);
}
