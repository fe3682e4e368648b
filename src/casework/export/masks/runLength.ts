import type { Size } from '../../../contract/geometry.ts';
import { type Component, paint } from './components.ts';

/**
 * Run lengths as COCO counts them: down the columns, first the unset pixels. They cover the whole picture.
 * Format: https://github.com/cocodataset/cocoapi (common/maskApi.h).
 */
export function columnCounts(component: Component, { width, height }: Size): number[] {
  const { box } = component;
  const { data } = paint(component);
  const counts: number[] = [];
  let [value, since] = [0, 0];
  for (let x = 0; x < box.width; x += 1) {
    for (let y = 0; y <= box.height; y += 1) {
      // One step below the box, everything is unset up to the next column.
      const pixel = y < box.height ? (data[y * box.width + x] ?? 0) : 0;
      if (pixel === value) continue;
      const at = (box.x + x) * height + box.y + y;
      counts.push(at - since);
      [value, since] = [pixel, at];
    }
  }
  const rest = width * height - since;
  return rest > 0 || counts.length === 0 ? [...joined(counts), rest] : joined(counts);
}

/** A box as high as the picture ends a run where the next begins: a run of 0 between two is no run. */
function joined(counts: readonly number[]): number[] {
  const out: number[] = [];
  for (let index = 0; index < counts.length; index += 1) {
    if (counts[index] === 0 && index > 0) {
      out[out.length - 1] = (out.at(-1) ?? 0) + (counts[index + 1] ?? 0);
      index += 1;
    } else out.push(counts[index] ?? 0);
  }
  return out;
}

/** The same as text: each count from the fourth on as the difference to the one two before, five bits a character, the sixth for "more follows", above ASCII 47. */
export function compress(counts: readonly number[]): string {
  let text = '';
  counts.forEach((count, index) => {
    let value = index > 2 ? count - (counts[index - 2] ?? 0) : count;
    for (let more = true; more; ) {
      const low = value & 0x1f;
      value >>= 5;
      more = (low & 0x10) === 0 ? value !== 0 : value !== -1;
      text += String.fromCharCode((more ? low | 0x20 : low) + 48);
    }
  });
  return text;
}
