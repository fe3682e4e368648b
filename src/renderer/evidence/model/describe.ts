import type { EvidenceItem } from '../../../contract/evidence.ts';
import { DOMAIN_WORDS, formatScore, REVIEW_WORDS, STATUS_WORDS } from '../../ui/words.ts';

/** What is known of an item in words, as a screen reader says it after the name. */
export function itemSentence(item: EvidenceItem, problem: string | null): string {
  const parts = [REVIEW_WORDS[item.review].toLowerCase()];
  if (item.score !== null) parts.push(`score ${formatScore(item.score)}`);
  if (item.regions !== null) parts.push(item.regions === 1 ? '1 region' : `${item.regions} regions`);
  if (item.status !== 'analysed') parts.push(STATUS_WORDS[item.status].toLowerCase());
  if (problem !== null) parts.push(problem);
  if (item.check === 'changed') parts.push('the file has changed since intake');
  if (item.check === 'missing' || item.check === 'unreadable') parts.push(`the file was ${item.check} when it was verified`);
  if (item.domain !== 'unset') parts.push(DOMAIN_WORDS[item.domain].toLowerCase());
  if (item.extensionMismatch) parts.push('extension does not match the content');
  if (item.duplicates > 0) parts.push(item.duplicates === 1 ? 'same content as 1 other item' : `same content as ${item.duplicates} other items`);
  if (item.annotations > 0) parts.push(item.annotations === 1 ? '1 annotation' : `${item.annotations} annotations`);
  return `, ${parts.join(', ')}`;
}
