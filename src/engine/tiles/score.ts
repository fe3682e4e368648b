/** Tiles that one altered place can fill: a small object lies in up to four overlapping ones. */
const TOP_TILES = 4;
/** Weight of the overview in the picture's score. */
const OVERVIEW_SHARE = 0.25;

/**
 * Image score from tile scores: the mean of the strongest four (a quarter of the tiles where there are fewer than sixteen, so that one tile out of
 * many cannot decide alone and one altered place is not averaged away), then, where there is an overview, three parts tiles and one part overview.
 * A picture of a single tile has that tile's score.
 */
export function fuseScores(tileScores: readonly number[], overview: number | undefined): number {
  const count = Math.min(TOP_TILES, Math.ceil(tileScores.length / 4));
  const strongest = tileScores.toSorted((a, b) => b - a).slice(0, count);
  const tiles = strongest.reduce((sum, score) => sum + score, 0) / count;
  return overview === undefined ? tiles : (1 - OVERVIEW_SHARE) * tiles + OVERVIEW_SHARE * overview;
}
