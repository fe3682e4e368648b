/** The walk over a file's marker segments, stopping where a frame or a scan begins. */
import { AppError } from '../../contract/errors.ts';
import { readFrame, refuseProcess } from './frame.ts';
import { EOI, findMarker, isFrameHeader, isStandalone, markerName, readUint16, RST0, RST7, SOI, SOS } from './markers.ts';
import { createState, note, type ReaderState } from './state.ts';
import { readTableSegment } from './tableSegments.ts';
import { DEFAULT_JPEG_LIMITS } from './limits.ts';
import type { JpegLimits } from './types.ts';

const DHP = 0xde;

/** A scan header's payload lies at `start` to `end`; entropy-coded data begin at `end`. */
export interface ScanEvent {
  readonly offset: number;
  readonly start: number;
  readonly end: number;
}

/**
 * Opens a file.
 * @throws AppError FILE_EMPTY, FILE_TOO_LARGE or TYPE_UNKNOWN.
 */
export function openJpeg(bytes: Uint8Array, limits: Partial<JpegLimits> = {}): ReaderState {
  const merged = { ...DEFAULT_JPEG_LIMITS, ...limits };
  if (bytes.length === 0) throw new AppError('FILE_EMPTY', 'The file is empty. Get it again from its source.');
  if (bytes.length > merged.bytes) {
    throw new AppError('FILE_TOO_LARGE', `The file has ${bytes.length} bytes; at most ${merged.bytes} are read. Raise the limit.`);
  }
  if (bytes[0] !== 0xff || bytes[1] !== SOI) {
    throw new AppError('TYPE_UNKNOWN', 'The file does not begin as a JPEG does. Check what it is before analysing it.');
  }
  const state = createState(bytes, merged);
  state.markers.push({ code: SOI, name: markerName(SOI), offset: 0, length: 0 });
  state.position = 2;
  return state;
}

/**
 * Goes on to the next scan header, taking in tables and the frame on the way; null at the end of the picture.
 * @throws AppError for files without a readable frame; never once the frame is read.
 */
export function nextScan(state: ReaderState): ScanEvent | null {
  const { bytes, faults, limits } = state;
  for (;;) {
    const offset = findMarker(bytes, state.position);
    if (offset < 0) return finish(state, bytes.length, true);
    const code = bytes[offset + 1]!;
    state.position = offset + 2;
    if (code >= RST0 && code <= RST7) continue;
    if (state.markers.length >= limits.markers) {
      note(faults, 'limit-reached', offset);
      return finish(state, offset, false);
    }
    const complete = offset + 4 <= bytes.length;
    const length = isStandalone(code) || !complete ? 0 : readUint16(bytes, offset + 2);
    state.markers.push({ code, name: markerName(code), offset, length });
    if (code === EOI) return finish(state, offset, false);
    // A second picture begins: this one was cut off, or the mark is a leftover before the frame.
    if (code === SOI && state.frame !== null) return finish(state, offset, true);
    if (isStandalone(code)) continue;
    const end = offset + 2 + length;
    if (!complete || end > bytes.length) {
      note(faults, 'malformed-segment', offset);
      return finish(state, bytes.length, true);
    }
    if (length < 2) {
      note(faults, 'malformed-segment', offset);
      continue;
    }
    state.position = end;
    if (code === SOS && state.frame !== null) return { offset, start: offset + 4, end };
    takeSegment(state, code, offset, end);
  }
}

function takeSegment(state: ReaderState, code: number, offset: number, end: number): void {
  if (isFrameHeader(code)) {
    if (state.frame === null) state.frame = readFrame(state, code, offset + 4, end);
    else note(state.faults, 'second-frame', offset);
    return;
  }
  if (code === DHP && state.frame === null) refuseProcess(code);
  const sound = code !== SOS && readTableSegment(state, code, offset + 4, end);
  if (!sound) note(state.faults, 'malformed-segment', offset);
}

function finish(state: ReaderState, atByte: number, cutOff: boolean): null {
  state.position = state.bytes.length;
  if (state.frame === null) {
    throw new AppError(
      cutOff ? 'IMAGE_TRUNCATED' : 'IMAGE_CORRUPT',
      'This JPEG ends before it says how large the picture is. Get the file again from its source.',
      { atByte },
    );
  }
  if (cutOff) note(state.faults, 'missing-end-marker', atByte);
  return null;
}
