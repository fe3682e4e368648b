import { useEffect } from 'react';
import { readDrop } from '../cases/drop.ts';
import { frameState } from './frameState.ts';

/** A file dropped anywhere must not replace the page; in a case it opens the dialog that adds evidence. */
export function useDrop(slug: string | null): void {
  useEffect(() => {
    function over(event: DragEvent): void {
      event.preventDefault();
    }
    function drop(event: DragEvent): void {
      if (event.defaultPrevented) return;
      event.preventDefault();
      if (slug === null || event.dataTransfer === null || document.querySelector('[aria-modal="true"]') !== null) return;
      frameState.setState({ addingTo: slug, dropped: readDrop(event.dataTransfer, globalThis.window.palimpsest) });
    }
    globalThis.addEventListener('dragover', over);
    globalThis.addEventListener('drop', drop);
    return () => {
      globalThis.removeEventListener('dragover', over);
      globalThis.removeEventListener('drop', drop);
    };
  }, [slug]);
}
