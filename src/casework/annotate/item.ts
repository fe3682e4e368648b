import { AppError, extremesOf, type Shape, type Size } from '../../contract/index.ts';
import { prepared, type ReadableDatabase } from '../store/database.ts';

/** Pixels a mark may lie beyond the edge of the picture: a line drawn along the border rounds to it. */
const TOLERANCE = 1;

/** Errors: ITEM_NOT_FOUND. */
export function requireItem(database: ReadableDatabase, evidenceId: number): void {
  if (prepared<[number], number>(database, 'SELECT 1 FROM evidence WHERE id = ?').pluck().get(evidenceId) === undefined) throw missing(evidenceId);
}

/** Size of the stored picture in pixels. Errors: ITEM_NOT_FOUND; ARGUMENT_INVALID while the file has not been read as a picture. */
export function pictureSize(database: ReadableDatabase, evidenceId: number): Size {
  const size = prepared<[number], { width: number | null; height: number | null }>(database, `SELECT facts ->> '$.width' AS width, facts ->> '$.height' AS height FROM evidence WHERE id = ?`).get(evidenceId);
  if (size === undefined) throw missing(evidenceId);
  if (size.width === null || size.height === null) throw new AppError('ARGUMENT_INVALID', 'This file has not been read as a picture, so nothing can be drawn on it. Add or retry it first.', { evidence: evidenceId });
  return { width: size.width, height: size.height };
}

/** Refuses a shape that leaves the picture by more than a pixel, or whose numbers are not finite. Error: ARGUMENT_INVALID. */
export function requireInside(shape: Shape, { width, height }: Size): void {
  const outside = extremesOf(shape).some(([x, y]) => !(x >= -TOLERANCE && y >= -TOLERANCE && x <= width + TOLERANCE && y <= height + TOLERANCE));
  if (outside) throw new AppError('ARGUMENT_INVALID', `The ${shape.type} lies outside the picture of ${width} x ${height} pixels. Draw it within the picture.`, { width, height });
}

function missing(evidenceId: number): AppError {
  return new AppError('ITEM_NOT_FOUND', `There is no item ${evidenceId} in this case. Go back to the list and open it again.`, { evidence: evidenceId });
}
