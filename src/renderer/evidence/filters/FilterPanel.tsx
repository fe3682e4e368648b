import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { memo, type ReactNode, type RefObject } from 'react';
import { domainSchema, REVIEW_STATUSES, type EvidenceFacets, type EvidenceFilter, type EvidenceStatus } from '../../../contract/evidence.ts';
import { api } from '../../api/client.ts';
import { errorTitle, toRecord } from '../../api/errors.ts';
import { keys } from '../../api/queries.ts';
import { StatusGlyph } from '../../ui/StatusGlyph.tsx';
import { DOMAIN_WORDS, REVIEW_WORDS, STATUS_WORDS } from '../../ui/words.ts';
import { cleanFilter, isRestricted, toggled } from '../model/filters.ts';
import type { EvidenceList } from '../query.ts';
import { FacetChecks } from './FacetChecks.tsx';
import classes from './filters.module.css';
import { FlagFilters } from './FlagFilters.tsx';
import { FolderFilter } from './FolderFilter.tsx';
import { RangeFields } from './RangeFields.tsx';
import { SavedSearches } from './SavedSearches.tsx';
import { ScoreFilter } from './ScoreFilter.tsx';
import { SearchField } from './SearchField.tsx';

const SCAN_ORDER: readonly EvidenceStatus[] = ['analysed', 'skipped', 'pending', 'failed'];
const NO_BINS: readonly number[] = Array.from({ length: 20 }, () => 0);

/** Counts of the facets; asked for from when `ready` on. */
export function useFacets(slug: string, filter: EvidenceFilter, ready: boolean): { readonly facets: EvidenceFacets | undefined; readonly error: unknown } {
  const { data, error } = useQuery({
    queryKey: [...keys.facets(slug), JSON.stringify(cleanFilter(filter))],
    queryFn: ({ signal }) => api.evidence.facets({ case: slug, filter }, { signal }),
    enabled: ready,
    placeholderData: keepPreviousData,
    gcTime: 60_000,
  });
  return { facets: data, error };
}

/** Everything to narrow the list by, with how many items each value would leave. */
export const FilterPanel = memo(function FilterPanel({ slug, list, facets, error, field, onFilter, onApply, onLeave }: {
  readonly slug: string;
  readonly list: EvidenceList;
  readonly facets: EvidenceFacets | undefined;
  readonly error: unknown;
  readonly field: RefObject<HTMLInputElement | null>;
  readonly onFilter: (filter: EvidenceFilter) => void;
  readonly onApply: (list: EvidenceList) => void;
  readonly onLeave: () => void;
}): ReactNode {
  const { filter } = list;
  const set = (part: EvidenceFilter): void => onFilter({ ...filter, ...part });
  return (
    <aside className={classes.panel} aria-label="Filters">
      <div className={classes.search}>
        <SearchField field={field} text={filter.text ?? ''} onSearch={(text) => set({ text })} onLeave={onLeave} />
        <SavedSearches slug={slug} list={list} canSave={isRestricted(filter)} onApply={onApply} />
      </div>
      {error !== null && facets === undefined && <p className={classes.none}>{errorTitle(toRecord(error).code)}. The counts could not be read; the filters work.</p>}
      <FacetChecks
        title="Review"
        columns={1}
        values={REVIEW_STATUSES.map((value) => ({ value, label: REVIEW_WORDS[value], items: facets?.review[value] ?? 0, sign: <StatusGlyph review={value} size={13} decorative /> }))}
        chosen={filter.review ?? []}
        onToggle={(value) => set({ review: toggled(filter.review, value) })}
      />
      <ScoreFilter bins={facets?.score ?? NO_BINS} score={filter.score} onChange={(score) => set({ score })} />
      <FacetChecks
        title="Scan"
        values={SCAN_ORDER.map((value) => ({ value, label: value === 'pending' ? 'Not yet' : STATUS_WORDS[value], items: facets?.status[value] ?? 0 }))}
        chosen={filter.status ?? []}
        onToggle={(value) => set({ status: toggled(filter.status, value) })}
      />
      <FacetChecks
        title="Domain"
        values={domainSchema.options.map((value) => ({ value, label: value === 'scene_text' ? 'Scene text' : DOMAIN_WORDS[value], items: facets?.domain[value] ?? 0 }))}
        chosen={filter.domain ?? []}
        onToggle={(value) => set({ domain: toggled(filter.domain, value) })}
      />
      <FacetChecks
        title="Type"
        columns={2}
        values={(facets?.format ?? []).map(({ value, items }) => ({ value, label: value.toUpperCase(), items }))}
        chosen={filter.format ?? []}
        onToggle={(value) => set({ format: toggled(filter.format, value) })}
        empty="No pictures yet"
      />
      <FacetChecks
        title="Camera"
        columns={1}
        scroll
        values={(facets?.camera ?? []).map(({ value, items }) => ({ value, label: value, items }))}
        chosen={filter.camera ?? []}
        onToggle={(value) => set({ camera: toggled(filter.camera, value) })}
        empty="No file names a camera"
      />
      <FolderFilter folders={facets?.folder ?? []} chosen={filter.folder} onChoose={(folder) => set({ folder })} />
      <div className={classes.facet}>
        <RangeFields title="Pixels" unit="MP" factor={1e6} decimals={2} bounds={filter.pixels} onChange={(pixels) => set({ pixels })} />
        <RangeFields title="Size" unit="MB" factor={1e6} decimals={2} bounds={filter.bytes} onChange={(bytes) => set({ bytes })} />
      </div>
      <FlagFilters filter={filter} onChange={set} />
    </aside>
  );
});
