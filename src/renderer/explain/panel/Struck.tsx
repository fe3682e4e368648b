import { IconChevronDown } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type ReactNode } from 'react';
import type { ReviewedStatement, Settings } from '../../../contract/index.ts';
import { countOf } from '../../ui/words.ts';
import { STRIKE_WORDS } from '../logic/words.ts';
import classes from './panel.module.css';

/** Sentences the evidence contradicts: kept and shown on request, never among the others. */
export function Struck({ statements, level }: { readonly statements: readonly ReviewedStatement[]; readonly level: Settings['readingLevel'] }): ReactNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (open) list.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  const struck = statements.filter((sentence) => sentence.struck !== null);
  if (struck.length === 0) return null;
  return (
    <section className={classes.struckSection}>
      <h3 className={classes.disclosureTitle}>
        <button type="button" className={classes.disclosure} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {countOf(struck.length, 'struck sentence')}
          <IconChevronDown size={14} aria-hidden="true" />
        </button>
      </h3>
      {open && (
        <ul ref={list} className={classes.struck} id={id}>
          {struck.map((sentence) => (
            <li key={sentence.id}>
              <del>{level === 'plain' ? sentence.plain : sentence.technical}</del>
              <p>
                <strong>{STRIKE_WORDS[sentence.struck!.reason]}</strong>
                {sentence.struck!.words !== '' && (
                  <>
                    {' '}
                    (<q>{sentence.struck!.words}</q>)
                  </>
                )}
                . {sentence.struck!.because}
              </p>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
