import type { DatasetRow } from '../dataset/row.ts';

type Region = DatasetRow['content']['regions'][number];

export function regionFor(changes: Partial<Region> = {}): Region {
  return { id: 1, title: 'price tag', text: '12.50', absolute_position: 'top-left', relative_position: { relation: 'left_of', anchor: 'logo' }, method_guess: 'splicing', artifacts: ['edge', 'font'], description: 'The digits are sharper than the line around them.', confidence: 'high', ...changes };
}

export function rowFor(changes: { readonly image?: string; readonly content?: Partial<DatasetRow['content']>; readonly provenance?: Partial<DatasetRow['provenance']> } = {}): DatasetRow {
  return {
    version: 1,
    image: changes.image ?? 'images/a.jpg',
    mask: 'masks/a.png',
    content: { verdict: 'tampered', domain: 'document', regions: [regionFor()], summary: 'One price was changed.', ...changes.content },
    provenance: {
      kind: 'model', imageSha256: 'a'.repeat(64), maskSha256: 'b'.repeat(64), width: 100, height: 80, regions: [], regionsInAll: 1, minimumRegionArea: 64, variant: 'mask', promptVersion: 1, model: 'm', server: 'http://127.0.0.1:1', parameters: null,
      claimed: [{ id: 1, position: 'top-left' }], claimedCount: 1, pictures: [], exchanges: [], struck: [], notes: [], at: '2026-01-01T00:00:00.000Z', appVersion: '0', ...changes.provenance,
    },
  };
}
