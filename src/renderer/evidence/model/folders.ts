/** What a folder is called below the one all of them lie in. */
export function nameBelow(folder: string, prefix: string): string {
  if (prefix === '') return folder === '' ? '(top folder)' : folder;
  return folder.slice(prefix.length).replace(/^[\\/]/, '') || '(this folder)';
}

/** The folder all of them lie in, so that it need not be said with each. */
export function commonFolder(folders: readonly string[]): string {
  const [first, ...rest] = folders;
  if (first === undefined) return '';
  const parts = first.split(/(?=[\\/])/);
  let common = rest.length === 0 ? parts.slice(0, -1) : parts;
  for (const folder of rest) {
    const others = folder.split(/(?=[\\/])/);
    const until = common.findIndex((part, at) => part !== others[at]);
    if (until >= 0) common = common.slice(0, until);
  }
  return common.join('');
}
