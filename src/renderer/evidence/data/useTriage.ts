import { useMemo } from 'react';
import { REVIEW_STATUSES, type Domain, type EvidenceFilter, type EvidenceGroup, type EvidenceItem, type ReviewStatus } from '../../../contract/evidence.ts';
import { api } from '../../api/client.ts';
import { notifyDone, notifyError } from '../../api/errors.ts';
import { useSettings } from '../../settings/useSettings.ts';
import { countOf } from '../../ui/words.ts';
import type { Standing } from '../model/undo.ts';
import { withItems } from '../model/selection.ts';
import type { EvidenceList } from '../query.ts';
import { collectAll, collectFolder, collectRange } from './collect.ts';
import { clearSelection, markingStore, setSelection } from './marking.ts';
import { setDomain, setStatus, tellReading } from './triage.ts';

export interface Triage {
  /** Sets the status of the selection, or of the focused item where nothing is selected. */
  readonly status: (review: ReviewStatus, focused: EvidenceItem | undefined) => void;
  readonly folderStatus: (review: ReviewStatus, focused: EvidenceItem | undefined) => void;
  readonly domain: (domain: Domain, focused: EvidenceItem | undefined) => void;
  readonly scan: (focused: EvidenceItem | undefined) => void;
  readonly retry: (focused: EvidenceItem | undefined) => void;
  /** Takes all problem files that the list finds up again. */
  readonly retryAll: () => void;
  readonly selectFolder: (group: EvidenceGroup) => void;
}

/** What can be done with the selection of a list. Failures are told. */
export function useTriage(slug: string, list: EvidenceList): Triage {
  const { settings } = useSettings();
  return useMemo(() => {
    const scanSettings = { model: settings.model, provider: settings.provider, options: { threshold: settings.threshold } };

    async function chosen(focused: EvidenceItem | undefined): Promise<readonly Standing[]> {
      const { selection, standings } = markingStore(slug).getState();
      if (selection.kind === 'all') {
        tellReading(slug);
        return (await collectAll(slug, list)).filter(({ id }) => !selection.except.has(id));
      }
      if (selection.ids.size === 0) return focused === undefined ? [] : [focused];
      return [...selection.ids].map((id) => ({ id, review: standings.get(id) ?? 'unreviewed' }));
    }
    function attempt(whatFailed: string, work: () => Promise<void>): void {
      work().catch((error: unknown) => notifyError(error, whatFailed));
    }
    async function startJob(kind: 'scan' | 'retry', ids: readonly number[]): Promise<void> {
      if (ids.length === 0) return notifyDone('There is no problem file among them.');
      await api.jobs[kind]({ case: slug, items: { ids: [...ids] }, settings: scanSettings });
      notifyDone(`${countOf(ids.length, 'item')} in the queue. The scan goes on while you work.`);
    }
    /** Ids of all failed files that the list finds, or of the failed and skipped ones among `wanted`: a selection does not know them. */
    async function problemFiles(wanted: ReadonlySet<number> | null): Promise<number[]> {
      const filter: EvidenceFilter = wanted === null ? { ...list.filter, status: ['failed'] } : { status: ['failed', 'skipped'] };
      const items = await collectAll(slug, { ...list, filter });
      return items.filter(({ id }) => wanted === null || wanted.has(id)).map(({ id }) => id);
    }

    return {
      status: (review, focused) =>
        attempt('The status was not set', async () => {
          const items = await chosen(focused);
          clearSelection(slug);
          await setStatus(slug, items, review);
        }),
      folderStatus: (review, focused) =>
        attempt('The status of the folder was not set', async () => {
          if (focused !== undefined) await setStatus(slug, await collectFolder(slug, list, focused.folder), review);
        }),
      domain: (domain, focused) =>
        attempt('The domain was not set', async () => {
          const items = await chosen(focused);
          if (items.length > 0) await setDomain(slug, items.map(({ id }) => id), domain);
        }),
      scan: (focused) => attempt('The scan did not start', async () => startJob('scan', (await chosen(focused)).map(({ id }) => id))),
      retry: (focused) => attempt('The files were not taken up again', async () => startJob('retry', await problemFiles(new Set((await chosen(focused)).map(({ id }) => id))))),
      retryAll: () => attempt('The files were not taken up again', async () => startJob('retry', await problemFiles(null))),
      selectFolder: (group) =>
        attempt('The folder was not selected', async () => {
          const items = await collectRange(slug, { ...list, groupByFolder: true }, group.start, group.start + group.items);
          setSelection(slug, withItems(markingStore(slug).getState().selection, items.map(({ id }) => id)), items);
        }),
    };
  }, [slug, list, settings.model, settings.provider, settings.threshold]);
}

/** Handlers for the keys 0 to 5, alone and with Alt. */
export function statusActions(set: (review: ReviewStatus) => void, setFolder: (review: ReviewStatus) => void): Record<string, () => void> {
  return Object.fromEntries(REVIEW_STATUSES.flatMap((review) => [[`evidence.set.${review}`, () => set(review)], [`evidence.setFolder.${review}`, () => setFolder(review)]]));
}
