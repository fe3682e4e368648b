import { AppError } from '../contract/index.ts';

const SLUG = /^[a-z0-9][a-z0-9_-]{0,63}$/;
/** Names Windows reserves for devices; a case folder must be portable. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Folder name of a case: lower-case letters, digits, hyphen and underscore, at most 64.
 * Other characters of a name become hyphens. Error: CASE_INVALID_NAME when nothing usable is left.
 */
export function caseSlug(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replaceAll(/\p{Mark}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]+/g, '-')
    .slice(0, 64)
    .replaceAll(/^[-_]+|-+$/g, '');
  if (!SLUG.test(slug) || RESERVED.test(slug)) {
    throw new AppError('CASE_INVALID_NAME', `"${name}" cannot be the name of a case. Use letters and digits, for instance "claim-2026-017".`, { name });
  }
  return slug;
}
