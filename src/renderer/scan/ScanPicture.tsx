import type { ReactNode } from 'react';

/** What will be here: stages of a job, one of them half done. Decoration. */
export function ScanPicture(): ReactNode {
  return (
    <svg width="140" height="70" viewBox="0 0 140 70" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      {[12, 32, 52].map((y, index) => (
        <g key={y}>
          <rect x="34" y={y} width="96" height="8" rx="2" opacity="0.5" />
          <rect x="34" y={y} width={[96, 58, 10][index]} height="8" rx="2" fill="currentColor" stroke="none" opacity="0.55" />
          <path d={`M8 ${y + 4}h16`} />
        </g>
      ))}
    </svg>
  );
}
