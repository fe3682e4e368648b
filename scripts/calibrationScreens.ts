/**
 * Screenshots for calibration: `node scripts/calibrationScreens.ts --data DATA --out DIR [--count 60]`. Sets pages of twelve kinds in a real Chromium at the sizes of common
 * screens and takes their pictures as PNG: text of the packages' own readme files, photographs of the validation part of DATA, drawn numbers. One seed,
 * one set; `python -m training.calibration_set --screens DIR` makes altered versions. The files stay out of the repository.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { parseCsv } from '../src/cli/evaluate/manifest.ts';
import { xorshift32 } from '../src/contract/random.ts';
import { launch } from '../test/e2e/browser.ts';
import { ROOT } from './process.ts';

const { values } = parseArgs({ options: { data: { type: 'string' }, out: { type: 'string' }, count: { type: 'string', default: '60' } } });
if (values.data === undefined || values.out === undefined) throw new Error('Name --data and --out.');
const [DATA, OUT, COUNT] = [resolve(values.data), resolve(values.out), Number(values.count)];

/** Width, height in pixels of the screen, and how many of them a CSS pixel takes. */
const SCREENS = [
  [1366, 768, 1], [1280, 720, 1], [1440, 900, 1], [1920, 1080, 1], [1600, 900, 1], [1280, 1024, 1], [1920, 1200, 1.25], [1536, 864, 1],
  [750, 1334, 2], [1080, 1920, 3], [828, 1792, 2], [720, 1600, 2], [1170, 2532, 3], [1080, 2400, 2.625],
] as const;
const FONTS = ['Noto Sans', 'DejaVu Sans', 'Liberation Sans', 'Carlito', 'Liberation Serif', 'DejaVu Serif', 'Caladea', 'Open Sans', 'Roboto'];
const THEMES = [
  { paper: '#ffffff', ink: '#1c1c1e', card: '#f4f5f7', accent: '#0a66c2', line: '#dcdfe4' },
  { paper: '#fafaf7', ink: '#2b2b2b', card: '#ffffff', accent: '#b3261e', line: '#e2e0d8' },
  { paper: '#121417', ink: '#e6e8eb', card: '#1d2126', accent: '#5db0ff', line: '#30363d' },
  { paper: '#eef3f0', ink: '#14261d', card: '#ffffff', accent: '#0b7a4b', line: '#c9d8cf' },
] as const;

type Theme = (typeof THEMES)[number];

/** Drawn contents of one page. */
interface Draw {
  readonly number: (low: number, high: number) => number;
  readonly of: <T>(list: readonly T[]) => T;
  readonly sentence: () => string;
  readonly title: () => string;
  readonly photo: () => string;
  readonly amount: () => string;
  readonly date: () => string;
  readonly name: () => string;
}

const repeat = (count: number, make: (index: number) => string): string => Array.from({ length: count }, (_, index) => make(index)).join('');

