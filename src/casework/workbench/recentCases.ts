import { join, resolve } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './jsonFile.ts';

/** When cases were last opened in this installation, by the path of their folder. */
export interface RecentCases {
  readonly openedAt: (slug: string) => string | null;
  readonly opened: (slug: string) => void;
}

const MOST = 500;
const recentSchema = z.record(z.string(), z.string());

export function createRecentCases(dataFolder: string, casesFolder: string): RecentCases {
  const path = join(dataFolder, 'recent.json');
  const key = (slug: string): string => resolve(casesFolder, slug);
  let known: Record<string, string> | null = null;
  const read = (): Record<string, string> => (known ??= readJsonFile(path, recentSchema) ?? {});
  return {
    openedAt: (slug) => read()[key(slug)] ?? null,
    opened(slug) {
      const entries = Object.entries({ ...read(), [key(slug)]: new Date().toISOString() });
      known = Object.fromEntries(entries.toSorted(([, a], [, b]) => (a < b ? 1 : -1)).slice(0, MOST));
      writeJsonFile(path, known);
    },
  };
}
