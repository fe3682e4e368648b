/** Addresses of the screens, after the `#`. */
export const PATHS = { cases: '/', case: '/case/:slug', evidence: '/case/:slug/evidence', review: '/case/:slug/review/:evidenceId', scan: '/case/:slug/scan', audit: '/case/:slug/audit', settings: '/settings' } as const;

export type Screen = keyof typeof PATHS;

export const toCase = (slug: string): string => `/case/${slug}`;
export const toEvidence = (slug: string): string => `/case/${slug}/evidence`;
export const toReview = (slug: string, evidenceId: number): string => `/case/${slug}/review/${evidenceId}`;
export const toScan = (slug: string): string => `/case/${slug}/scan`;
export const toAudit = (slug: string): string => `/case/${slug}/audit`;

export interface Place {
  readonly screen: Screen | null;
  readonly slug: string | null;
  readonly evidenceId: number | null;
}

/** Which screen an address means; `screen` is null for none. */
export function placeOf(path: string): Place {
  if (path === '' || path === '/') return { screen: 'cases', slug: null, evidenceId: null };
  if (path === '/settings') return { screen: 'settings', slug: null, evidenceId: null };
  const match = /^\/case\/([a-z0-9][a-z0-9_-]{0,99})(?:\/(evidence|scan|audit|review\/([1-9][0-9]{0,15})))?\/?$/.exec(path);
  if (match === null) return { screen: null, slug: null, evidenceId: null };
  const [, slug = '', part, item] = match;
  if (item !== undefined) return { screen: 'review', slug, evidenceId: Number(item) };
  return { screen: part === 'evidence' || part === 'scan' || part === 'audit' ? part : 'case', slug, evidenceId: null };
}