const PAGES: Readonly<Record<string, (d: Draw, t: Theme) => string>> = {
  article: (d) => `<main style="max-width:44em;margin:2em auto;padding:0 1em"><h1>${d.title()}</h1><p style="opacity:.7">${d.name()}, ${d.date()}</p><img src="${d.photo()}" style="width:100%">${repeat(9, () => `<p>${d.sentence()} ${d.sentence()} ${d.sentence()}</p>`)}</main>`,
  chat: (d, t) => `<div style="padding:1em">${repeat(12, () => { const own = d.number(0, 2) === 1; return `<div style="display:flex;justify-content:${own ? 'end' : 'start'};margin:.5em 0"><div style="max-width:70%;background:${own ? t.accent : t.card};color:${own ? '#fff' : t.ink};border-radius:1em;padding:.6em 1em">${d.sentence()}<div style="font-size:.7em;opacity:.7;text-align:right">${d.number(8, 22)}:${d.number(10, 59)}</div></div></div>`; })}</div>`,
  mail: (d, t) => `<div style="display:flex;height:100vh"><div style="width:34%;border-right:1px solid ${t.line}">${repeat(12, () => `<div style="padding:.7em 1em;border-bottom:1px solid ${t.line}"><b>${d.name()}</b><span style="float:right;opacity:.6">${d.date()}</span><div style="white-space:nowrap;overflow:hidden">${d.sentence()}</div></div>`)}</div><div style="flex:1;padding:1.5em"><h2>${d.title()}</h2><p>From ${d.name()}</p>${repeat(6, () => `<p>${d.sentence()} ${d.sentence()}</p>`)}<p>Total due: <b>${d.amount()}</b></p></div></div>`,
  statement: (d, t) => `<main style="padding:2em"><h2>Account ${d.number(1000, 9999)} ${d.number(1000, 9999)} ${d.number(10, 99)}</h2><p>${d.name()} · ${d.date()}</p><table style="width:100%;border-collapse:collapse">${repeat(18, () => `<tr style="border-bottom:1px solid ${t.line}"><td style="padding:.45em">${d.date()}</td><td>${d.title()}</td><td style="text-align:right">${d.number(0, 3) === 0 ? '+' : '-'}${d.amount()}</td><td style="text-align:right">${d.amount()}</td></tr>`)}</table></main>`,
  shop: (d, t) => `<header style="background:${t.accent};color:#fff;padding:1em">${d.title()}</header><div style="display:grid;grid-template-columns:repeat(auto-fill,minmax(180px,1fr));gap:1em;padding:1em">${repeat(12, () => `<div style="background:${t.card};padding:.6em;border:1px solid ${t.line}"><img src="${d.photo()}" style="width:100%;height:130px;object-fit:cover"><div>${d.title()}</div><b>${d.amount()}</b> <small>${d.number(1, 6)}.${d.number(0, 9)} ★ (${d.number(3, 4000)})</small></div>`)}</div>`,
  feed: (d, t) => `<div style="max-width:36em;margin:0 auto">${repeat(3, () => `<div style="background:${t.card};margin:1em;border-radius:.8em;padding:1em;border:1px solid ${t.line}"><b>${d.name()}</b> <span style="opacity:.6">${d.number(1, 23)} h</span><p>${d.sentence()}</p><img src="${d.photo()}" style="width:100%;border-radius:.5em"><p style="opacity:.7">♥ ${d.number(2, 9000)}   ↻ ${d.number(1, 800)}   ${d.number(1, 300)} comments</p></div>`)}</div>`,
  sheet: (d, t) => `<table style="border-collapse:collapse;font-size:.85em">${repeat(34, (row) => `<tr>${repeat(14, (column) => `<td style="border:1px solid ${t.line};min-width:6em;padding:.2em .5em;text-align:${column < 2 ? 'left' : 'right'}">${row === 0 ? d.title().slice(0, 10) : column === 0 ? row : column === 1 ? d.name() : d.amount()}</td>`)}</tr>`)}</table>`,
  terminal: (d) => `<pre style="margin:0;padding:1em;background:#0c0c0c;color:#ccc;min-height:100vh;font-family:'DejaVu Sans Mono','Liberation Mono',monospace">${repeat(36, () => (d.number(0, 5) === 0 ? `<span style="color:#4ec94e">user@host</span>:~$ ${d.title()}\n` : `${d.sentence().slice(0, 100)}\n`))}</pre>`,
  charts: (d, t) => `<main style="padding:1.5em"><h2>${d.title()}</h2><div style="display:grid;grid-template-columns:1fr 1fr;gap:1em">${repeat(4, () => `<div style="background:${t.card};border:1px solid ${t.line};padding:1em"><b>${d.title()}</b><div style="font-size:2em">${d.amount()}</div><svg viewBox="0 0 300 120" width="100%">${d.number(0, 2) === 0 ? repeat(14, (at) => `<rect x="${at * 21 + 4}" y="${d.number(10, 100)}" width="14" height="120" fill="${t.accent}"/>`) : `<polyline fill="none" stroke="${t.accent}" stroke-width="3" points="${repeat(20, (at) => `${at * 15},${d.number(15, 110)} `)}"/>`}</svg></div>`)}</div></main>`,
  settings: (d, t) => `<div style="padding:1em"><h2>${d.title()}</h2>${repeat(14, () => `<div style="display:flex;justify-content:space-between;background:${t.card};padding:.9em 1em;border-bottom:1px solid ${t.line}"><span>${d.title()}</span><span style="opacity:.6">${d.of(['On', 'Off', `${d.number(1, 99)} %`, d.date()])}</span></div>`)}</div>`,
  ticket: (d, t) => `<div style="margin:2em auto;max-width:26em;background:${t.card};border:1px dashed ${t.ink};border-radius:1em;padding:1.5em"><h2>${d.of(['Boarding pass', 'Order', 'Reservation', 'Receipt'])} ${d.number(10000, 99999)}</h2><p>${d.name()}</p><div style="display:flex;justify-content:space-between;font-size:1.6em"><b>${d.number(6, 22)}:${d.number(10, 59)}</b><b>${d.date()}</b></div>${repeat(7, () => `<p>${d.title()} <b style="float:right">${d.amount()}</b></p>`)}<svg viewBox="0 0 21 21" width="60%" style="margin:0 20%" shape-rendering="crispEdges">${repeat(441, (at) => (d.number(0, 2) === 1 ? `<rect x="${at % 21}" y="${Math.floor(at / 21)}" width="1" height="1" fill="${t.ink}"/>` : ''))}</svg></div>`,
  gallery: (d) => `<div style="display:grid;grid-template-columns:repeat(3,1fr);gap:3px">${repeat(12, () => `<img src="${d.photo()}" style="width:100%;aspect-ratio:1;object-fit:cover">`)}</div>`,
};

