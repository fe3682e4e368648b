import { useEffect, useState } from 'react';

function current(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
}

/** Pixels of one rem, followed when the reader makes the text larger; line heights are made of it. */
export function useRem(): number {
  const [rem, setRem] = useState(current);
  useEffect(() => {
    const probe = document.createElement('div');
    probe.style.cssText = 'position:absolute;visibility:hidden;width:1rem;height:0';
    document.body.append(probe);
    const observer = new ResizeObserver(() => setRem(current()));
    observer.observe(probe);
    return () => {
      observer.disconnect();
      probe.remove();
    };
  }, []);
  return rem;
}
