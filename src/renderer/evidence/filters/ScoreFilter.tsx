import { RangeSlider } from '@mantine/core';
import { useEffect, useId, useState, type ReactNode } from 'react';
import type { EvidenceFilter } from '../../../contract/evidence.ts';
import { formatCount } from '../../ui/words.ts';
import classes from './filters.module.css';

const HEIGHT = 34;

/** How many items have which score, and the range of scores to show. Items without a score are not in any range. */
export function ScoreFilter({ bins, score, onChange }: { readonly bins: readonly number[]; readonly score: EvidenceFilter['score']; readonly onChange: (score: EvidenceFilter['score']) => void }): ReactNode {
  const id = useId();
  const [range, setRange] = useState<[number, number]>([score?.least ?? 0, score?.most ?? 1]);
  useEffect(() => setRange([score?.least ?? 0, score?.most ?? 1]), [score?.least, score?.most]);
  const most = Math.max(1, ...bins);
  const width = 100 / Math.max(1, bins.length);
  return (
    <div role="group" aria-labelledby={id} className={classes.facet}>
      <h3 id={id} className={classes.facetTitle}>
        Score
        <span className={classes.range}>
          {range[0].toFixed(2)} to {range[1].toFixed(2)}
        </span>
      </h3>
      <div className={classes.histogram}>
        <svg viewBox={`0 0 100 ${HEIGHT}`} preserveAspectRatio="none" width="100%" height={HEIGHT} role="img" aria-label="Items by score; height by square root of the count, so that few are still seen">
          {bins.map((items, at) => {
            // Square root: a hundred among a hundred thousand is what matters here.
            const height = items === 0 ? 0 : Math.max(1.5, Math.sqrt(items / most) * HEIGHT);
            const middle = (at + 0.5) / bins.length;
            return (
              <rect key={at} x={at * width + width * 0.08} width={width * 0.84} y={HEIGHT - height} height={height} className={classes.bin} data-inside={(middle >= range[0] && middle <= range[1]) || undefined}>
                <title>{`${(at / bins.length).toFixed(2)} to ${((at + 1) / bins.length).toFixed(2)}: ${formatCount(items)}`}</title>
              </rect>
            );
          })}
        </svg>
        <RangeSlider
          size={3}
          thumbSize={14}
          min={0}
          max={1}
          step={0.01}
          minRange={0}
          label={null}
          value={range}
          thumbFromLabel="Lowest score"
          thumbToLabel="Highest score"
          onChange={setRange}
          onChangeEnd={([least, highest]) => onChange({ ...(least > 0 ? { least } : {}), ...(highest < 1 ? { most: highest } : {}) })}
          classNames={{ root: classes.slider ?? '' }}
        />
      </div>
    </div>
  );
}
