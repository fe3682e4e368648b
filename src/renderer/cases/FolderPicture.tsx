import type { ReactNode } from 'react';

/** What will be here: sheets in a folder, one of them with a marked part. Decoration. */
export function FolderPicture(): ReactNode {
  return (
    <svg width="120" height="84" viewBox="0 0 120 84" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <rect x="26" y="8" width="44" height="56" rx="2" opacity="0.5" />
      <rect x="38" y="14" width="44" height="56" rx="2" fill="var(--ground)" />
      <path d="M45 58l10-13 8 9 5-6 8 10z" opacity="0.7" />
      <rect x="57" y="26" width="15" height="12" strokeDasharray="3 2" />
      <path d="M12 34h28l5 6h63v36a2 2 0 0 1-2 2H14a2 2 0 0 1-2-2z" fill="var(--panel)" />
    </svg>
  );
}
