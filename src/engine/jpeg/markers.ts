/** Marker codes of ITU-T T.81 table B.1 and the walk from one to the next. */

export const SOF0 = 0xc0;
export const SOF1 = 0xc1;
export const SOF2 = 0xc2;
export const DHT = 0xc4;
export const JPG = 0xc8;
export const DAC = 0xcc;
export const SOF15 = 0xcf;
export const RST0 = 0xd0;
export const RST7 = 0xd7;
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const DNL = 0xdc;
export const DRI = 0xdd;
export const APP0 = 0xe0;
export const APP14 = 0xee;
export const TEM = 0x01;

const NAMES: Readonly<Record<number, string>> = {
  [TEM]: 'TEM', [DHT]: 'DHT', [JPG]: 'JPG', [DAC]: 'DAC', [SOI]: 'SOI', [EOI]: 'EOI', [SOS]: 'SOS', [DQT]: 'DQT',
  [DNL]: 'DNL', [DRI]: 'DRI', 0xde: 'DHP', 0xdf: 'EXP', 0xfe: 'COM',
};

export function markerName(code: number): string {
  const name = NAMES[code];
  if (name !== undefined) return name;
  if (code >= SOF0 && code <= SOF15) return `SOF${code - SOF0}`;
  if (code >= RST0 && code <= RST7) return `RST${code - RST0}`;
  if (code >= 0xe0 && code <= 0xef) return `APP${code - 0xe0}`;
  if (code >= 0xf0 && code <= 0xfd) return `JPG${code - 0xf0}`;
  return `RES${code.toString(16).toUpperCase()}`;
}

/** Markers that stand alone, with no length field after them. */
export function isStandalone(code: number): boolean {
  return (code >= RST0 && code <= EOI) || code === TEM;
}

export function isFrameHeader(code: number): boolean {
  return code >= SOF0 && code <= SOF15 && code !== DHT && code !== JPG && code !== DAC;
}

/**
 * Offset of the next marker's last 0xFF at or after `position`, or -1. Garbage and fill bytes before it are passed over, as
 * libjpeg does; 0xFF00 is stuffed data and no marker.
 */
export function findMarker(bytes: Uint8Array, position: number): number {
  let offset = bytes.indexOf(0xff, position);
  while (offset >= 0 && offset + 1 < bytes.length) {
    const code = bytes[offset + 1]!;
    if (code !== 0 && code !== 0xff) return offset;
    offset = code === 0xff ? offset + 1 : bytes.indexOf(0xff, offset + 2);
  }
  return -1;
}

/** Big-endian 16 bits; the caller has checked that both bytes are there. */
export function readUint16(bytes: Uint8Array, offset: number): number {
  return (bytes[offset]! << 8) | bytes[offset + 1]!;
}
