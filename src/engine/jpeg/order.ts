/** Zigzag position to natural (row-major) position, ITU-T T.81 figure A.6: walked along the anti-diagonals. */
function buildNaturalOrder(): Uint8Array {
  const order = new Uint8Array(64);
  let position = 0;
  for (let diagonal = 0; diagonal < 15; diagonal++) {
    const first = Math.max(0, diagonal - 7);
    const last = Math.min(7, diagonal);
    for (let step = first; step <= last; step++) {
      const upward = diagonal % 2 === 0;
      const column = upward ? step : diagonal - step;
      const row = diagonal - column;
      order[position++] = row * 8 + column;
    }
  }
  return order;
}

export const NATURAL_ORDER: Uint8Array = buildNaturalOrder();
