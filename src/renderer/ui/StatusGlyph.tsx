import type { ReactNode } from 'react';
import type { ReviewStatus } from '../../contract/index.ts';
import classes from './ui.module.css';
import { REVIEW_WORDS } from './words.ts';

/** One shape a status, so that it is told without colour: ring, half ring, triangle, diamond, dashed ring with a bar, ticked disc. */
const SHAPES: Readonly<Record<ReviewStatus, ReactNode>> = {
  unreviewed: <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  in_review: (
    <>
      <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 2.75a5.25 5.25 0 0 1 0 10.5z" fill="currentColor" />
    </>
  ),
  traces_found: <path d="M8 1.8 15 14H1z" fill="currentColor" />,
  inconclusive: (
    <>
      <path d="M8 1.5 14.500 8 8 14.500 1.500 8z" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 1.500V14.500L1.500 8z" fill="currentColor" />
    </>
  ),
  no_traces_found: (
    <>
      <rect x="2.5" y="2.5" width="11" height="11" rx="1" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M5 8h6" stroke="currentColor" strokeWidth="1.75" />
    </>
  ),
  verified: (
    <>
      <circle cx="8" cy="8" r="6.25" fill="currentColor" />
      <path d="m5 8.200 2.200 2.200L11.200 6" fill="none" stroke="var(--glyph-ground)" strokeWidth="1.75" />
    </>
  ),
};

/** Where the examiner stands with an item, by shape and colour. */
export function StatusGlyph({ review, size = 16, decorative = false }: { readonly review: ReviewStatus; readonly size?: number; /** Where the word stands beside it. */ readonly decorative?: boolean }): ReactNode {
  const name = REVIEW_WORDS[review];
  return (
    <svg className={classes.glyph} data-review={review} width={size} height={size} viewBox="0 0 16 16" {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name })}>
      {!decorative && <title>{name}</title>}
      {SHAPES[review]}
    </svg>
  );
}
