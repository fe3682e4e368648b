import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type CoefficientsFrom } from '../../../contract/index.ts';
import { saveGreyChain } from '../../../engine/index.ts';
import type { EvaluationSet, TamperedPicture } from './types.ts';

/**
 * What is fed to the network of a DocTamper picture, whose set prescribes one to three JPEG qualities. All make the picture grey first.
 * - `as_published`: as eval_dtd.py of qcf-568/DocTamper, with its faults. Every save goes to one file handle that is never emptied, so the file read back is the
 *   first save whatever came after; the table fed is the last save's; the picture is the first save's, or not saved at all where there is only one.
 * - `doc_protocol`: one save with the last quality, everything of that save (ForensicHub, ADCD-Net). The one to compare models with.
 * - `true_chain`: every save really made of the one before, everything of the last.
 */
export const PROTOCOLS = ['as_published', 'doc_protocol', 'true_chain'] as const;
export type ProtocolName = (typeof PROTOCOLS)[number];

/** What the engine is to analyse in a picture's stead. */
export interface Analysed {
  readonly path: string;
  readonly coefficientsFrom?: CoefficientsFrom;
}

/** Refuses a protocol for a set that prescribes no qualities, or not for every altered picture. */
export function checkProtocol(set: EvaluationSet, protocol: ProtocolName): void {
  const without = set.tampered.filter(({ qualities }) => qualities === undefined);
  if (without.length === 0) return;
  const how = set.layout === 'doctamper' ? 'Unpack it with --qualities pks/<set>_75.pk (training/unpack_doctamper.py)' : 'Leave --protocol out: it belongs to DocTamper';
  throw new AppError('ARGUMENT_INVALID', `${set.name} states no JPEG qualities for ${without.length} of ${set.tampered.length} pictures, which --protocol ${protocol} needs. ${how}.`);
}

/** What to say of a DocTamper set that is evaluated without a protocol; null for other sets. */
export function protocolHint(set: EvaluationSet): string | null {
  if (set.layout !== 'doctamper') return null;
  return 'the files are analysed as they are; published numbers are of pictures saved again: use --protocol as_published to compare with the paper, doc_protocol to compare models';
}

/**
 * Writes what is to be analysed into `scratch` (the files of the picture before are overwritten) and says where it is. Without a protocol: the picture itself.
 * Throws AppError.
 */
export async function analysedBytes(picture: TamperedPicture, protocol: ProtocolName | null, scratch: string): Promise<Analysed> {
  const { qualities = [] } = picture;
  if (protocol === null) return { path: picture.image };
  const last = qualities.at(-1);
  if (last === undefined) throw new AppError('ARGUMENT_INVALID', `${picture.image} has no JPEG qualities, which --protocol ${protocol} needs.`);
  await mkdir(scratch, { recursive: true });
  const write = async (name: string, bytes: Uint8Array | undefined): Promise<string> => {
    const path = join(scratch, name);
    await writeFile(path, bytes ?? new Uint8Array());
    return path;
  };
  if (protocol === 'doc_protocol') return { path: await write('analysed.jpg', (await saveGreyChain(picture.image, [last])).saves[0]) };
  const { original, saves, tables } = await saveGreyChain(picture.image, qualities);
  if (protocol === 'true_chain') return { path: await write('analysed.jpg', saves.at(-1)) };
  const first = await write('analysed.jpg', saves[0]);
  const coefficientsFrom = { path: first, table: [...(tables.at(-1) ?? [])] };
  return { path: saves.length === 1 ? await write('analysed.png', original) : first, coefficientsFrom };
}
