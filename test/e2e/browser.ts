/// <reference lib="dom" />

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** Names under which a Chromium is installed; the variable CHROMIUM, the path of one, goes before all of them. */
const NAMES = ['chromium', 'google-chrome', 'google-chrome-stable', 'chromium-browser'] as const;

function findChromium(): string | null {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && named !== '') return existsSync(named) ? named : null;
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path)) ?? null;
}

const path = findChromium();

/** Why no browser can be driven here, or null. */
export const obstacle: string | null =
  path !== null ? null : process.env['CHROMIUM'] ? `CHROMIUM names ${process.env['CHROMIUM']}, which is not there` : 'no Chromium is installed (set CHROMIUM to the path of one, or install the package "chromium")';

/** What a skipped test says behind its name. */
export const suffix = obstacle === null ? '' : ` — SKIPPED: ${obstacle}`;

/** To be called once in each file: tells of a missing browser, and does not accept it where PALIMPSEST_REQUIRE_BROWSER is 1. */
export function requireBrowser(what: string): void {
  if (obstacle === null) return;
  if (process.env['PALIMPSEST_REQUIRE_BROWSER'] === '1') throw new Error(`${what} must run here (PALIMPSEST_REQUIRE_BROWSER=1), but ${obstacle}.`);
  console.warn(`\nNOT RUN: ${what}, because ${obstacle}.\n`);
}

export async function launch(): Promise<Browser> {
  if (path === null) throw new Error(obstacle ?? '');
  // Containers and the account root have no user namespaces for Chromium's own sandbox; the pages are ours alone.
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--force-color-profile=srgb'] });
}

export interface Watched {
  readonly page: Page;
  /** Errors of the console, exceptions and violations of the content security policy so far. */
  readonly problems: string[];
  readonly close: () => Promise<void>;
}

/** A page of its own context whose errors are collected. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', colorScheme: 'light', ...options });
  context.setDefaultTimeout(60_000);
  const problems: string[] = [];
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`CSP ${event.violatedDirective}: ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
  });
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(`${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => problems.push(`exception: ${error.message}\n${error.stack ?? ''}`));
  return { page, problems, close: () => context.close() };
}

/** The errors that a page may have while its host is dead: nothing answers. */
export function withoutOutage(problems: readonly string[]): readonly string[] {
  return problems.filter((text) => !/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_CONNECTION_CLOSED|ERR_SOCKET_NOT_CONNECTED/.test(text));
}

export function axeSource(root: string): string {
  return readFileSync(join(root, 'node_modules', 'axe-core', 'axe.min.js'), 'utf8');
}
