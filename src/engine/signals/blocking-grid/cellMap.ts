import type { Size } from '../../../contract/geometry.ts';
import { toMap } from '../jpeg/blockMap.ts';
import type { PhaseScan } from '../jpeg/phaseScan.ts';

/** The map of a picture from one value a cell (0 at the decision): each block of 8 x 8 pixels has the value of the cell nearest to it. */
export function cellMap({ columns, rows, stride }: PhaseScan, values: Float32Array, size: Size): Uint8Array {
  const wide = Math.ceil(size.width / 8);
  const high = Math.ceil(size.height / 8);
  const spread = new Float32Array(wide * high);
  for (let row = 0; row < high; row += 1) {
    const from = Math.min(rows - 1, Math.round(row / stride)) * columns;
    for (let column = 0; column < wide; column += 1) spread[row * wide + column] = values[from + Math.min(columns - 1, Math.round(column / stride))]!;
  }
  // A cell's blocks lie between its own pixels and 7 further: on average half a block on.
  return toMap({ columns: wide, rows: high, values: spread }, size, { x: 4, y: 4 });
}
