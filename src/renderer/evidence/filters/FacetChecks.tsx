import { Checkbox } from '@mantine/core';
import { useId, type ReactNode } from 'react';
import { Count } from './Count.tsx';
import classes from './filters.module.css';

export interface FacetValue<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly items: number;
  readonly sign?: ReactNode;
}

/** Values of one facet to tick, each with how many items it would leave. */
export function FacetChecks<T extends string>({ title, values, chosen, onToggle, columns = 2, scroll = false, empty }: {
  readonly title: string;
  readonly values: readonly FacetValue<T>[];
  readonly chosen: readonly T[];
  readonly onToggle: (value: T) => void;
  readonly columns?: 1 | 2 | 3;
  /** Long lists scroll by themselves. */
  readonly scroll?: boolean;
  readonly empty?: string;
}): ReactNode {
  const id = useId();
  return (
    <div role="group" aria-labelledby={id} className={classes.facet}>
      <h3 id={id} className={classes.facetTitle}>
        {title}
      </h3>
      {values.length === 0 && <p className={classes.none}>{empty}</p>}
      <div className={classes.values} data-columns={columns} data-scroll={scroll || undefined}>
        {values.map(({ value, label, items, sign }) => (
          <Checkbox
            key={value}
            size="xs"
            checked={chosen.includes(value)}
            onChange={() => onToggle(value)}
            classNames={{ root: classes.value ?? '', body: classes.valueBody ?? '', labelWrapper: classes.valueLabel ?? '', label: classes.valueText ?? '' }}
            label={
              <>
                {sign}
                <span className={classes.word} title={label}>
                  {label}
                </span>
                <Count items={items} />
              </>
            }
            data-empty={items === 0 || undefined}
          />
        ))}
      </div>
    </div>
  );
}