function sentencesOfReadmes(): readonly string[] {
  const folder = join(ROOT, 'node_modules');
  const texts = readdirSync(folder).toSorted().flatMap((name) => {
    try {
      return [readFileSync(join(folder, name, 'README.md'), 'utf8')];
    } catch {
      return [];
    }
  });
  return texts.flatMap((text) => text.replaceAll(/```[\s\S]*?```|<[^>]*>|\[|\]\([^)]*\)|[*_#`|>]/g, '').split(/[\n.]+\s/).map((part) => part.trim()).filter((part) => part.length > 30 && part.length < 160 && /^[\w "',;:()-]+$/.test(part)));
}

/** Photographs that no training saw: the last hex digit of their SHA-1 in the manifest is 0. */
async function photographs(): Promise<readonly string[]> {
  const [head, ...rows] = parseCsv(readFileSync(join(DATA, 'train', 'MANIFEST.csv'), 'utf8'));
  const at = (name: string): number => head!.indexOf(name);
  const paths = rows.filter((row) => row[at('sha1')]!.endsWith('0') && row[at('domain')] !== 'documents').map((row) => join(DATA, 'train', row[at('path')]!));
  return Promise.all(paths.map(async (path) => `data:image/jpeg;base64,${(await sharp(path).resize({ width: 800, withoutEnlargement: true }).jpeg({ quality: 88 }).toBuffer()).toString('base64')}`));
}

const sentences = sentencesOfReadmes();
const photos = await photographs();
const first = ['Ana', 'Jonas', 'Mei', 'Omar', 'Lucia', 'Viktor', 'Amara', 'Ravi', 'Elif', 'Paul', 'Sofia', 'Kofi'];
const last = ['Brandt', 'Okafor', 'Lindqvist', 'Tanaka', 'Moreau', 'Silva', 'Novak', 'Haddad', 'Kim', 'Rossi', 'Jensen', 'Ivanov'];

mkdirSync(OUT, { recursive: true });
const browser = await launch();
try {
  for (let index = 0; index < COUNT; index += 1) {
    const random = xorshift32(7919 * (index + 1));
    for (let skipped = 0; skipped < 8; skipped += 1) random();
    const number = (low: number, high: number): number => low + Math.floor(random() * (high - low));
    const of = <T>(list: readonly T[]): T => list[number(0, list.length)]!;
    const draw: Draw = {
      number,
      of,
      sentence: () => of(sentences),
      title: () => of(sentences).split(' ').slice(0, number(2, 5)).join(' '),
      photo: () => of(photos),
      amount: () => `${of(['€', '$', '£', ''])}${number(0, 4) === 0 ? `${number(1, 99)},` : ''}${number(100, 999)}.${number(10, 99)}`,
      date: () => `${number(1, 29)}.${number(1, 13)}.20${number(19, 27)}`,
      name: () => `${of(first)} ${of(last)}`,
    };
    const kind = Object.keys(PAGES)[index % Object.keys(PAGES).length]!;
    const theme = of(THEMES);
    const [width, height, scale] = of(SCREENS);
    const context = await browser.newContext({ viewport: { width: Math.round(width / scale), height: Math.round(height / scale) }, deviceScaleFactor: scale });
    const page = await context.newPage();
    await page.setContent(`<!doctype html><meta charset="utf-8"><body style="margin:0;background:${theme.paper};color:${theme.ink};font:${number(13, 18)}px/1.45 '${of(FONTS)}',sans-serif">${PAGES[kind]!(draw, theme)}`, { waitUntil: 'load' });
    const shot = await page.screenshot();
    // A scale that is no whole number leaves the screen a pixel short: the edge is repeated, as a compositor would.
    const wider = await sharp(shot).extend({ right: 4, bottom: 4, extendWith: 'copy' }).removeAlpha().png().toBuffer();
    const exact = await sharp(wider).extract({ left: 0, top: 0, width, height }).png().toBuffer();
    writeFileSync(join(OUT, `screen-${String(index).padStart(3, '0')}-${kind}.png`), exact);
    await context.close();
  }
} finally {
  await browser.close();
}
console.log(`${COUNT} screens`);
