import { basename, relative, resolve, sep } from 'node:path';
import { forTerminal, type PictureTask } from '../../casework/index.ts';
import { findSets } from '../evaluate/sets.ts';
import { note } from '../output.ts';

/** The altered pictures of a plain set (images/, masks/) or a folder of such sets with their masks, by name relative to the folder. Errors: those of findSets. */
export async function tasksIn(folder: string): Promise<readonly PictureTask[]> {
  const root = resolve(folder);
  const sets = await findSets(root, 'generic');
  for (const set of sets) for (const warning of set.warnings) note(`${set.name}: ${forTerminal(warning)}`);
  const named = (path: string): string => relative(root, path).split(sep).join('/');
  return sets.flatMap((set) => set.tampered.map(({ image, mask }) => ({ image: named(image), imagePath: image, mask: named(mask), maskPath: mask })));
}

/** Finds the task of a name: the whole name, else its last part where only one picture has it. Nothing outside of the folder can be named. */
export function taskFinder(tasks: readonly PictureTask[]): (image: string) => PictureTask | null {
  const whole = new Map(tasks.map((task) => [task.image, task]));
  const last = Map.groupBy(tasks, ({ image }) => basename(image));
  return (image) => {
    const alike = last.get(basename(image)) ?? [];
    return whole.get(image) ?? (alike.length === 1 ? (alike[0] ?? null) : null);
  };
}
