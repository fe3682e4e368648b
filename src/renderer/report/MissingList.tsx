import { memo, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Lint } from '../../contract/index.ts';
import { toRecord } from '../api/errors.ts';
import { countOf, formatCount } from '../ui/words.ts';
import { followJump } from './jump.ts';
import { countErrors, groupLints, jumpOf } from './lint.ts';
import { LintGlyph } from './LintGlyph.tsx';
import classes from './report.module.css';

/** Lines shown of one section; a case with a thousand items can have as many. */
const MOST = 40;

/** What is missing or must not be said, by section; a line leads to where it is put right. */
export const MissingList = memo(function MissingList({ slug, lints, error, items }: { readonly slug: string; readonly lints: readonly Lint[] | undefined; readonly error: Error | null; readonly items: number }): ReactNode {
  const [, go] = useLocation();
  const errors = countErrors(lints ?? []);
  const warnings = (lints?.length ?? 0) - errors;
  return (
    <section className={classes.block} aria-label="What is missing">
      <header className={classes.columnHead}>
        <h2>What is missing</h2>
        <span className={classes.dim} role="status">
          {lints === undefined ? '' : errors === 0 ? (warnings === 0 ? 'Nothing' : `Nothing required, ${countOf(warnings, 'advice', 'pieces of advice')}`) : `${errors} required${warnings === 0 ? '' : `, ${warnings} advised`}`}
        </span>
      </header>
      {error !== null && (
        <p role="alert" className={classes.problem}>
          {toRecord(error).message}
        </p>
      )}
      {items === 0 && <p className={classes.hint}>Choose the items the report is about; then what is missing stands here.</p>}
      {items > 0 && lints === undefined && error === null && <p className={classes.hint}>Looking…</p>}
      {items > 0 && lints !== undefined && lints.length === 0 && <p className={classes.hint}>Nothing is missing. The final report can be issued.</p>}
      {items > 0 &&
        groupLints(lints ?? []).map((group) => (
          <div key={group.number} className={classes.lintGroup}>
            <h3>
              <span className={classes.sectionNumber}>{group.number}</span>
              {group.title}
            </h3>
            <ul>
              {group.lints.slice(0, MOST).map((lint) => (
                <li key={`${lint.field}${lint.message}`}>
                  <button type="button" className={classes.lint} data-lint={lint.field} onClick={() => followJump(slug, jumpOf(lint), go)}>
                    <LintGlyph severity={lint.severity} />
                    <span>{lint.message}</span>
                  </button>
                </li>
              ))}
              {group.lints.length > MOST && <li className={classes.hint}>and {formatCount(group.lints.length - MOST)} more</li>}
            </ul>
          </div>
        ))}
    </section>
  );
});
