/**
 * Screenshots: `node scripts/screens.ts --for calibration|training --data DATA --out DIR [--count 60]`. Sets pages in a real Chromium at the sizes of common
 * screens and takes their pictures as PNG: text of the packages' own readme files, photographs of DATA, drawn numbers. One seed, one set. For calibration:
 * twelve kinds of page, photographs of the validation part; `python -m training.calibration_set --screens DIR` makes altered versions. For training: other kinds, the
 * training part (`training.train --screens DIR`). The files stay out of the repository.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { parseCsv } from '../src/cli/evaluate/manifest.ts';
import { xorshift32 } from '../src/contract/random.ts';
import { launch } from '../test/e2e/browser.ts';
import { ROOT } from './process.ts';
import { CALIBRATION_PAGES } from './screens/calibrationPages.ts';
import { THEMES, type Draw, type Pages } from './screens/page.ts';
import { TRAINING_PAGES } from './screens/trainingPages.ts';

const { values } = parseArgs({ options: { for: { type: 'string' }, data: { type: 'string' }, out: { type: 'string' }, count: { type: 'string', default: '60' } } });
if (values.data === undefined || values.out === undefined || (values.for !== 'calibration' && values.for !== 'training')) throw new Error('Name --for calibration or training, --data and --out.');
const [DATA, OUT, COUNT] = [resolve(values.data), resolve(values.out), Number(values.count)];

interface Purpose {
  readonly pages: Pages;
  readonly seed: number;
  /** Whether a photograph may be shown, by the last hex digit of its SHA-1 in the manifest: 0 is the validation part, which no training saw. */
  readonly shows: (digit: string) => boolean;
}

const PURPOSES: Readonly<Record<'calibration' | 'training', Purpose>> = {
  calibration: { pages: CALIBRATION_PAGES, seed: 7919, shows: (digit) => digit === '0' },
  // An eighth of the training part is variety enough and fits into memory.
  training: { pages: TRAINING_PAGES, seed: 104_729, shows: (digit) => digit === '5' || digit === 'a' },
};
const { pages, seed, shows } = PURPOSES[values.for];

/** Width, height in pixels of the screen, and how many of them a CSS pixel takes. */
const SCREENS = [
  [1366, 768, 1], [1280, 720, 1], [1440, 900, 1], [1920, 1080, 1], [1600, 900, 1], [1280, 1024, 1], [1920, 1200, 1.25], [1536, 864, 1],
  [750, 1334, 2], [1080, 1920, 3], [828, 1792, 2], [720, 1600, 2], [1170, 2532, 3], [1080, 2400, 2.625],
] as const;
const FONTS = ['Noto Sans', 'DejaVu Sans', 'Liberation Sans', 'Carlito', 'Liberation Serif', 'DejaVu Serif', 'Caladea', 'Open Sans', 'Roboto'];

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

async function photographs(): Promise<readonly string[]> {
  const [head, ...rows] = parseCsv(readFileSync(join(DATA, 'train', 'MANIFEST.csv'), 'utf8'));
  const at = (name: string): number => head!.indexOf(name);
  const paths = rows.filter((row) => shows(row[at('sha1')]!.at(-1)!) && row[at('domain')] !== 'documents').map((row) => join(DATA, 'train', row[at('path')]!));
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
    const random = xorshift32(seed * (index + 1));
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
    const kind = Object.keys(pages)[index % Object.keys(pages).length]!;
    const theme = of(THEMES);
    const [width, height, scale] = of(SCREENS);
    const context = await browser.newContext({ viewport: { width: Math.round(width / scale), height: Math.round(height / scale) }, deviceScaleFactor: scale });
    const page = await context.newPage();
    await page.setContent(`<!doctype html><meta charset="utf-8"><body style="margin:0;background:${theme.paper};color:${theme.ink};font:${number(13, 18)}px/1.45 '${of(FONTS)}',sans-serif">${pages[kind]!(draw, theme)}`, { waitUntil: 'load' });
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
