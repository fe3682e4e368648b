/** Frame header (ITU-T T.81 B.2.2): what is refused is refused here, before anything is allocated. */
import { AppError } from '../../contract/errors.ts';
import { DNL, findMarker, markerName, readUint16, RST0, RST7, SOF0, SOF1, SOF2, SOS, isStandalone } from './markers.ts';
import type { ComponentState, FrameState, ReaderState } from './state.ts';
import type { JpegProcess } from './types.ts';

const PROCESSES: Readonly<Record<number, JpegProcess>> = {
  [SOF0]: 'baseline',
  [SOF1]: 'extended',
  [SOF2]: 'progressive',
};

const CONVERT = 'Convert the file with another program and analyse both; the conversion replaces the compression traces.';

export function refuseProcess(code: number): never {
  const kind = code >= 0xc9 && code <= 0xcf ? 'arithmetic coding' : code === 0xc3 ? 'lossless coding' : 'a hierarchical process';
  throw new AppError('JPEG_UNSUPPORTED', `This JPEG uses ${kind}, which is not read. ${CONVERT}`, {
    marker: markerName(code),
  });
}

/**
 * Reads the frame header whose payload is bytes `start` to `end`.
 * @throws AppError JPEG_UNSUPPORTED, IMAGE_CORRUPT or IMAGE_TOO_MANY_PIXELS.
 */
export function readFrame(state: ReaderState, code: number, start: number, end: number): FrameState {
  const process = PROCESSES[code];
  if (process === undefined) refuseProcess(code);
  const { bytes, limits } = state;
  if (end - start < 6) throw corrupt('its frame header is cut short');
  const precision = bytes[start]!;
  const width = readUint16(bytes, start + 3);
  const count = bytes[start + 5]!;
  if (precision !== 8 && (precision !== 12 || process === 'baseline')) {
    throw new AppError('JPEG_UNSUPPORTED', `This JPEG has ${precision} bits a sample, which is not read. ${CONVERT}`, { precision });
  }
  if (count < 1 || count > 4) {
    throw new AppError('JPEG_UNSUPPORTED', `This JPEG has ${count} components; 1 to 4 are read. ${CONVERT}`, { components: count });
  }
  if (width === 0) throw corrupt('its width is zero');
  if (end - start < 6 + 3 * count) throw corrupt('its frame header is cut short');
  const height = readUint16(bytes, start + 1) || findNumberOfLines(bytes, end);
  if (height === 0) throw corrupt('its height is zero and no DNL marker gives it');
  if (width * height > limits.pixels) {
    throw new AppError('IMAGE_TOO_MANY_PIXELS', `The picture has ${width} x ${height} pixels; at most ${limits.pixels} are read. Raise the limit or cut the picture.`, {
      width,
      height,
      limit: limits.pixels,
    });
  }
  return { width, height, precision, process, ...readComponents(bytes, start + 6, count, width, height) };
}

function corrupt(what: string): AppError {
  return new AppError('IMAGE_CORRUPT', `This JPEG cannot be read: ${what}. Get the file again from its source.`);
}

function readComponents(
  bytes: Uint8Array,
  start: number,
  count: number,
  width: number,
  height: number,
): Pick<FrameState, 'components' | 'mcusWide' | 'mcusHigh'> {
  const raw = Array.from({ length: count }, (_, n) => {
    const at = start + 3 * n;
    return { id: bytes[at]!, horizontal: bytes[at + 1]! >> 4, vertical: bytes[at + 1]! & 15, tableIndex: bytes[at + 2]! };
  });
  for (const { horizontal, vertical, tableIndex } of raw) {
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) throw corrupt('a sampling factor is out of range');
    if (tableIndex > 3) throw corrupt('a quantisation table index is out of range');
  }
  const widest = Math.max(...raw.map((component) => component.horizontal));
  const highest = Math.max(...raw.map((component) => component.vertical));
  const mcusWide = Math.ceil(width / (8 * widest));
  const mcusHigh = Math.ceil(height / (8 * highest));
  const components = raw.map(
    (component): ComponentState => ({
      ...component,
      blocksWide: mcusWide * component.horizontal,
      blocksHigh: mcusHigh * component.vertical,
      blocksWideUsed: Math.ceil(Math.ceil((width * component.horizontal) / widest) / 8),
      blocksHighUsed: Math.ceil(Math.ceil((height * component.vertical) / highest) / 8),
      table: null,
      coefficients: new Int16Array(0),
      scanned: false,
    }),
  );
  return { components, mcusWide, mcusHigh };
}

/** Height from the DNL segment that follows the first scan (T.81 B.2.5); 0 if there is none. */
function findNumberOfLines(bytes: Uint8Array, position: number): number {
  let inScan = false;
  let offset = findMarker(bytes, position);
  while (offset >= 0) {
    const code = bytes[offset + 1]!;
    const restart = code >= RST0 && code <= RST7;
    if (inScan && !restart) return code === DNL && offset + 6 <= bytes.length ? readUint16(bytes, offset + 4) : 0;
    if (code === SOS) inScan = true;
    const length = isStandalone(code) || offset + 4 > bytes.length ? 0 : readUint16(bytes, offset + 2);
    offset = findMarker(bytes, offset + 2 + length);
  }
  return 0;
}
