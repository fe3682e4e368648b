import type { ReactNode } from 'react';
import classes from './custody.module.css';
import { CHECK_WORDS, type CheckState } from './items.ts';

/** One shape a state, so that it is told without colour: ticked disc, crossed octagon, broken ring, triangle, ring. */
const SHAPES: Readonly<Record<CheckState, ReactNode>> = {
  unchanged: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="currentColor" />
      <path d="m5 8.2 2.2 2.2L11.2 6" fill="none" stroke="var(--glyph-ground)" strokeWidth="1.75" />
    </>
  ),
  changed: (
    <>
      <path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.200l-4-4V5.200z" fill="currentColor" />
      <path d="m5.4 5.4 5.2 5.200m0-5.2-5.2 5.2" stroke="var(--glyph-ground)" strokeWidth="1.75" />
    </>
  ),
  missing: (
    <>
      <circle cx="8" cy="8" r="5.75" fill="none" stroke="currentColor" strokeWidth="1.75" strokeDasharray="3 2.4" />
      <path d="m5.7 10.3 4.6-4.6" stroke="currentColor" strokeWidth="1.75" />
    </>
  ),
  unreadable: (
    <>
      <path d="M8 1.8 15 14H1z" fill="currentColor" />
      <path d="M8 6v4m0 1.200v1.5" stroke="var(--glyph-ground)" strokeWidth="1.6" />
    </>
  ),
  none: <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />,
};

/** What the newest check of an item showed, by shape and colour. */
export function CheckGlyph({ state, size = 16, decorative = false }: { readonly state: CheckState; readonly size?: number; /** Where the word stands beside it. */ readonly decorative?: boolean }): ReactNode {
  const name = CHECK_WORDS[state];
  return (
    <svg className={classes.glyph} data-check={state} width={size} height={size} viewBox="0 0 16 16" {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}>
      {!decorative && <title>{name}</title>}
      {SHAPES[state]}
    </svg>
  );
}
