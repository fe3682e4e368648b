import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { escapeHtml } from '../../sheet/html.ts';
import type { ViewerData } from './viewerData.ts';

/** JSON that may stand in a script element and in JavaScript: nothing in it can end the element or a line. */
export function scriptJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * The viewer with the data in it, as one page that asks nothing of any server. Its content security policy lets run only the script and the style that
 * the template holds, by their digests, and lets load only pictures from beside it.
 */
export function viewerPage(data: ViewerData): string {
  const template = readFileSync(new URL('packageViewer.html', import.meta.url), 'utf8').replaceAll('\r\n', '\n');
  const policy = `default-src 'none'; img-src 'self' file: data:; style-src '${digestOf(template, 'style')}'; script-src '${digestOf(template, 'script')}'; base-uri 'none'; form-action 'none'`;
  const values: Readonly<Record<string, string>> = { POLICY: escapeHtml(policy).replaceAll('&#39;', "'"), TITLE: escapeHtml(`Review of ${data.case.number}`), DATA: scriptJson(data) };
  return template.replaceAll(/%%(POLICY|TITLE|DATA)%%/g, (_, name: string) => values[name] ?? '');
}

/** Digest of the content of the template's plain `<style>` or `<script>`, as a policy writes it. */
function digestOf(template: string, element: 'style' | 'script'): string {
  const content = new RegExp(`<${element}>([^]*?)</${element}>`).exec(template)?.[1];
  if (content === undefined) throw new Error(`packageViewer.html holds no <${element}>`);
  return `sha256-${createHash('sha256').update(content).digest('base64')}`;
}
