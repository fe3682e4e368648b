import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ItemSelection } from '../casework/index.ts';
import { AppError, type ReviewStatus, reviewStatusSchema } from '../contract/index.ts';

/** Flags that choose items of a case. */
export interface SelectionFlags {
  readonly items?: readonly number[] | 'all';
  readonly review?: ReviewStatus;
  readonly all: boolean;
}

/** Numbers one list may name. */
const MOST = 100_000;

export function withSelectionFlags(command: Command): Command {
  return command
    .option('--items <ids>', 'only these items, such as 1,4,7-9, or all', itemsNamed)
    .addOption(new Option('--review <status>', 'only items the examiner gave this status').choices(reviewStatusSchema.options))
    .option('--all', 'every item; so it is without --items and --review', false);
}

/** Null for the whole case. Error: ARGUMENT_INVALID where the flags say different things. */
export function selectionOf({ items, review, all }: SelectionFlags): ItemSelection | null {
  if ([items !== undefined, review !== undefined, all].filter(Boolean).length > 1) throw new AppError('ARGUMENT_INVALID', '--items, --review and --all say different things. Give one of them.');
  if (items !== undefined) return items === 'all' ? null : { ids: items };
  return review === undefined ? null : { filter: { review: [review] } };
}

function itemsNamed(text: string): readonly number[] | 'all' {
  return text.trim() === 'all' ? 'all' : itemNumbers(text);
}

function itemNumbers(text: string): readonly number[] {
  const ids = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^\s*(\d{1,9})(?:-(\d{1,9}))?\s*$/.exec(part);
    const [from, to] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? match?.[1] ?? 0)];
    if (match === null || from < 1 || to < from || to - from > MOST) throw new InvalidArgumentError('Numbers of items are needed, such as 1,4,7-9.');
    for (let id = from; id <= to; id += 1) ids.add(id);
  }
  if (ids.size > MOST) throw new InvalidArgumentError(`At most ${MOST} items can be named; leave --items out for all.`);
  return [...ids].toSorted((a, b) => a - b);
}
