import type { PaperMetric, PaperScores } from './paper.ts';

/** One published table's rows for one set. */
export interface PaperTable {
  readonly rows: readonly PaperScores[];
  readonly metric: PaperMetric;
  readonly source: string;
  readonly note: string;
}

type Pair = readonly [method: string, iou: number, f1: number];
type Four = readonly [method: string, iou: number, precision: number, recall: number, f1: number];

const pairs = (rows: readonly Pair[]): readonly PaperScores[] => rows.map(([method, iou, f1]) => ({ method, iou, precision: null, recall: null, f1 }));
const fours = (rows: readonly Four[]): readonly PaperScores[] => rows.map(([method, iou, precision, recall, f1]) => ({ method, iou, precision, recall, f1 }));

const natural = (rows: readonly Pair[]): PaperTable => ({
  rows: pairs(rows),
  metric: 'mean_per_picture',
  source: 'Omni-IML, arXiv 2411.14823v1, table 1',
  note: 'published with every picture resized to 512 x 512, aspect not kept (the test pipeline of APSC-Net, which the paper follows); ours at the stored size',
});

/** Table 1. CAT-Net v2 and TruFor were trained on all of IMD2020 and have no row there. */
export const NATURAL_ROWS = {
  casia1: natural([['ManTraNet', 0.086, 0.13], ['RRU-Net', 0.33, 0.38], ['MVSS-Net', 0.403, 0.455], ['PSCC-Net', 0.41, 0.463], ['CAT-Net v2', 0.684, 0.738], ['IF-OSN', 0.465, 0.509], ['EVP', 0.438, 0.502], ['TruFor', 0.63, 0.692], ['APSC-Net', 0.81, 0.848], ['Omni-IML v1', 0.798, 0.834]]),
  coverage: natural([['ManTraNet', 0.181, 0.271], ['RRU-Net', 0.165, 0.26], ['MVSS-Net', 0.389, 0.454], ['PSCC-Net', 0.34, 0.446], ['CAT-Net v2', 0.238, 0.292], ['IF-OSN', 0.181, 0.268], ['EVP', 0.078, 0.114], ['TruFor', 0.446, 0.522], ['APSC-Net', 0.498, 0.568], ['Omni-IML v1', 0.524, 0.576]]),
  cocoglide: natural([['ManTraNet', 0.31, 0.408], ['RRU-Net', 0.223, 0.304], ['MVSS-Net', 0.278, 0.36], ['PSCC-Net', 0.333, 0.422], ['CAT-Net v2', 0.29, 0.366], ['IF-OSN', 0.259, 0.364], ['EVP', 0.232, 0.346], ['TruFor', 0.294, 0.362], ['APSC-Net', 0.392, 0.455], ['Omni-IML v1', 0.448, 0.505]]),
  nist16: natural([['ManTraNet', 0.04, 0.062], ['RRU-Net', 0.08, 0.129], ['MVSS-Net', 0.243, 0.294], ['PSCC-Net', 0.067, 0.11], ['CAT-Net v2', 0.238, 0.302], ['IF-OSN', 0.247, 0.326], ['EVP', 0.188, 0.239], ['TruFor', 0.279, 0.348], ['APSC-Net', 0.525, 0.59], ['Omni-IML v1', 0.556, 0.63]]),
  imd20: natural([['ManTraNet', 0.098, 0.146], ['RRU-Net', 0.169, 0.256], ['MVSS-Net', 0.243, 0.294], ['PSCC-Net', 0.115, 0.192], ['IF-OSN', 0.259, 0.364], ['EVP', 0.177, 0.268], ['APSC-Net', 0.679, 0.76], ['Omni-IML v1', 0.662, 0.74]]),
} as const;

const doctamper = (rows: readonly Four[]): PaperTable => ({
  rows: fours(rows),
  metric: 'doctamper_official',
  source: 'Omni-IML, arXiv 2411.14823v1, table 2',
  note: 'published with the official script and its saves from quality 75 on: compare with --protocol as_published and the qualities of <set>_75.pk only, by the official scores',
});

/** Table 2: IoU, precision, recall, F1 by the official script. */
export const DOCTAMPER_ROWS = {
  test: doctamper([['ManTraNet', 0.18, 0.123, 0.204, 0.153], ['MVSS-Net', 0.43, 0.494, 0.383, 0.431], ['PSCC-Net', 0.17, 0.309, 0.506, 0.384], ['BEiT-Uper', 0.59, 0.564, 0.451, 0.501], ['Swin-Uper', 0.7, 0.671, 0.608, 0.638], ['CAT-Net v2', 0.71, 0.768, 0.68, 0.721], ['DTD', 0.828, 0.814, 0.771, 0.792], ['Omni-IML v1', 0.842, 0.837, 0.802, 0.819]]),
  fcd: doctamper([['ManTraNet', 0.17, 0.175, 0.261, 0.209], ['MVSS-Net', 0.41, 0.48, 0.381, 0.424], ['PSCC-Net', 0.16, 0.44, 0.58, 0.42], ['BEiT-Uper', 0.35, 0.55, 0.436, 0.487], ['Swin-Uper', 0.41, 0.642, 0.475, 0.546], ['CAT-Net v2', 0.6, 0.795, 0.695, 0.741], ['DTD', 0.749, 0.849, 0.786, 0.816], ['Omni-IML v1', 0.75, 0.901, 0.76, 0.824]]),
  scd: doctamper([['ManTraNet', 0.16, 0.124, 0.218, 0.157], ['MVSS-Net', 0.4, 0.478, 0.366, 0.414], ['PSCC-Net', 0.19, 0.286, 0.54, 0.374], ['BEiT-Uper', 0.34, 0.408, 0.395, 0.402], ['Swin-Uper', 0.51, 0.541, 0.612, 0.574], ['CAT-Net v2', 0.54, 0.674, 0.665, 0.67], ['DTD', 0.691, 0.745, 0.762, 0.754], ['Omni-IML v1', 0.685, 0.76, 0.786, 0.773]]),
} as const;

/** Table 2, test set of SACP. */
export const SACP_ROWS: PaperTable = {
  rows: pairs([['DFCN', 0.466, 0.607], ['MVSS-Net', 0.401, 0.534], ['SE-Net', 0.459, 0.587], ['RRU-Net', 0.517, 0.651], ['CFL-Net', 0.433, 0.571], ['TIFDM', 0.576, 0.703], ['Omni-IML v1', 0.714, 0.82]]),
  metric: 'mean_per_picture',
  source: 'Omni-IML, arXiv 2411.14823v1, table 2',
  note: '',
};

const byF1 = (rows: readonly (readonly [method: string, f1: number])[]): PaperTable => ({
  rows: rows.map(([method, f1]) => ({ method, iou: null, precision: null, recall: null, f1 })),
  metric: 'mean_per_picture',
  source: 'README of DINOv3-IML, training sets of CAT-Net',
  note: 'F1 at .5 only; Omni-IML does not report Columbia. Which side of the splice counts as altered is a custom, see docs/layouts.md',
});

/** Columbia is not in the Omni-IML paper; these are rivals trained as CAT-Net was. */
export const CAT_NET_PROTOCOL = {
  columbia: byF1([['MVSS-Net', 0.74], ['PSCC-Net', 0.884], ['CAT-Net v2', 0.915], ['TruFor', 0.885], ['Mesorch', 0.89], ['DINOv3 S + LoRA', 0.923], ['DINOv3 B + LoRA', 0.904], ['DINOv3 L + LoRA', 0.941]]),
} as const;
