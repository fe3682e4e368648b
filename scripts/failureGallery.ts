/**
 * Pictures that a model gets most wrong, for its card: `node scripts/failureGallery.ts MODEL_FOLDER`. Runs the engine over cases/sample, writes failures.jpg beside the
 * manifest and puts the section "Failures" into MODEL_CARD.md. Only pictures that this project drew itself may be shown there.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { z } from 'zod';
import { manifestSchema } from '../src/contract/index.ts';
import { startEngine } from '../src/engine/index.ts';

const SAMPLE = fileURLToPath(new URL('../cases/sample', import.meta.url));
const truthSchema = z.object({ pictures: z.array(z.object({ file: z.string(), altered: z.boolean(), mask: z.string().nullish() })) });
/** Pictures of each kind that are shown. */
const SHOWN = 3;
const [CELL_WIDTH, CELL_HEIGHT, LINE] = [300, 225, 26];

interface Judged {
  readonly file: string;
  readonly altered: boolean;
  /** F1 at the threshold of an altered picture; 1 less the marked share of an untouched one: the worst is the smallest. */
  readonly worth: number;
  readonly words: string;
  readonly panes: readonly Buffer[];
}

async function greyOf(path: string, width: number, height: number): Promise<Buffer> {
  return sharp(path).resize(width, height, { fit: 'fill', kernel: 'nearest' }).toColourspace('b-w').extractChannel(0).raw().toBuffer();
}

async function paneOf(input: string): Promise<Buffer> {
  return sharp(input).rotate().flatten({ background: '#fff' }).toColourspace('srgb').resize(CELL_WIDTH, CELL_HEIGHT, { fit: 'contain', background: '#fff' }).png().toBuffer();
}

async function judge(engine: ReturnType<typeof startEngine>, folder: string, picture: z.infer<typeof truthSchema>['pictures'][number], threshold: number): Promise<Judged> {
  const path = join(SAMPLE, picture.file);
  const { artifacts, facts, maskShare, score } = await engine.analyze(path, { caseFolder: folder });
  const mask = join(folder, artifacts.find(({ kind }) => kind === 'mask')!.path);
  const panes = [await paneOf(path), await paneOf(mask)];
  const name = basename(picture.file);
  if (!picture.altered) return { file: name, altered: false, worth: 1 - maskShare, words: `${name}: untouched, ${(100 * maskShare).toFixed(1)} % marked, score ${score.toFixed(2)}`, panes };
  const truthPath = join(SAMPLE, picture.mask ?? `masks/${name.replace(/\.\w+$/, '.png')}`);
  const [found, truth] = [await greyOf(mask, facts.width, facts.height), await greyOf(truthPath, facts.width, facts.height)];
  let [both, marked, altered] = [0, 0, 0];
  for (let at = 0; at < truth.length; at += 1) {
    const [is, was] = [found[at]! >= threshold * 255, truth[at]! > 127];
    if (is) marked += 1;
    if (was) altered += 1;
    if (is && was) both += 1;
  }
  const f1 = (2 * both) / Math.max(1, marked + altered);
  return { file: name, altered: true, worth: f1, words: `${name}: F1 ${f1.toFixed(2)}, ${((100 * both) / Math.max(1, altered)).toFixed(0)} % of the altered area found, score ${score.toFixed(2)}`, panes: [panes[0]!, await paneOf(truthPath), panes[1]!] };
}

async function draw(rows: readonly Judged[], path: string): Promise<void> {
  const height = rows.length * (CELL_HEIGHT + LINE);
  const layers = rows.flatMap(({ panes, words }, row) => [
    { input: Buffer.from(`<svg width="${3 * CELL_WIDTH}" height="${LINE}"><text x="4" y="18" font-family="sans-serif" font-size="15">${words}</text></svg>`), left: 0, top: row * (CELL_HEIGHT + LINE) },
    ...panes.map((input, column) => ({ input, left: column * CELL_WIDTH, top: row * (CELL_HEIGHT + LINE) + LINE })),
  ]);
  await sharp({ create: { width: 3 * CELL_WIDTH, height, channels: 3, background: '#fff' } }).composite(layers).jpeg({ quality: 80 }).toFile(path);
}

const HEAD = '## Failures';

function put(card: string, rows: readonly Judged[]): string {
  const text = `${HEAD}

What these weights get most wrong among the sixteen sample pictures of this project, which are drawn by a program (\`cases/sample\`); pictures of the development sets may not be shown. Altered ones: picture, what was altered,
probability. Untouched ones: picture, probability. Made by \`node scripts/failureGallery.ts\`.

![${rows.map(({ words }) => words).join('; ')}](failures.jpg)

${rows.map(({ words }) => `* ${words}`).join('\n')}

Seen on real pictures: where an edited picture was saved again at 80 or below, resized or blurred, the map is an even haze over whatever is salient; copies within one picture are mostly missed; text and burnt-out areas of untouched pictures are marked.

`;
  const without = card.includes(HEAD) ? card.slice(0, card.indexOf(HEAD)) + card.slice(card.indexOf('\n## ', card.indexOf(HEAD) + 1) + 1) : card;
  const before = without.indexOf('## Export');
  return `${without.slice(0, before)}${text}${without.slice(before)}`;
}

const model = resolve(process.argv[2] ?? '');
const { threshold } = manifestSchema.parse(JSON.parse(await readFile(join(model, 'manifest.json'), 'utf8')));
const { pictures } = truthSchema.parse(JSON.parse(await readFile(join(SAMPLE, 'truth.json'), 'utf8')));
const folder = await mkdtemp(join(tmpdir(), 'palimpsest-failures-'));
const engine = startEngine({ modelFolder: model, provider: 'cpu' });
try {
  const judged: Judged[] = [];
  for (const picture of pictures) judged.push(await judge(engine, folder, picture, threshold));
  const worst = (altered: boolean): readonly Judged[] => judged.filter((one) => one.altered === altered).toSorted((a, b) => a.worth - b.worth).slice(0, SHOWN);
  const rows = [...worst(true), ...worst(false)];
  await draw(rows, join(model, 'failures.jpg'));
  const card = join(model, 'MODEL_CARD.md');
  await writeFile(card, put(await readFile(card, 'utf8'), rows));
  for (const { words } of rows) console.log(words);
} finally {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
}
