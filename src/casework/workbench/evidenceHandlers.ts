import type { CaseEvent } from '../../contract/index.ts';
import { itemFacets } from '../store/itemFacets.ts';
import { itemOrder } from '../store/itemOrder.ts';
import { readItems } from '../store/itemRows.ts';
import { changeItems, type ItemChange, type ItemSelection, writeNote } from '../store/itemState.ts';
import { readSearches, removeSearch, saveSearch } from '../store/searches.ts';
import { requireEditable, type WorkbenchContext } from './context.ts';
import type { Handlers } from './handlers.ts';

/** Ids an event names; beyond it pages read what they show again. */
const NAMED_IDS = 500;

/** The evidence grid: queries, facets and the examiner's state of items. */
export function evidenceHandlers(context: WorkbenchContext): Handlers<'evidence'> {
  const database = (slug: string) => context.requireOpen(slug).session.database;
  const change = (slug: string, items: ItemSelection, to: ItemChange): { changed: number } => {
    const { session } = requireEditable(context, slug);
    const ids = changeItems(session.database, session.actor, items, to);
    if (ids.length > 0) {
      context.emit(slug, evidenceEvent(ids));
      context.emit(slug, { type: 'case' });
    }
    return { changed: ids.length };
  };
  return {
    async query({ offset, limit, ...query }) {
      const { ids } = itemOrder(database(query.case), query);
      return { total: ids.length, offset, items: [...readItems(database(query.case), ids.subarray(offset, offset + limit))] };
    },
    async groups(query) {
      return [...itemOrder(database(query.case), { ...query, groupByFolder: true }).groups];
    },
    facets: async ({ case: slug, filter }) => itemFacets(database(slug), filter),
    async position({ evidenceId, ...query }) {
      const index = itemOrder(database(query.case), query).ids.indexOf(evidenceId);
      return { index: index === -1 ? null : index };
    },
    setReview: async ({ case: slug, items, review }) => change(slug, items, { field: 'review', value: review }),
    setDomain: async ({ case: slug, items, domain }) => change(slug, items, { field: 'domain', value: domain }),
    async setNote({ case: slug, evidenceId, note }) {
      const { session } = requireEditable(context, slug);
      if (writeNote(session.database, session.actor, context.author(), evidenceId, note)) context.emit(slug, evidenceEvent([evidenceId]));
      return {};
    },
    searches: async ({ case: slug }) => [...readSearches(database(slug))],
    async saveSearch({ case: slug, ...search }) {
      const { session } = requireEditable(context, slug);
      return saveSearch(session.database, session.actor, search);
    },
    async removeSearch({ case: slug, id }) {
      const { session } = requireEditable(context, slug);
      removeSearch(session.database, session.actor, id);
      return {};
    },
  };
}

function evidenceEvent(ids: readonly number[]): CaseEvent {
  return { type: 'evidence', ids: ids.length > NAMED_IDS ? [] : [...ids] };
}
