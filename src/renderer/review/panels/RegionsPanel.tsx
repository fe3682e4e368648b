import { useEffect, useRef, type ReactNode } from 'react';
import { formatCount, formatPercent, formatScore } from '../../ui/words.ts';
import { ErrorState } from '../../ui/ErrorState.tsx';
import type { ThresholdNumbers } from '../data.ts';
import type { FindingView } from '../../../contract/index.ts';
import type { ShownRegion } from '../logic/regions.ts';
import { useReview } from '../state.ts';
import { ThresholdControl } from './LayersPanel.tsx';
import classes from './panels.module.css';

/** Areas at or above the threshold, linked with their outlines: pointing at one marks the other, choosing one brings it to the middle. */
export function RegionsPanel({ finding, numbers, onGo }: { readonly finding: FindingView | null; readonly numbers: ThresholdNumbers; readonly onGo: (region: ShownRegion) => void }): ReactNode {
  const { regions, settling, threshold, error } = numbers;
  if (finding === null) return <p className={classes.empty}>Regions appear here once the picture has been scanned.</p>;
  return (
    <div className={classes.panel}>
      <ThresholdControl finding={finding} numbers={numbers} />
      {error !== null && error !== undefined && <ErrorState error={error} />}
      {regions.length === 0 && !settling && (
        <p className={classes.empty}>
          No region at threshold {threshold.toFixed(2)}. Areas below {finding.record.options.minimumRegionArea} pixels are not listed; lower the threshold to see fainter ones.
        </p>
      )}
      <ol className={classes.regions} aria-label="Regions" data-settling={settling || undefined}>
        {regions.map((region) => (
          <RegionRow key={region.id} region={region} onGo={onGo} />
        ))}
      </ol>
      {regions.length > 0 && <p className={classes.hint}>N and Shift+N go from region to region.</p>}
    </div>
  );
}

function RegionRow({ region, onGo }: { readonly region: ShownRegion; readonly onGo: (region: ShownRegion) => void }): ReactNode {
  const selected = useReview((state) => state.selected === region.id);
  const hovered = useReview((state) => state.hovered === region.id);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (selected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [selected]);
  const { box } = region;
  return (
    <li ref={row}>
      <button
        type="button"
        className={classes.region}
        data-selected={selected || undefined}
        data-hovered={hovered || undefined}
        aria-pressed={selected}
        onClick={() => onGo(region)}
        onPointerEnter={() => useReview.setState({ hovered: region.id })}
        onPointerLeave={() => useReview.setState({ hovered: null })}
        onFocus={() => useReview.setState({ hovered: region.id })}
        onBlur={() => useReview.setState({ hovered: null })}
      >
        <span className={classes.regionId}>{region.id}</span>
        <span className={classes.regionArea} title="Area in pixels and share of the picture">
          {formatCount(region.area)} px, {formatPercent(region.share)}
        </span>
        <span className={classes.regionValue} title="Mean and highest probability inside the region">
          mean {formatScore(region.meanProbability)}, peak {formatScore(region.peakProbability)}
        </span>
        <span className={classes.regionBox} title="Bounding box in stored pixels: left, top, width × height">
          x {box.x}, y {box.y}, {box.width}×{box.height}
        </span>
      </button>
    </li>
  );
}
