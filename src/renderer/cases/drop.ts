import type { DesktopBridge } from '../../contract/index.ts';
import { isAbsolutePath, pathsFromText } from './paths.ts';

/** What was dropped: the paths it names, and why something of it cannot be taken. */
export interface Drop {
  readonly paths: readonly string[];
  readonly refused: string | null;
}

/** The part of a DataTransfer that a drop is read from. */
export interface Dropped {
  readonly files: ArrayLike<unknown> & Iterable<unknown>;
  readonly getData: (type: string) => string;
}

/** Paths of a drop. The desktop application knows where files lie; a browser does not tell, but takes paths dropped as text. */
export function readDrop(dropped: Dropped, bridge: DesktopBridge | undefined): Drop {
  if (bridge !== undefined && dropped.files.length > 0) {
    const paths = Array.from(dropped.files, (file) => bridge.pathOfFile(file)).filter((path) => path !== '');
    return { paths, refused: paths.length === dropped.files.length ? null : 'Some of what was dropped is not a file on this machine. Save it to a folder first.' };
  }
  const text = dropped.getData('text/uri-list') || dropped.getData('text/plain');
  const paths = pathsFromText(text).filter(isAbsolutePath);
  if (paths.length > 0) return { paths, refused: null };
  if (dropped.files.length > 0) {
    return { paths, refused: 'A browser does not tell where dropped files lie, and evidence is read in place, never uploaded. Choose the file or its folder below, or drop its path as text.' };
  }
  return { paths, refused: 'What was dropped holds no complete path.' };
}
