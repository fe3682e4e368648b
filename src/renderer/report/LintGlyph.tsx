import type { ReactNode } from 'react';
import type { Lint } from '../../contract/index.ts';
import classes from './report.module.css';

const WORDS: Readonly<Record<Lint['severity'], string>> = { error: 'Required', warning: 'Advised' };

/** An octagon for what blocks the final report, a triangle for what is advised. */
export function LintGlyph({ severity, size = 14 }: { readonly severity: Lint['severity']; readonly size?: number }): ReactNode {
  return (
    <svg className={classes.lintGlyph} data-severity={severity} width={size} height={size} viewBox="0 0 16 16" role="img" aria-label={WORDS[severity]}>
      <title>{WORDS[severity]}</title>
      {severity === 'error' ? <path d="M5.2 1.2h5.6l4 4v5.6l-4 4H5.2l-4-4V5.2z" fill="currentColor" /> : <path d="M8 2.2 14.4 13.6H1.6z" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinejoin="round" />}
      <path d={severity === 'error' ? 'M8 4.2v4.6m0 1.4v1.8' : 'M8 6v3.5m0 1v1.5'} stroke={severity === 'error' ? 'var(--glyph-ground)' : 'currentColor'} strokeWidth="1.7" />
    </svg>
  );
}
