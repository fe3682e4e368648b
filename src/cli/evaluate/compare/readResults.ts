import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { AppError } from '../../../contract/index.ts';

/** One picture of an evaluation, as far as comparing needs it. */
export interface ResultPicture {
  readonly image: string;
  readonly altered: boolean;
  readonly score: number | null;
  readonly maskShare: number | null;
  readonly scores: { readonly iou: number; readonly f1: number } | null;
  readonly error: object | null;
  /** Null in results of before it was kept. */
  readonly sha256: string | null;
}

export interface SetResults {
  readonly set: string;
  /** The network's model id, or the name of a classical method. */
  readonly subject: string;
  readonly isNetwork: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly pictures: readonly ResultPicture[];
}

/** The <set>.json files that `palimpsest evaluate` wrote into a folder. Errors: FILE_NOT_FOUND, ARGUMENT_INVALID where there are none or one is damaged. */
export async function readResults(folder: string): Promise<readonly SetResults[]> {
  const root = resolve(folder);
  if (!existsSync(root)) throw new AppError('FILE_NOT_FOUND', `There is no folder ${root}. Check the path.`);
  const names = (await readdir(root).catch(() => [])).filter((name) => name.endsWith('.json')).toSorted();
  const found = await Promise.all(names.map(async (name) => readOne(join(root, name))));
  const sets = found.filter((one) => one !== null);
  if (sets.length === 0) throw new AppError('ARGUMENT_INVALID', `${root} holds no results: --compare takes two folders that "palimpsest evaluate --out" wrote, or two model folders together with the sets.`);
  return sets;
}

async function readOne(path: string): Promise<SetResults | null> {
  const content = parse(await readFile(path, 'utf8'));
  const summary = member(content, 'summary');
  const pictures = member(content, 'pictures');
  // Other JSON may lie there too, a comparison for one.
  if (!isRecord(summary) || !Array.isArray(pictures) || typeof summary['set'] !== 'string') return null;
  const model = summary['model'];
  const method = typeof summary['method'] === 'string' ? summary['method'] : 'network';
  const id = isRecord(model) && typeof model['id'] === 'string' ? model['id'] : method;
  const options = isRecord(summary['options']) ? summary['options'] : {};
  return { set: summary['set'], subject: method === 'network' ? id : method, isNetwork: method === 'network', options, pictures: pictures.map((picture: unknown) => pictureOf(picture, path)) };
}

function pictureOf(value: unknown, path: string): ResultPicture {
  const damaged = new AppError('ARGUMENT_INVALID', `${path} is not as "palimpsest evaluate" writes it. Run the evaluation again.`);
  if (!isRecord(value) || typeof value['image'] !== 'string' || typeof value['altered'] !== 'boolean') throw damaged;
  const number = (found: unknown): number | null => {
    if (found === null || found === undefined) return null;
    if (typeof found !== 'number') throw damaged;
    return found;
  };
  const scores = value['scores'];
  const [iou, f1] = isRecord(scores) ? [number(scores['iou']), number(scores['f1'])] : [null, null];
  return {
    image: value['image'],
    altered: value['altered'],
    score: number(value['score']),
    maskShare: number(value['maskShare']),
    scores: iou === null || f1 === null ? null : { iou, f1 },
    error: isRecord(value['error']) ? value['error'] : null,
    sha256: typeof value['sha256'] === 'string' ? value['sha256'] : null,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Why two runs cannot be compared as they are: differences of the threshold, and of the other options where both are of a network; empty where nothing
 * speaks against it.
 */
export function differingOptions(a: readonly SetResults[], b: readonly SetResults[]): readonly string[] {
  const told = new Set<string>();
  for (const one of a) {
    const other = b.find(({ set }) => set === one.set);
    if (other === undefined) continue;
    const names = one.isNetwork && other.isNetwork ? [...new Set([...Object.keys(one.options), ...Object.keys(other.options)])] : ['threshold'];
    for (const name of names) {
      const [left, right] = [JSON.stringify(one.options[name]) ?? 'not stated', JSON.stringify(other.options[name]) ?? 'not stated'];
      if (left !== right) told.add(`${name} is ${left} in A and ${right} in B`);
    }
  }
  return [...told];
}
