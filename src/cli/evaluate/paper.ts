import { CAT_NET_PROTOCOL, DOCTAMPER_ROWS, NATURAL_ROWS, type PaperTable, SACP_ROWS } from './paperTables.ts';
import type { ProtocolName } from './layouts/protocol.ts';
import type { LayoutName } from './sets.ts';

export type PaperMetric =
  /** IoU, precision, recall, F1 of each altered picture at .5, then the mean over pictures. */
  | 'mean_per_picture'
  /** The official scores of DocTamper (layouts/official.ts). */
  | 'doctamper_official';

export interface PaperScores {
  readonly method: string;
  readonly iou: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

export type PaperRow =
  | {
      readonly same: true;
      /** Omni-IML first where the paper has it, then the others, best first. */
      readonly rows: readonly PaperScores[];
      readonly metric: PaperMetric;
      readonly pictures: number;
      readonly source: string;
      /** How the published numbers were made otherwise than ours. */
      readonly note: string;
    }
  | { readonly same: false; readonly reason: string };

interface PublishedSet {
  readonly layout: LayoutName;
  readonly title: string;
  /** Altered pictures, by whom; null where no source states it. */
  readonly pictures: number | null;
  readonly counted: string;
  /** Which of several sets of one layout; null for all. */
  readonly name: RegExp | null;
  readonly table: PaperTable | null;
  /** Why there are no rows, where there are none. */
  readonly missing?: string;
}

const SETS: readonly PublishedSet[] = [
  { layout: 'casia1', title: 'CASIA v1', pictures: 920, counted: 'casia1groundtruth: 921 pictures, one without a mask', name: null, table: NATURAL_ROWS.casia1 },
  { layout: 'coverage', title: 'COVERAGE', pictures: 100, counted: 'Wen et al. 2016', name: null, table: NATURAL_ROWS.coverage },
  { layout: 'cocoglide', title: 'CocoGlide', pictures: 512, counted: 'Guillaro et al. 2023', name: null, table: NATURAL_ROWS.cocoglide },
  { layout: 'nist16', title: 'NIST16', pictures: 564, counted: 'its reference file', name: null, table: NATURAL_ROWS.nist16 },
  { layout: 'imd20', title: 'IMD2020', pictures: 2010, counted: 'Novozamsky et al. 2020', name: null, table: NATURAL_ROWS.imd20 },
  { layout: 'columbia', title: 'Columbia', pictures: 180, counted: 'Hsu and Chang 2006', name: null, table: CAT_NET_PROTOCOL.columbia },
  { layout: 'doctamper', title: 'DocTamper-TestingSet', pictures: 30_000, counted: 'Qu et al. 2023', name: /test/i, table: DOCTAMPER_ROWS.test },
  { layout: 'doctamper', title: 'DocTamper-FCD', pictures: 2000, counted: 'Qu et al. 2023', name: /fcd/i, table: DOCTAMPER_ROWS.fcd },
  { layout: 'doctamper', title: 'DocTamper-SCD', pictures: 18_000, counted: 'Qu et al. 2023', name: /scd/i, table: DOCTAMPER_ROWS.scd },
  { layout: 'sacp', title: 'SACP', pictures: null, counted: '', name: null, table: SACP_ROWS, missing: 'the paper reports the test set of SACP (Omni-IML IoU .714, F1 .820) without its number of pictures, and its masks are not part of the contest’s download' },
  { layout: 'openforensics', title: 'OpenForensics', pictures: null, counted: '', name: null, table: null, missing: 'only one figure is known, second-hand (Omni-IML, ICLR 2026: IoU .923), without the part or the number of pictures' },
  { layout: 'tampered-ic13', title: 'Tampered-IC13', pictures: null, counted: '', name: null, table: null, missing: 'only the mean of Tampered-IC13 and OSTF is known, second-hand (Omni-IML, ICLR 2026: IoU .610)' },
  { layout: 'ostf', title: 'OSTF', pictures: null, counted: '', name: null, table: null, missing: 'only the mean of Tampered-IC13 and OSTF is known, second-hand (Omni-IML, ICLR 2026: IoU .610)' },
];

/**
 * What the Omni-IML paper (arXiv 2411.14823v1) and its rivals report of a set, where it is the same one: same collection, as many altered pictures and, for DocTamper, saved as there. Otherwise the
 * reason why nothing stands beside ours. A plain set is never taken for a published one, whatever its name: say --layout.
 */
export function paperRow(layout: LayoutName, set: string, altered: number, protocol: ProtocolName | null): PaperRow {
  if (layout === 'generic') return { same: false, reason: 'not a published set in its published form (layout generic)' };
  const candidates = SETS.filter((one) => one.layout === layout);
  const published = candidates.find((one) => one.name === null || one.name.test(set)) ?? candidates.find((one) => one.pictures === altered);
  if (published === undefined) return { same: false, reason: `not the same set: which part of ${layout} "${set}" is cannot be told from its name or its ${altered} pictures` };
  if (published.pictures === null || published.table === null) return { same: false, reason: published.missing ?? 'no numbers are published' };
  if (published.pictures !== altered) return { same: false, reason: `not the same set: ${published.title} has ${published.pictures} altered pictures (${published.counted}), this has ${altered}` };
  if (layout === 'doctamper' && protocol !== 'as_published') return { same: false, reason: 'not the same files: the published numbers were made with saves as in --protocol as_published' };
  const { rows, metric, source, note } = published.table;
  const [ours, others] = [rows.filter(({ method }) => method.startsWith('Omni-IML')), rows.filter(({ method }) => !method.startsWith('Omni-IML'))];
  return { same: true, rows: [...ours, ...others.toSorted((a, b) => (b.iou ?? b.f1 ?? 0) - (a.iou ?? a.f1 ?? 0))], metric, pictures: published.pictures, source, note };
}
