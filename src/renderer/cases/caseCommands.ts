import type { CaseStatus } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { notifyDone, notifyError } from '../api/errors.ts';
import { forgetCase, keys, queryClient } from '../api/queries.ts';
import { enterCase, frameState } from '../app/frameState.ts';

/** Gives the case free for others; its jobs stop and go on when it is opened again. */
export async function leaveCase(slug: string): Promise<boolean> {
  try {
    if (frameState.getState().slug === slug) enterCase(null);
    await api.cases.close({ case: slug });
    forgetCase(slug);
    return true;
  } catch (error) {
    notifyError(error, 'The case was not given free');
    return false;
  }
}

const DONE_WORDS: Readonly<Record<CaseStatus, string>> = { open: 'The case is active again.', closed: 'The case is closed. It can still be read and reopened.', archived: 'The case is archived. It can be reopened.' };

/** Changes the status of a case; one that is not open is opened for it and given free again. */
export async function setCaseStatus(slug: string, status: CaseStatus, isOpen: boolean): Promise<void> {
  try {
    if (!isOpen) await api.cases.open({ case: slug });
    try {
      const view = await api.cases.setStatus({ case: slug, status });
      if (isOpen) queryClient.setQueryData(keys.case(slug), view);
    } finally {
      if (!isOpen) await api.cases.close({ case: slug });
    }
    await Promise.all([queryClient.invalidateQueries({ queryKey: keys.cases }), queryClient.invalidateQueries({ queryKey: keys.audit(slug) })]);
    notifyDone(DONE_WORDS[status]);
  } catch (error) {
    notifyError(error, 'The status of the case was not changed');
  }
}
