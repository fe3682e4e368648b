import { AppError } from '../../../contract/index.ts';
import type { PictureChange } from '../../../engine/index.ts';

export interface NamedChange {
  /** Name in files: `jpeg-80`. */
  readonly id: string;
  readonly label: string;
  readonly change: PictureChange;
}

const KINDS = ['jpeg', 'resize', 'blur', 'noise', 'social'] as const;
export type ChangeKind = (typeof KINDS)[number];

const CHANGES: Readonly<Record<ChangeKind, readonly NamedChange[]>> = {
  jpeg: [95, 90, 80, 70, 60].map((quality) => ({ id: `jpeg-${quality}`, label: `JPEG ${quality}`, change: { kind: 'jpeg', quality } })),
  resize: [0.5, 0.75, 1.25, 1.5].map((factor) => ({ id: `resize-${factor}`, label: `resized to ${factor}`, change: { kind: 'resize', factor } })),
  blur: [3, 5, 9].map((kernel) => ({ id: `blur-${kernel}`, label: `blur ${kernel} x ${kernel}`, change: { kind: 'blur', kernel } })),
  noise: [3, 7, 15].map((sigma) => ({ id: `noise-${sigma}`, label: `noise ${sigma}`, change: { kind: 'noise', sigma } })),
  social: [2048, 1600, 1280, 960].map((longSide) => ({ id: `social-${longSide}`, label: `social network ${longSide}`, change: { kind: 'social', longSide } })),
};

/** The changes of `all` or of a list such as `jpeg,noise`, in a fixed order. Error: ARGUMENT_INVALID. */
export function parseChanges(text: string): readonly NamedChange[] {
  const asked = text.trim() === 'all' ? KINDS : text.split(',').map((kind) => kind.trim());
  const unknown = asked.find((kind) => !KINDS.some((known) => known === kind));
  if (unknown !== undefined) throw new AppError('ARGUMENT_INVALID', `There is no change "${unknown}". --robustness takes all, or some of ${KINDS.join(', ')}.`);
  return KINDS.filter((kind) => asked.includes(kind)).flatMap((kind) => CHANGES[kind]);
}
