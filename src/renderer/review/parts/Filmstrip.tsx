import { IconPhotoOff } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { fileUrl } from '../../api/client.ts';
import { useEvidenceRows } from '../../evidence/data/useEvidenceRows.ts';
import { StatusGlyph } from '../../ui/StatusGlyph.tsx';
import { formatScore, REVIEW_WORDS } from '../../ui/words.ts';
import type { Place } from './neighbours.ts';
import classes from './parts.module.css';

/** Thumbnail and its line of text, which grows with the text size of the page. */
function frameHeight(): number {
  return Math.round(68 + 1.5 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize));
}

/** The list of evidence beside the canvas, in its own order; only what is on the screen exists. */
export const Filmstrip = memo(function Filmstrip({ slug, evidenceId, place }: { readonly slug: string; readonly evidenceId: number; readonly place: Place }): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [height] = useState(frameHeight);
  const rows = useEvidenceRows(slug, place.list, place.index ?? 0);
  const total = rows.total ?? 0;
  const virtual = useVirtualizer({ count: total, getScrollElement: () => scroller.current, estimateSize: () => height, overscan: 3 });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const { show } = rows;
  useEffect(() => show(first, last + 1), [show, first, last]);
  const index = place.index;
  useEffect(() => {
    if (index !== null && total > 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [virtual, index, total]);

  function move(event: KeyboardEvent): void {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (step === undefined || index === null) return;
    event.preventDefault();
    if (index + step >= 0 && index + step < total) void place.openAt(index + step);
  }

  return (
    <div ref={scroller} className={classes.filmstrip} role="listbox" aria-label="Items of the list" tabIndex={0} aria-activedescendant={index === null ? undefined : `film-${index}`} onKeyDown={move}>
      <div className={classes.film} style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index: at, start }) => {
          const item = rows.itemAt(at);
          return (
            <div
              key={at}
              id={`film-${at}`}
              role="option"
              aria-selected={item?.id === evidenceId}
              aria-label={item === undefined ? 'Loading' : `${item.name}, ${REVIEW_WORDS[item.review]}, score ${formatScore(item.score)}`}
              aria-posinset={at + 1}
              aria-setsize={total}
              className={classes.frame}
              data-current={item?.id === evidenceId || undefined}
              style={{ transform: `translateY(${start}px)`, height }}
              title={item?.path}
              onClick={() => item !== undefined && place.open(item.id)}
            >
              {item !== undefined && (
                <>
                  {item.width === null ? (
                    <span className={classes.thumb} data-none>
                      <IconPhotoOff size={20} stroke={1.25} aria-hidden="true" />
                    </span>
                  ) : (
                    <img className={classes.thumb} src={fileUrl({ kind: 'thumbnail', case: slug, evidenceId: item.id })} alt="" loading="lazy" decoding="async" draggable={false} />
                  )}
                  <span className={classes.caption}>
                    <StatusGlyph review={item.review} size={14} decorative />
                    <span className={classes.number}>{formatScore(item.score)}</span>
                  </span>
                </>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
});
