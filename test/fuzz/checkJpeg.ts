/** What must hold for any bytes at all, however damaged. */
import { AppError, type ErrorCode } from '../../src/contract/errors.ts';
import {
  DEFAULT_JPEG_LIMITS,
  readJpegCoefficients,
  readJpegHeader,
  type JpegCoefficients,
  type JpegLimits,
} from '../../src/engine/jpeg/index.ts';

/** Small, so that a mutated size costs little. */
export const FUZZ_LIMITS: JpegLimits = { ...DEFAULT_JPEG_LIMITS, bytes: 2_000_000, pixels: 250_000, scans: 60, markers: 500, visitsPerCoefficient: 8 };

const REFUSALS: readonly ErrorCode[] = [
  'FILE_EMPTY',
  'FILE_TOO_LARGE',
  'TYPE_UNKNOWN',
  'IMAGE_TRUNCATED',
  'IMAGE_CORRUPT',
  'IMAGE_TOO_MANY_PIXELS',
  'JPEG_UNSUPPORTED',
];

/** Work always allowed, whatever the size. */
const WORK_FLOOR = 65_536;

export interface Outcome {
  /** `whole`, the damage's reason, or the refusal's code. */
  readonly result: string;
  readonly bytesAllocated: number;
  readonly coefficientVisits: number;
}

/**
 * Reads `bytes` every way and checks what must hold.
 * @throws Error on a broken promise: a foreign exception, work or memory above the bound, or results that contradict.
 */
export function checkJpeg(bytes: Uint8Array): Outcome {
  const whole = attempt(() => readJpegCoefficients(bytes, { limits: FUZZ_LIMITS }));
  const luma = attempt(() => readJpegCoefficients(bytes, { limits: FUZZ_LIMITS, lumaOnly: true }));
  const header = attempt(() => readJpegHeader(bytes, FUZZ_LIMITS));
  if (whole instanceof AppError || luma instanceof AppError || header instanceof AppError) {
    const codes = [whole, luma, header].map((result) => (result instanceof AppError ? result.code : 'read'));
    demand(new Set(codes).size === 1, `the ways of reading disagree: ${codes.join()}`);
    return { result: codes[0] ?? '', bytesAllocated: 0, coefficientVisits: 0 };
  }
  checkResult(whole, bytes);
  checkResult(luma, bytes);
  demand(header.width === whole.width && header.height === whole.height, 'header and reading disagree');
  if (whole.damage === null) {
    demand(luma.damage === null, 'luma alone is damaged, the whole is not');
    demand(sameLuma(whole, luma), 'luma alone differs');
  }
  const { bytesAllocated, coefficientVisits } = whole.work;
  return { result: whole.damage?.reason ?? 'whole', bytesAllocated, coefficientVisits };
}

function attempt<T>(read: () => T): T | AppError {
  try {
    return read();
  } catch (error) {
    if (error instanceof AppError && REFUSALS.includes(error.code)) return error;
    throw error;
  }
}

function demand(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

function checkResult({ width, height, components, damage, work, markers }: JpegCoefficients, bytes: Uint8Array): void {
  demand(width * height <= FUZZ_LIMITS.pixels, 'more pixels than allowed');
  demand(markers.length <= FUZZ_LIMITS.markers, 'more markers than allowed');
  demand(work.scans <= FUZZ_LIMITS.scans, 'more scans than allowed');
  let positions = 0;
  let coefficientBytes = 0;
  for (const { blocksWide, blocksHigh, blocksWideUsed, blocksHighUsed, coefficients, table } of components) {
    positions += blocksWide * blocksHigh * 64;
    coefficientBytes += coefficients.byteLength;
    demand(coefficients.length === 0 || coefficients.length === blocksWide * blocksHigh * 64, 'wrong size of coefficients');
    demand(blocksWideUsed <= blocksWide && blocksHighUsed <= blocksHigh, 'more blocks used than stored');
    demand(table.length === 64, 'wrong size of table');
  }
  // An MCU pads by less than 32 samples each way; coefficients take 2 bytes.
  const mostCoefficients = components.length * (width + 32) * (height + 32) * 2;
  demand(coefficientBytes <= mostCoefficients, 'coefficients larger than the picture');
  demand(work.bytesAllocated <= mostCoefficients + bytes.length + 512, `allocated ${work.bytesAllocated} bytes`);
  demand(work.coefficientVisits <= positions * FUZZ_LIMITS.visitsPerCoefficient + WORK_FLOOR, `${work.coefficientVisits} visits`);
  if (damage === null) return;
  demand(damage.blocksRead >= 0 && damage.blocksRead <= damage.blocksTotal, `${damage.blocksRead} of ${damage.blocksTotal} blocks`);
  demand(damage.atByte >= 0 && damage.atByte <= bytes.length, `damage at byte ${damage.atByte} of ${bytes.length}`);
}

function sameLuma(one: JpegCoefficients, other: JpegCoefficients): boolean {
  const first = one.components[0]?.coefficients;
  const second = other.components[0]?.coefficients;
  return first !== undefined && second !== undefined && Buffer.compare(asBytes(first), asBytes(second)) === 0;
}

function asBytes(array: Int16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
