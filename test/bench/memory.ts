import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { round } from './figures.ts';

/** Megabytes are 10^6 bytes; null where the system does not tell. */
export interface Memory {
  /** JavaScript heap of the page after a garbage collection; workers have heaps of their own. */
  readonly heapMegabytes: number;
  readonly nodes: number;
  readonly listeners: number;
  /** Resident memory of the process that shows the page: workers, tiles and canvases with it. */
  readonly rendererMegabytes: number | null;
  /** Resident memory of the host and of its view process. */
  readonly serverMegabytes: number | null;
  readonly viewMegabytes: number | null;
}

/** Looks at the memory of a page and of the host that serves it. */
export async function openMemory(page: Page, serverProcess: number | null): Promise<{ readonly look: () => Promise<Memory> }> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const browser = page.context().browser();
  const whole = browser === null ? null : await browser.newBrowserCDPSession();
  return {
    look: async () => {
      await session.send('HeapProfiler.collectGarbage');
      await page.waitForTimeout(300);
      await session.send('HeapProfiler.collectGarbage');
      const { metrics } = await session.send('Performance.getMetrics');
      const metric = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN;
      const processes = whole === null ? [] : (await whole.send('SystemInfo.getProcessInfo')).processInfo;
      const renderers = processes.filter(({ type }) => type === 'renderer').map(({ id }) => residentMegabytes(id) ?? 0);
      return {
        heapMegabytes: round(metric('JSHeapUsedSize') / 1e6, 2),
        nodes: metric('Nodes'),
        listeners: metric('JSEventListeners'),
        // The page's is the largest: a spare one shows nothing.
        rendererMegabytes: renderers.length === 0 || Math.max(...renderers) === 0 ? null : round(Math.max(...renderers)),
        serverMegabytes: serverProcess === null ? null : residentMegabytes(serverProcess),
        viewMegabytes: serverProcess === null ? null : (childrenOf(serverProcess).map(residentMegabytes)[0] ?? null),
      };
    },
  };
}

function residentMegabytes(processId: number): number | null {
  try {
    const found = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${processId}/status`, 'utf8'))?.[1];
    return found === undefined ? null : round((Number(found) * 1024) / 1e6);
  } catch {
    return null;
  }
}

function childrenOf(processId: number): readonly number[] {
  try {
    return readdirSync(`/proc/${processId}/task`).flatMap((thread) => readFileSync(`/proc/${processId}/task/${thread}/children`, 'utf8').split(' ').filter((id) => id !== '').map(Number));
  } catch {
    return [];
  }
}

/** The process below this one whose command line has a word, or null where the system does not tell. */
export function childWith(word: string): number | null {
  return childrenOf(process.pid).find((id) => readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').includes(word)) ?? null;
}
