import type { ImageFormat } from '../../contract/analysis.ts';

export type Sniffed =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  /** A known type that is no picture this program reads; `name` is what a person calls it. */
  | { readonly kind: 'other'; readonly name: string }
  | { readonly kind: 'unknown' };

interface Signature {
  readonly offset: number;
  readonly bytes: string;
  readonly name: string;
}

/** Byte signatures in Latin-1, longest and most telling first. */
const OTHERS: readonly Signature[] = [
  { offset: 0, bytes: '%PDF-', name: 'PDF document' },
  { offset: 0, bytes: 'PK\x03\x04', name: 'ZIP archive or office document' },
  { offset: 0, bytes: 'PK\x05\x06', name: 'empty ZIP archive' },
  { offset: 0, bytes: '7z\xbc\xaf\x27\x1c', name: '7-Zip archive' },
  { offset: 0, bytes: 'Rar!\x1a\x07', name: 'RAR archive' },
  { offset: 0, bytes: '\x1f\x8b', name: 'gzip archive' },
  { offset: 0, bytes: 'BZh', name: 'bzip2 archive' },
  { offset: 0, bytes: '\xfd7zXZ\x00', name: 'xz archive' },
  { offset: 0, bytes: '\x28\xb5\x2f\xfd', name: 'Zstandard archive' },
  { offset: 257, bytes: 'ustar', name: 'tar archive' },
  { offset: 0, bytes: '\x7fELF', name: 'ELF program' },
  { offset: 0, bytes: 'MZ', name: 'Windows program' },
  { offset: 0, bytes: '\xcf\xfa\xed\xfe', name: 'macOS program' },
  { offset: 0, bytes: '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', name: 'old office document' },
  { offset: 0, bytes: '{\\rtf', name: 'RTF document' },
  { offset: 0, bytes: 'SQLite format 3\x00', name: 'SQLite database' },
  { offset: 0, bytes: '8BPS', name: 'Photoshop document' },
  { offset: 0, bytes: '\x00\x00\x00\x0cjP  \r\n', name: 'JPEG 2000 picture' },
  { offset: 0, bytes: '\xff\x4f\xff\x51', name: 'JPEG 2000 code stream' },
  { offset: 0, bytes: '\x00\x00\x00\x0cJXL ', name: 'JPEG XL picture' },
  { offset: 0, bytes: '\xff\x0a', name: 'JPEG XL code stream' },
  { offset: 0, bytes: '\x00\x00\x01\x00', name: 'Windows icon' },
  { offset: 0, bytes: '\x76\x2f\x31\x01', name: 'OpenEXR picture' },
  { offset: 0, bytes: '#?RADIANCE', name: 'Radiance HDR picture' },
  { offset: 0, bytes: 'SIMPLE  =', name: 'FITS picture' },
  { offset: 128, bytes: 'DICM', name: 'DICOM picture' },
  { offset: 0, bytes: 'FUJIFILMCCD-RAW', name: 'Fujifilm raw picture' },
  { offset: 0, bytes: 'IIRO', name: 'Olympus raw picture' },
  { offset: 0, bytes: 'IIU\x00', name: 'Panasonic raw picture' },
  { offset: 8, bytes: 'CR\x02', name: 'Canon raw picture' },
  { offset: 0, bytes: 'gimp xcf', name: 'GIMP document' },
  { offset: 0, bytes: '\x1aE\xdf\xa3', name: 'Matroska or WebM video' },
  { offset: 0, bytes: 'OggS', name: 'Ogg audio or video' },
  { offset: 0, bytes: 'fLaC', name: 'FLAC audio' },
  { offset: 0, bytes: 'ID3', name: 'MP3 audio' },
  { offset: 0, bytes: '\x00\x00\x01\xba', name: 'MPEG video' },
];

const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'];
const BMP_HEADER_SIZES = [12, 16, 40, 52, 56, 64, 108, 124];

/** Tells a file's type from its first bytes (at least 32, better 512) and never from its name. */
export function sniff(head: Uint8Array): Sniffed {
  const text = Buffer.from(head.buffer, head.byteOffset, head.byteLength).toString('latin1');
  const other = OTHERS.find((signature) => text.startsWith(signature.bytes, signature.offset));
  // Canon raw files are TIFF inside: a signature of another kind goes before the container's.
  if (other !== undefined) return { kind: 'other', name: other.name };
  const format = imageFormat(head, text);
  if (format !== undefined) return { kind: 'image', format };
  const container = containerName(text) ?? markupName(text);
  return container === undefined ? { kind: 'unknown' } : { kind: 'other', name: container };
}

function imageFormat(head: Uint8Array, text: string): ImageFormat | undefined {
  if (text.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (text.startsWith('GIF87a') || text.startsWith('GIF89a')) return 'gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'webp';
  if (['II*\x00', 'MM\x00*', 'II+\x00', 'MM\x00+'].some((magic) => text.startsWith(magic))) return 'tiff';
  if (text.startsWith('BM') && head.length >= 18) {
    const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(14, true);
    return BMP_HEADER_SIZES.includes(size) ? 'bmp' : undefined;
  }
  if (!text.startsWith('ftyp', 4)) return undefined;
  const brands = ftypBrands(head, text);
  if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return 'avif';
  return brands.some((brand) => HEIC_BRANDS.includes(brand)) ? 'heic' : undefined;
}

function ftypBrands(head: Uint8Array, text: string): string[] {
  const size = new DataView(head.buffer, head.byteOffset, head.byteLength).getUint32(0);
  const end = Math.min(size, text.length, 8 + 4 * 64);
  const brands = [text.slice(8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(text.slice(at, at + 4));
  return brands;
}

function containerName(text: string): string | undefined {
  if (text.startsWith('ftyp', 4)) return text.startsWith('qt', 8) ? 'QuickTime video' : 'MP4 video or other ISO media file';
  if (!text.startsWith('RIFF')) return undefined;
  if (text.startsWith('AVI ', 8)) return 'AVI video';
  return text.startsWith('WAVE', 8) ? 'WAVE audio' : 'RIFF file';
}

function markupName(text: string): string | undefined {
  const start = text.replace(/^\xef\xbb\xbf/, '').trimStart().slice(0, 512).toLowerCase();
  if (start.startsWith('<svg') || (start.startsWith('<?xml') && start.includes('<svg'))) return 'SVG drawing';
  if (start.startsWith('<!doctype html') || start.startsWith('<html')) return 'HTML page';
  if (start.startsWith('<?xml')) return 'XML document';
  return /^p[1-7]\s/.test(start) ? 'Netpbm picture' : undefined;
}

const EXTENSIONS: Readonly<Record<ImageFormat, readonly string[]>> = {
  jpeg: ['jpg', 'jpeg', 'jpe', 'jfif', 'jif'],
  png: ['png'],
  tiff: ['tif', 'tiff'],
  webp: ['webp'],
  avif: ['avif', 'avifs'],
  heic: ['heic', 'heif', 'hif'],
  bmp: ['bmp', 'dib'],
  gif: ['gif'],
};

/** Whether the name claims another type than the content has; a name without extension claims nothing. */
export function extensionMismatches(fileName: string, format: ImageFormat): boolean {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 && dot < fileName.length - 1 && !EXTENSIONS[format].includes(fileName.slice(dot + 1).toLowerCase());
}

export const MIME_TYPES: Readonly<Record<ImageFormat, string>> = {
  jpeg: 'image/jpeg',
  png: 'image/png',
  tiff: 'image/tiff',
  webp: 'image/webp',
  avif: 'image/avif',
  heic: 'image/heic',
  bmp: 'image/bmp',
  gif: 'image/gif',
};
