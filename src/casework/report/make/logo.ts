import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../../contract/index.ts';
import { sha256Of } from '../../canonicalJson.ts';
import type { ReportPicture } from '../document.ts';

const MOST_BYTES = 500_000;

/** The laboratory's sign of the fields (a data address) as a file below `folder`; null where there is none. Error: ARGUMENT_INVALID. */
export async function logoOf(address: string, agency: string, folder: string): Promise<ReportPicture | null> {
  if (address === '') return null;
  const match = /^data:image\/(png|jpeg);base64,([A-Za-z0-9+/]+={0,2})$/.exec(address);
  const bytes = Buffer.from(match?.[2] ?? '', 'base64');
  const size = match?.[1] === 'png' ? pngSize(bytes) : jpegSize(bytes);
  if (match === null || size === null || bytes.length > MOST_BYTES) throw new AppError('ARGUMENT_INVALID', 'The logo is no PNG or JPEG of at most 500 kB. Choose another file, or leave it out.', { field: 'agency.logo' });
  const path = join(folder, `logo.${match[1] === 'png' ? 'png' : 'jpg'}`);
  await writeFile(path, bytes);
  return { path, sha256: sha256Of(bytes), ...size, alternative: agency === '' ? 'Logo' : `Logo of ${agency}`, label: '' };
}

interface Extent {
  readonly width: number;
  readonly height: number;
}

function pngSize(bytes: Buffer): Extent | null {
  if (bytes.length < 24 || bytes.toString('latin1', 1, 4) !== 'PNG' || bytes.toString('latin1', 12, 16) !== 'IHDR') return null;
  return nonEmpty(bytes.readUInt32BE(16), bytes.readUInt32BE(20));
}

/** Size in the first frame header (ITU-T T.81, B.2.2). */
function jpegSize(bytes: Buffer): Extent | null {
  if (bytes.length < 4 || bytes.readUInt16BE(0) !== 0xffd8) return null;
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) return nonEmpty(bytes.readUInt16BE(at + 7), bytes.readUInt16BE(at + 5));
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function nonEmpty(width: number, height: number): Extent | null {
  return width > 0 && height > 0 ? { width, height } : null;
}
