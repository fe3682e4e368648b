import type { ReportFields, ReportRow } from '../../contract/index.ts';

export type Support = ReportFields['evaluation']['support'];

/** How strongly the findings support one proposition against the other, from the second to the first. */
export const SUPPORT_LABELS: Readonly<Record<Support, string>> = {
  not_stated: 'Not stated',
  strong_second: 'Strong support for proposition 2',
  moderate_second: 'Moderate support for proposition 2',
  weak_second: 'Weak support for proposition 2',
  inconclusive: 'Inconclusive: no support for one over the other',
  weak_first: 'Weak support for proposition 1',
  moderate_first: 'Moderate support for proposition 1',
  strong_first: 'Strong support for proposition 1',
};

export const REPORT_STATUS_WORDS: Readonly<Record<ReportRow['status'], string>> = { running: 'Being made', draft: 'Draft', final: 'Final', failed: 'Not made' };

export type ReportStage = NonNullable<ReportRow['progress']>['stage'];
export const REPORT_STAGE_WORDS: Readonly<Record<ReportStage, string>> = { verify: 'Verify the evidence', extract: 'Gather the extract', figures: 'Draw the figures', pages: 'Set the pages', sign: 'Sign' };

/** What each stage counts. */
export const STAGE_UNITS: Readonly<Record<ReportStage, string>> = { verify: 'files', extract: 'items', figures: 'items', pages: 'parts', sign: 'steps' };

export type ExportFormat = 'masks' | 'coco' | 'geojson' | 'labelme' | 'csv' | 'xlsx' | 'case' | 'dfxml' | 'extract' | 'package' | 'rerun';

export interface FormatWords {
  readonly format: ExportFormat;
  readonly label: string;
  readonly help: string;
}

export const EXPORT_GROUPS: readonly { readonly title: string; readonly formats: readonly FormatWords[] }[] = [
  {
    title: 'Masks and regions',
    formats: [
      { format: 'masks', label: 'Masks as PNG', help: 'Of the model and of the analyst, 8 bit, at the picture’s own size' },
      { format: 'coco', label: 'COCO', help: 'Regions with run-length masks, for training and measuring' },
      { format: 'geojson', label: 'GeoJSON', help: 'Regions as polygons in pixels, for QuPath' },
      { format: 'labelme', label: 'labelme', help: 'One file a picture, for labelme and CVAT' },
    ],
  },
  {
    title: 'Tables',
    formats: [
      { format: 'csv', label: 'CSV', help: 'One line an item' },
      { format: 'xlsx', label: 'XLSX', help: 'The same for a spreadsheet' },
    ],
  },
  {
    title: 'Records',
    formats: [
      { format: 'case', label: 'CASE/UCO', help: 'JSON-LD: items, provenance, actions, for forensic suites' },
      { format: 'dfxml', label: 'DFXML', help: 'Files with digests and the tools that read them' },
      { format: 'extract', label: 'Extract', help: 'The canonical JSON every report is made from' },
    ],
  },
  {
    title: 'For others to work with',
    formats: [
      { format: 'package', label: 'Review package', help: 'A zip with a viewer that needs nothing; a reviewer’s notes merge back' },
      { format: 'rerun', label: 'Re-run pack', help: 'Hashes and parameters, to reproduce each mask' },
    ],
  },
];

/** The name of a file with its folder left out. */
export function fileNameOf(path: string): string {
  return path.split('/').at(-1) ?? path;
}
