import { IconPhoto, IconPhotoOff } from '@tabler/icons-react';
import { memo, useEffect, useState, type ReactNode } from 'react';
import type { EvidenceItem } from '../../../contract/evidence.ts';
import { fileUrl } from '../../api/client.ts';
import { listPace } from '../data/pace.ts';
import classes from './list.module.css';
import { outlineOf, type OutlineSource } from './outlines.ts';

/** Thumbnails that were shown before come at once, also while the list is rushing past. */
const shownBefore = new Set<string>();

/** Whether this may be loaded now: at once when the list is calm, else when it comes to rest. */
function useCalm(key: string): boolean {
  const [calmKey, setCalmKey] = useState<string | null>(shownBefore.has(key) ? key : null);
  useEffect(() => (calmKey === key ? undefined : listPace.whenCalm(() => setCalmKey(key))), [key, calmKey]);
  return calmKey === key;
}

/** The picture of an item with the outline of its mask; a sign where there is none. Decoration: the item's name says what it is. */
export const Thumbnail = memo(function Thumbnail({ slug, item, threshold, outline }: { readonly slug: string; readonly item: EvidenceItem; readonly threshold: number; readonly outline: boolean }): ReactNode {
  const url = fileUrl({ kind: 'thumbnail', case: slug, evidenceId: item.id });
  const calm = useCalm(url);
  const [state, setState] = useState<{ readonly url: string; readonly is: 'shown' | 'missing' } | null>(null);
  const is = state?.url === url ? state.is : 'waiting';
  if (item.width === null || is === 'missing') return <IconPhotoOff className={classes.noPicture} size={22} stroke={1.25} aria-hidden="true" />;
  return (
    <>
      {is === 'waiting' && <IconPhoto className={classes.noPicture} size={22} stroke={1} aria-hidden="true" />}
      {calm && (
        <img
          className={classes.picture}
          src={url}
          alt=""
          decoding="async"
          draggable={false}
          data-shown={is === 'shown' || undefined}
          ref={dropOnLeave}
          onLoad={() => {
            remember(url);
            setState({ url, is: 'shown' });
          }}
          onError={() => setState({ url, is: 'missing' })}
        />
      )}
      {outline && is === 'shown' && item.findingId !== null && (item.regions ?? 0) > 0 && item.height !== null && (
        <Outline slug={slug} findingId={item.findingId} width={item.width} height={item.height} orientation={item.orientation} threshold={threshold} />
      )}
    </>
  );
});

function remember(url: string): void {
  if (shownBefore.size > 4000) shownBefore.clear();
  shownBefore.add(url);
}

/** A picture that scrolled away before it came is not asked for any longer. */
function dropOnLeave(image: HTMLImageElement | null): (() => void) | undefined {
  if (image === null) return undefined;
  return () => {
    if (!image.complete) image.removeAttribute('src');
  };
}

function Outline({ slug, findingId, width, height, orientation, threshold }: OutlineSource): ReactNode {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const gone = new AbortController();
    const stop = listPace.whenCalm(() => {
      void outlineOf({ slug, findingId, width, height, orientation, threshold }, gone.signal).then((made) => {
        if (!gone.signal.aborted) setUrl(made);
      });
    });
    return () => {
      gone.abort();
      stop();
    };
  }, [slug, findingId, width, height, orientation, threshold]);
  return url === null ? null : <img className={classes.outline} src={url} alt="" draggable={false} />;
}
