import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { AppError } from '../../../contract/index.ts';
import { LAYOUTS } from './all.ts';
import { childFolders, childListing, listFolder, type Listing } from './listing.ts';
import type { EvaluationSet, FoundSet, Layout, LayoutName } from './types.ts';

/** Folders of sets are looked into this deep. */
const DEEPEST_SETS = 2;

/**
 * The sets of `folder`: the folder itself where it is in a known form, else every folder in it that is, by name. With `layout` only that form counts.
 * Throws FILE_NOT_FOUND, and ARGUMENT_INVALID where there is none or half of one, saying what was looked for.
 */
export async function findSets(folder: string, layout?: LayoutName): Promise<readonly EvaluationSet[]> {
  const root = resolve(folder);
  if (!existsSync(root)) throw new AppError('FILE_NOT_FOUND', `There is no folder ${root}. Check the path.`);
  const layouts = layout === undefined ? LAYOUTS : LAYOUTS.filter(({ name }) => name === layout);
  const listing = await listFolder(root);
  const sets = await setsIn(listing, layouts, 0);
  if (sets.length === 0) throw noSet(listing, layouts, layout);
  return uniqueNames(sets);
}

async function setsIn(listing: Listing, layouts: readonly Layout[], depth: number): Promise<readonly EvaluationSet[]> {
  for (const layout of layouts) {
    const why = layout.recognise(listing);
    if (why !== null) return (await layout.read(listing, why)).map((found) => asSet(listing, layout, found));
  }
  if (depth === DEEPEST_SETS) return [];
  const below: EvaluationSet[] = [];
  for (const child of childFolders(listing)) below.push(...(await setsIn(childListing(listing, child), layouts, depth + 1)));
  return below;
}

function asSet(listing: Listing, layout: Layout, { part, ...found }: FoundSet): EvaluationSet {
  const name = basename(listing.root);
  return { name: part === null ? name : `${name}-${part}`, folder: listing.root, layout: layout.name, ...found };
}

/** Sets of one name (in different folders) get a number, for their results are files of that name. */
function uniqueNames(sets: readonly EvaluationSet[]): readonly EvaluationSet[] {
  const taken = new Set<string>();
  return sets.map((set) => {
    let name = set.name;
    for (let number = 2; taken.has(name.toLowerCase()); number += 1) name = `${set.name}-${number}`;
    taken.add(name.toLowerCase());
    return name === set.name ? set : { ...set, name };
  });
}

const SHOWN = 6;

function noSet(listing: Listing, layouts: readonly Layout[], layout: LayoutName | undefined): AppError {
  const entries = [...new Set(listing.files.map((file) => (file.includes('/') ? `${file.slice(0, file.indexOf('/'))}/` : file)))];
  const there = entries.length === 0 ? 'it is empty' : `there is ${entries.slice(0, SHOWN).join(', ')}${entries.length > SHOWN ? ', …' : ''}`;
  if (layout !== undefined) return new AppError('ARGUMENT_INVALID', `${listing.root} is not in the form of ${layout}: looked for ${layouts[0]?.form ?? ''}; ${there}. Name the folder that holds these, or another --layout.`, { entries: entries.slice(0, SHOWN) });
  const forms = layouts.toReversed().map(({ name, form }) => `${name}: ${form}`).join('; ');
  return new AppError('ARGUMENT_INVALID', `${listing.root} holds no set in a known form; ${there}. Known forms, in the folder or in folders of it: ${forms}.`, { entries: entries.slice(0, SHOWN) });
}
