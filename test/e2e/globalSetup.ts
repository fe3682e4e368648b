import type { TestProject } from 'vitest/node';
import { obstacle } from './browser.ts';
import { buildPage, removePage } from './buildPage.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the built page; empty where no browser can show it. */
    page: string;
  }
}

/** Builds the page once for all files of this folder. */
export async function setup(project: TestProject): Promise<() => void> {
  const folder = obstacle === null ? await buildPage() : '';
  project.provide('page', folder);
  return () => (folder === '' ? undefined : removePage(folder));
}
