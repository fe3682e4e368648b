/** Addresses of the screens, after the `#`. */
export const PATHS = { cases: '/', case: '/case/:slug', evidence: '/case/:slug/evidence', review: '/case/:slug/review/:evidenceId', scan: '/case/:slug/scan', custody: '/case/:slug/custody', report: '/case/:slug/report', audit: '/case/:slug/audit', settings: '/settings' } as const;

export type Screen = keyof typeof PATHS;

export const toCase = (slug: string): string => `/case/${slug}`;
export const toEvidence = (slug: string): string => `/case/${slug}/evidence`;
export const toReview = (slug: string, evidenceId: number): string => `/case/${slug}/review/${evidenceId}`;
export const toScan = (slug: string): string => `/case/${slug}/scan`;
export const toCustody = (slug: string): string => `/case/${slug}/custody`;
export const toReport = (slug: string): string => `/case/${slug}/report`;
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
  const match = /^\/case\/([a-z0-9][a-z0-9_-]{0,99})(?:\/(evidence|scan|custody|report|audit|review\/([1-9][0-9]{0,15})))?\/?$/.exec(path);
  if (match === null) return { screen: null, slug: null, evidenceId: null };
  const [, slug = '', part, item] = match;
  if (item !== undefined) return { screen: 'review', slug, evidenceId: Number(item) };
  return { screen: isPart(part) ? part : 'case', slug, evidenceId: null };
}

const PARTS = ['evidence', 'scan', 'custody', 'report', 'audit'] as const;

function isPart(part: string | undefined): part is (typeof PARTS)[number] {
  return PARTS.some((one) => one === part);
}
