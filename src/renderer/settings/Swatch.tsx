import type { ReactNode } from 'react';
import type { PaletteName } from '../../contract/index.ts';
import { paletteColour } from '../review/logic/palettes.ts';
import classes from './settings.module.css';

/** A palette from 0 to 1 over a chequered ground, transparent below the floor as on the canvas. */
export function Swatch({ palette, floor }: { readonly palette: PaletteName; readonly floor: number }): ReactNode {
  const steps = Array.from({ length: 25 }, (_, step) => {
    const at = step / 24;
    const [red, green, blue] = paletteColour(palette, at);
    return `rgb(${red} ${green} ${blue}) ${at * 100}%`;
  });
  return (
    <span className={classes.swatch} aria-hidden="true">
      <span className={classes.swatchFill} style={{ backgroundImage: `linear-gradient(90deg, ${steps.join(', ')})`, clipPath: `inset(0 0 0 ${floor * 100}%)` }} />
    </span>
  );
}
