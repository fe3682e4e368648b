import { sha256Of } from '../../canonicalJson.ts';

/** Name of a report's files below reports/, without extension. A number that is no plain name keeps its letters and gets a mark of its own, so that two numbers never share a file. */
export function reportName(reportId: string, version: number): string {
  const plain = reportId.normalize('NFKD').replaceAll(/[^A-Za-z0-9_-]+/g, '-').replaceAll(/^[_-]+|-+$/g, '').slice(0, 60);
  const number = plain !== '' && plain === reportId ? plain : `${plain === '' ? 'report' : plain}-${sha256Of(reportId).slice(0, 8)}`;
  return `${number}-v${version}`;
}
