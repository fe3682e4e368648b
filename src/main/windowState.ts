import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseWindowState, type WindowState } from './windowBounds.ts';

/** How the window stood last; null at the first start and for a file that says nothing usable. */
export function readWindowState(path: string): WindowState | null {
  try {
    return parseWindowState(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    // Not there, or not JSON: the window opens as at the first start.
    return null;
  }
}

/** Keeps it, whole. At the closing of a window, so without waiting; a failure costs nothing but the place and is told. */
export function writeWindowState(path: string, state: WindowState): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, JSON.stringify(state));
    renameSync(`${path}.part`, path);
  } catch (error) {
    console.error('The place of the window could not be kept:', error);
  }
}
