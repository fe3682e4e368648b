import { useEffect, useState } from 'react';
import type { FindingView } from '../../../contract/index.ts';
import { APP_ORIGIN } from '../../../contract/index.ts';
import { useReviewView, useThreshold } from '../../review/data.ts';
import { thresholdByte } from '../../review/logic/luts.ts';
import { useReview } from '../../review/state.ts';
import type { AnnotateSession } from '../session/session.ts';
import { useAnnotateState } from '../session/useAnnotate.ts';
import { overlap as overlapOf } from '../worker/agreement.ts';

/** Milliseconds of rest after the last stroke or threshold before the masks are compared. */
const REST = 350;

export interface Agreement {
  readonly finding: FindingView | null;
  readonly threshold: number;
  /** Intersection over union; null where both masks are empty, undefined while it is being counted. */
  readonly overlap: number | null | undefined;
  readonly failed: boolean;
}

/** How far the analyst's mask and the model's agree at the threshold shown, counted at full resolution. */
export function useAgreement(session: AnnotateSession): Agreement {
  const { slug, evidenceId } = session;
  const findings = useReviewView(slug, evidenceId).data?.findings ?? [];
  const findingId = useReview((state) => state.findingId);
  const moved = useReview((state) => state.threshold);
  const finding = findings.find(({ id }) => id === findingId) ?? findings[0] ?? null;
  const { threshold, area: model } = useThreshold(slug, evidenceId, finding, moved);
  const own = useAnnotateState(session, (state) => state.area);
  const revision = useAnnotateState(session, (state) => state.head?.revision ?? null);
  const [counted, setCounted] = useState<{ readonly basis: string; readonly overlap: number | null | undefined; readonly failed: boolean } | null>(null);
  const firstByte = thresholdByte(threshold);
  const id = finding?.id ?? null;
  const modelArea = model?.area ?? null;
  // A number that belongs to an earlier stroke or threshold is not shown.
  const basis = `${id} ${firstByte} ${modelArea} ${own} ${revision}`;

  useEffect(() => {
    if (id === null || modelArea === null || revision === null) return;
    let current = true;
    async function count(finding: number, area: number): Promise<void> {
      const root = globalThis.window.palimpsest === undefined ? '' : APP_ORIGIN;
      try {
        const both = await session.worker.agree({ root, case: slug, findingId: finding, firstByte });
        if (current) setCounted({ basis, overlap: overlapOf(both, own, area), failed: false });
      } catch {
        if (current) setCounted({ basis, overlap: undefined, failed: true });
      }
    }
    const timer = setTimeout(() => void count(id, modelArea), REST);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [session, slug, id, modelArea, firstByte, own, revision, basis]);
  return { finding, threshold, overlap: counted?.basis === basis ? counted.overlap : undefined, failed: counted?.basis === basis && counted.failed };
}
