export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** How the window stood when it was closed, in device-independent pixels. */
export interface WindowState extends Area {
  readonly maximized: boolean;
}

export interface WindowPlace {
  readonly width: number;
  readonly height: number;
  /** Absent: the system centres the window. */
  readonly x?: number;
  readonly y?: number;
  readonly maximized: boolean;
}

export const SMALLEST_WINDOW = { width: 960, height: 600 };
const USUAL_WINDOW = { width: 1440, height: 900 };
/** Of the window's upper edge, by which it is moved, at least this much must be seen, in pixels. */
const VISIBLE_EDGE = { width: 120, height: 24 };

/** What was kept, or null for anything else; the file may have been edited. */
export function parseWindowState(value: unknown): WindowState | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Partial<Record<keyof WindowState, unknown>>;
  const numbers = [fields.x, fields.y, fields.width, fields.height];
  if (!numbers.every((one): one is number => typeof one === 'number' && Number.isFinite(one) && Math.abs(one) < 100_000)) return null;
  const [x, y, width, height] = numbers.map(Math.round) as [number, number, number, number];
  return { x, y, width, height, maximized: fields.maximized === true };
}

/**
 * Where the window opens: as it stood, unless the display it stood on is gone; never larger than the display and never too small to use.
 * `workAreas` are those of the displays there are, the primary one first.
 */
export function windowPlace(state: WindowState | null, workAreas: readonly Area[]): WindowPlace {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...USUAL_WINDOW };
  if (state === null) return { ...fitted(USUAL_WINDOW, primary), maximized: false };
  const home = workAreas.find((area) => isReachable(state, area));
  if (home === undefined) return { ...fitted(state, primary), maximized: state.maximized };
  return { ...fitted(state, home), x: state.x, y: state.y, maximized: state.maximized };
}

function fitted(size: Pick<Area, 'width' | 'height'>, area: Area): { width: number; height: number } {
  return { width: fit(size.width, SMALLEST_WINDOW.width, area.width), height: fit(size.height, SMALLEST_WINDOW.height, area.height) };
}

function fit(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(value, most));
}

function isReachable({ x, y, width }: Area, area: Area): boolean {
  const seen = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  return seen >= VISIBLE_EDGE.width && y >= area.y && y <= area.y + area.height - VISIBLE_EDGE.height;
}
