import { IconLink, IconQuote, IconRuler2 } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { SOURCE_WORDS, type Source } from '../logic/source.ts';
import classes from './panel.module.css';

const SHAPES = { measured: IconRuler2, bound: IconLink, opinion: IconQuote } as const;

/** What stands behind a sentence, by shape. */
export function SourceGlyph({ source, decorative = false }: { readonly source: Source; readonly decorative?: boolean }): ReactNode {
  const { name, help } = SOURCE_WORDS[source];
  const Shape = SHAPES[source];
  return (
    <span className={classes.source} data-source={source} {...(decorative ? { 'aria-hidden': true } : { role: 'img', 'aria-label': name, title: `${name}. ${help}` })}>
      <Shape size={15} stroke={1.6} aria-hidden="true" />
    </span>
  );
}
