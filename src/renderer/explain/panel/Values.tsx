import { IconChevronDown } from '@tabler/icons-react';
import { useId, useState, type ReactNode } from 'react';
import type { RegionMeasurement } from '../../../contract/index.ts';
import { formatScore } from '../../ui/words.ts';
import { formatMeasured, QUANTITY_WORDS } from '../logic/words.ts';
import classes from './panel.module.css';

/** Everything measured in a region against the rest of the picture, on request. */
export function Values({ measured }: { readonly measured: RegionMeasurement }): ReactNode {
  const [open, setOpen] = useState(false);
  const id = useId();
  const left = measured.comparisons.filter(({ reason }) => reason !== null);
  return (
    <div className={classes.values}>
      <button type="button" className={classes.disclosure} aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        All measured values
        <IconChevronDown size={13} aria-hidden="true" />
      </button>
      {open && (
        <div id={id}>
          <table className={classes.table}>
            <caption>Medians in region {measured.region} and in the picture outside of all regions</caption>
            <thead>
              <tr>
                <th scope="col">Quantity</th>
                <th scope="col">Inside</th>
                <th scope="col">Outside</th>
                <th scope="col" title="Difference in robust spreads of the windows outside: 3 and more is unusual">
                  Effect
                </th>
                <th scope="col" title="Share of windows outside that are at least as far from the usual value">
                  Rarity
                </th>
              </tr>
            </thead>
            <tbody>
              {measured.comparisons
                .filter(({ reason }) => reason === null)
                .map(({ quantity, unit, inside, outside, effect, rarity, insideWindows, outsideWindows }) => (
                  <tr key={quantity} title={`${QUANTITY_WORDS[quantity].help} ${insideWindows} windows inside, ${outsideWindows} outside.`}>
                    <th scope="row">
                      {QUANTITY_WORDS[quantity].name}
                      {unit !== '' && <span className={classes.unit}> {unit}</span>}
                    </th>
                    <td>{formatMeasured(inside)}</td>
                    <td>{formatMeasured(outside)}</td>
                    <td>{effect === null ? '–' : `${effect > 0 ? '+' : ''}${effect.toFixed(1)}`}</td>
                    <td>{formatScore(rarity)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
          {left.length > 0 && (
            <ul className={classes.unmeasured} aria-label="Not measured">
              {left.map(({ quantity, reason }) => (
                <li key={quantity}>
                  {QUANTITY_WORDS[quantity].name}: {reason}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
