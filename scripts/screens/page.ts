export const THEMES = [
  { paper: '#ffffff', ink: '#1c1c1e', card: '#f4f5f7', accent: '#0a66c2', line: '#dcdfe4' },
  { paper: '#fafaf7', ink: '#2b2b2b', card: '#ffffff', accent: '#b3261e', line: '#e2e0d8' },
  { paper: '#121417', ink: '#e6e8eb', card: '#1d2126', accent: '#5db0ff', line: '#30363d' },
  { paper: '#eef3f0', ink: '#14261d', card: '#ffffff', accent: '#0b7a4b', line: '#c9d8cf' },
] as const;

export type Theme = (typeof THEMES)[number];

/** Drawn contents of one page. */
export interface Draw {
  readonly number: (low: number, high: number) => number;
  readonly of: <T>(list: readonly T[]) => T;
  readonly sentence: () => string;
  readonly title: () => string;
  readonly photo: () => string;
  readonly amount: () => string;
  readonly date: () => string;
  readonly name: () => string;
}

/** Kinds of page by name: HTML of a body. */
export type Pages = Readonly<Record<string, (draw: Draw, theme: Theme) => string>>;

export const repeat = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join('');
