import { toCustody, toReview } from '../app/routes.ts';
import { focusedItem } from '../custody/focus.ts';
import { elementId } from './fields.ts';
import type { Jump } from './lint.ts';

/** Id of a section of the form. */
export const sectionId = (number: number): string => `report-section-${number}`;
/** Id of the column that chooses the items. */
export const ITEMS_ID = 'report-items';

/** Leads to what a missing thing is about: puts the keyboard into its input, or opens the item's custody or review. */
export function followJump(slug: string, jump: Jump, go: (path: string) => void): void {
  switch (jump.to) {
    case 'field':
      return focusOn(elementId(jump.path));
    case 'section':
      return focusOn(sectionId(jump.number));
    case 'items':
      return focusOn(ITEMS_ID);
    case 'review':
      return go(toReview(slug, jump.evidenceId));
    case 'custody':
      if (jump.evidenceId !== null) focusedItem.setState({ items: { [slug]: jump.evidenceId } });
      return go(toCustody(slug));
  }
}

function focusOn(id: string): void {
  const element = document.getElementById(id);
  if (element === null) return;
  element.scrollIntoView({ block: 'center' });
  element.focus({ preventScroll: true });
}
