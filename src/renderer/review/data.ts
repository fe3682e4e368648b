import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useDebouncedValue } from '@mantine/hooks';
import type { FindingView, LiveRegions, ReviewView } from '../../contract/index.ts';
import { api } from '../api/client.ts';
import { keys } from '../api/queries.ts';
import { areaAt } from './logic/threshold.ts';
import type { ShownRegion } from './logic/regions.ts';

/** Pixels that make a region, where a finding does not say. */
export const MINIMUM_AREA = 64;
/** The host lists no more regions than this, the largest first. */
export const MOST_REGIONS = 500;

export function useReviewView(slug: string, evidenceId: number): UseQueryResult<ReviewView> {
  return useQuery({ queryKey: keys.review(slug, evidenceId), queryFn: ({ signal }) => api.review.open({ case: slug, evidenceId }, { signal }) });
}

export interface ThresholdNumbers {
  readonly threshold: number;
  /** Pixels at or above it and their share, exact; null while the histogram is on its way. */
  readonly area: { readonly area: number; readonly share: number } | null;
  readonly regions: readonly ShownRegion[];
  /** The regions belong to an earlier threshold while the new ones are being found. */
  readonly settling: boolean;
  readonly error: unknown;
}

const NO_REGIONS: readonly ShownRegion[] = [];

/** What lies at or above the threshold: area at once from the histogram, regions shortly after from the host. */
export function useThreshold(slug: string, evidenceId: number, finding: FindingView | null, moved: number | null): ThresholdNumbers {
  const threshold = moved ?? finding?.threshold ?? 0.5;
  const own = finding === null || moved === null || Math.abs(moved - finding.threshold) < 1e-9;
  const [asked] = useDebouncedValue(threshold, 140);
  const histogram = useQuery({
    queryKey: [...keys.review(slug, evidenceId), 'histogram', finding?.id],
    queryFn: ({ signal }) => api.review.histogram({ case: slug, findingId: finding?.id ?? 0, map: 'mask' }, { signal }),
    enabled: finding !== null,
    staleTime: Infinity,
    gcTime: 60_000,
  });
  const live = useQuery<LiveRegions>({
    queryKey: [...keys.review(slug, evidenceId), 'regions', finding?.id, asked],
    queryFn: ({ signal }) => api.review.regionsAt({ case: slug, findingId: finding?.id ?? 0, threshold: asked, minimumArea: finding?.record.options.minimumRegionArea ?? MINIMUM_AREA }, { signal }),
    enabled: !own && asked !== finding.threshold,
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 10_000,
  });
  const area = histogram.data === undefined ? null : areaAt(histogram.data, threshold);
  if (own) return { threshold, area, regions: finding?.regions ?? NO_REGIONS, settling: false, error: histogram.error };
  return { threshold, area, regions: live.data?.regions ?? finding.regions, settling: live.isFetching || live.isPlaceholderData || asked !== threshold, error: live.error ?? histogram.error };
}
