import { Button, Checkbox, SegmentedControl, Skeleton } from '@mantine/core';
import { IconPhotoOff } from '@tabler/icons-react';
import { memo, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { REVIEW_STATUSES } from '../../contract/index.ts';
import { fileUrl } from '../api/client.ts';
import { toEvidence } from '../app/routes.ts';
import { CheckGlyph } from '../custody/CheckGlyph.tsx';
import { useCustody } from '../custody/data.ts';
import { stateOf, type CheckState } from '../custody/items.ts';
import { ErrorState } from '../ui/ErrorState.tsx';
import { StatusGlyph } from '../ui/StatusGlyph.tsx';
import { countOf, formatCount, REVIEW_WORDS } from '../ui/words.ts';
import { countChosen, SHOWN, useChosen } from './data.ts';
import { ITEMS_ID } from './jump.ts';
import classes from './report.module.css';
import { choose, toggleItem } from './selection.ts';

/** Which items the report is about. */
export const ItemsColumn = memo(function ItemsColumn({ slug }: { readonly slug: string }): ReactNode {
  const chosen = useChosen(slug);
  const { choice, items, total, except, pending, error, retry } = chosen;
  const { data: custody } = useCustody(slug);
  const states = new Map((custody?.items ?? []).map((item) => [item.evidenceId, stateOf(item)]));
  return (
    <section className={classes.column} aria-label="Items" id={ITEMS_ID} tabIndex={-1}>
      <header className={classes.columnHead}>
        <h2>Items</h2>
        <span className={classes.dim}>{countOf(countChosen(chosen), 'item')} in the report</span>
      </header>
      <div className={classes.choice}>
        <SegmentedControl
          fullWidth
          aria-label="Items of the report"
          value={choice.kind}
          onChange={(value) => choose(slug, { kind: value as typeof choice.kind, leftOut: new Set() })}
          data={[{ value: 'all', label: 'Whole case' }, { value: 'status', label: 'By status' }, { value: 'selected', label: 'Selected' }]}
        />
        {choice.kind === 'status' && (
          <fieldset className={classes.statuses}>
            <legend>Items with the status</legend>
            {REVIEW_STATUSES.map((review) => (
              <Checkbox
                key={review}
                label={
                  <span className={classes.withGlyph}>
                    <StatusGlyph review={review} size={14} decorative /> {REVIEW_WORDS[review]}
                  </span>
                }
                checked={choice.reviews.includes(review)}
                onChange={(event) => choose(slug, { reviews: event.currentTarget.checked ? REVIEW_STATUSES.filter((one) => one === review || choice.reviews.includes(one)) : choice.reviews.filter((one) => one !== review) })}
              />
            ))}
          </fieldset>
        )}
      </div>
      {pending && <Skeleton height={160} m={12} />}
      {error !== null && <ErrorState error={error} retry={retry} />}
      {!pending && error === null && total === 0 && (
        <div className={classes.none}>
          <p>{choice.kind === 'selected' ? 'Nothing is selected under Evidence.' : choice.kind === 'status' ? 'No item has one of these statuses.' : 'There is no evidence in this case yet.'}</p>
          <Button component={Link} href={toEvidence(slug)} variant="default">
            Go to evidence
          </Button>
        </div>
      )}
      <ul className={classes.items} aria-label="Items found">
        {items.map((item) => (
          <li key={item.id} data-out={except.has(item.id) || undefined}>
            <Checkbox aria-label={`${item.name} in the report`} checked={!except.has(item.id)} onChange={() => choose(slug, { leftOut: toggleItem(choice.leftOut, item.id) })} />
            <SmallPicture url={item.width === null ? null : fileUrl({ kind: 'thumbnail', case: slug, evidenceId: item.id })} />
            <span className={classes.itemName} title={item.path}>
              {item.name}
            </span>
            <ItemCheck state={states.get(item.id) ?? 'none'} />
          </li>
        ))}
      </ul>
      {total > items.length && !pending && <p className={classes.moreItems}>and {formatCount(total - Math.min(total, SHOWN))} more, all of them in the report</p>}
    </section>
  );
});

function ItemCheck({ state }: { readonly state: CheckState }): ReactNode {
  return <CheckGlyph state={state} size={14} />;
}

function SmallPicture({ url }: { readonly url: string | null }): ReactNode {
  const [missing, setMissing] = useState(false);
  return (
    <span className={classes.thumbnail} aria-hidden="true">
      {url === null || missing ? <IconPhotoOff size={15} stroke={1.25} /> : <img src={url} alt="" loading="lazy" decoding="async" draggable={false} onError={() => setMissing(true)} />}
    </span>
  );
}
