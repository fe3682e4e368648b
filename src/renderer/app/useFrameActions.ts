import { useComputedColorScheme } from '@mantine/core';
import { spotlight } from '@mantine/spotlight';
import { useLocation } from 'wouter';
import { api } from '../api/client.ts';
import { notifyError } from '../api/errors.ts';
import { evidenceQueryStore } from '../evidence/query.ts';
import { useActions } from '../shortcuts/registry.ts';
import { changeSettings } from '../settings/useSettings.ts';
import { frameState } from './frameState.ts';
import { toAudit, toCase, toCustody, toEvidence, toReport, toReview, toScan } from './routes.ts';

/** Where Review leads without a picture named: to the one looked at last, else to the first of the evidence list, else to the evidence. */
export async function reviewTarget(slug: string): Promise<string> {
  const last = frameState.getState().reviewed[slug];
  if (last !== undefined) return toReview(slug, last);
  const { filter, sort, groupByFolder } = evidenceQueryStore(slug).getState();
  const page = await api.evidence.query({ case: slug, filter, sort, groupByFolder, offset: 0, limit: 1 });
  const first = page.items[0];
  return first === undefined ? toEvidence(slug) : toReview(slug, first.id);
}

export function useFrameActions(slug: string | null): void {
  const [, go] = useLocation();
  const scheme = useComputedColorScheme('light');
  function goReview(name: string): void {
    reviewTarget(name).then(
      (target) => go(target),
      (error: unknown) => notifyError(error, 'Review could not be opened'),
    );
  }
  const inCase =
    slug === null
      ? {}
      : {
          'app.case': () => go(toCase(slug)),
          'app.evidence': () => go(toEvidence(slug)),
          'app.review': () => goReview(slug),
          'app.scan': () => go(toScan(slug)),
          'app.custody': () => go(toCustody(slug)),
          'app.report': () => go(toReport(slug)),
          'app.audit': () => go(toAudit(slug)),
          'case.add': () => frameState.setState({ addingTo: slug }),
        };
  useActions('global', {
    'app.palette': () => spotlight.open(),
    'app.map': () => frameState.setState({ mapOpen: true }),
    'app.cases': () => go('/'),
    'app.settings': () => go('/settings'),
    'app.theme': () => changeSettings({ theme: scheme === 'dark' ? 'light' : 'dark' }),
    'cases.new': () => frameState.setState({ creating: true }),
    ...inCase,
  });
}
