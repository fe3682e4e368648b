import { type BrowserWindow, dialog, type OpenDialogOptions } from 'electron';

/** What the page may ask to choose. */
export type ChooseKind = 'files' | 'folders';

/** What the page sent, checked; null for anything else. */
export function chooseKind(parameters: readonly unknown[]): ChooseKind | null {
  const [kind] = parameters;
  return parameters.length === 1 && (kind === 'files' || kind === 'folders') ? kind : null;
}

/** Pure. Nothing is filtered by its name: what a file is, its content says. */
export function openOptions(kind: ChooseKind): OpenDialogOptions {
  if (kind === 'files') return { title: 'Add files as evidence', buttonLabel: 'Add', properties: ['openFile', 'multiSelections', 'dontAddToRecent'] };
  return { title: 'Add folders or a drive as evidence', buttonLabel: 'Add', properties: ['openDirectory', 'multiSelections', 'dontAddToRecent'] };
}

/** Paths the person chose; empty when cancelled. */
export async function choosePaths(window: BrowserWindow, kind: ChooseKind): Promise<readonly string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, openOptions(kind));
  return canceled ? [] : filePaths;
}
