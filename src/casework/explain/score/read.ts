import { rowsOf } from '../dataset/lines.ts';
import { type DatasetRow, datasetRowSchema, type Provenance } from '../dataset/row.ts';

/** What of an annotation is compared; the rest of a row stays on the disk. */
export interface ScoredRow extends Pick<DatasetRow, 'image' | 'content'> {
  readonly provenance: Pick<Provenance, 'kind' | 'variant' | 'maskSha256' | 'minimumRegionArea' | 'claimed'>;
}

/** Errors: those of rowsOf. */
export async function readScoredRows(path: string): Promise<readonly ScoredRow[]> {
  const rows: ScoredRow[] = [];
  for await (const { image, content, provenance } of rowsOf(path, datasetRowSchema)) {
    const { kind, variant, maskSha256, minimumRegionArea, claimed } = provenance;
    rows.push({ image, content, provenance: { kind, variant, maskSha256, minimumRegionArea, claimed } });
  }
  return rows;
}
