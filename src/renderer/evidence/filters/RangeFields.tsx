import { NumberInput } from '@mantine/core';
import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import classes from './filters.module.css';

interface Bounds {
  readonly least?: number | undefined;
  readonly most?: number | undefined;
}

/** A lowest and a highest value in a unit of people; `factor` is one of that unit in what the filter counts. Taken over on Enter or when left. */
export function RangeFields({ title, unit, factor, decimals, bounds, onChange }: { readonly title: string; readonly unit: string; readonly factor: number; readonly decimals: number; readonly bounds: Bounds | undefined; readonly onChange: (bounds: Bounds) => void }): ReactNode {
  const [least, setLeast] = useState<number | string>('');
  const [most, setMost] = useState<number | string>('');
  useEffect(() => setLeast(bounds?.least === undefined ? '' : bounds.least / factor), [bounds?.least, factor]);
  useEffect(() => setMost(bounds?.most === undefined ? '' : bounds.most / factor), [bounds?.most, factor]);

  function takeOver(): void {
    onChange({ ...bound('least', least, factor), ...bound('most', most, factor) });
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter') takeOver();
  }
  const shared = { size: 'xs', hideControls: true, min: 0, decimalScale: decimals, onBlur: takeOver, onKeyDown, classNames: { root: classes.rangeInput ?? '' } } as const;
  return (
    <div role="group" aria-label={title} className={classes.rangeRow}>
      <span className={classes.rangeTitle}>{title}</span>
      <NumberInput {...shared} value={least} onChange={setLeast} aria-label={`${title}, at least, ${unit}`} placeholder="least" />
      <span className={classes.rangeTo}>to</span>
      <NumberInput {...shared} value={most} onChange={setMost} aria-label={`${title}, at most, ${unit}`} placeholder="most" />
      <span className={classes.rangeUnit}>{unit}</span>
    </div>
  );
}

function bound(name: 'least' | 'most', value: number | string, factor: number): Bounds {
  const number = typeof value === 'number' ? value : Number.parseFloat(value);
  return Number.isFinite(number) ? { [name]: Math.round(number * factor) } : {};
}
