import type { ReactNode } from 'react';
import classes from './parts.module.css';
import type { PixelReading } from './usePixel.ts';

const SIDE = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** The 8×8 quantised luma coefficients of a block; the mean (DC) is upper left, frequency rises to the right and down. */
export function Coefficients({ block }: { readonly block: PixelReading['block'] }): ReactNode {
  if (block === null) return <p className={classes.hint}>Move over the picture to see the quantised coefficients of the block under the pointer.</p>;
  return (
    <table className={classes.coefficients}>
      <caption>
        Quantised luma coefficients, block ({block.column}, {block.row}), table #{block.table}
      </caption>
      <tbody>
        {SIDE.map((row) => (
          <tr key={row}>
            {SIDE.map((column) => {
              const value = block.coefficients[row * 8 + column] ?? 0;
              return (
                <td key={column} data-zero={value === 0 || undefined}>
                  {value}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
