import type { SignalName } from '../../contract/signals.ts';
import { blockingGrid } from './blocking-grid/signal.ts';
import { cfa } from './cfa/signal.ts';
import { copyMoveDense } from './copy-move-dense/signal.ts';
import { copyMoveKeypoints } from './copy-move-keypoints/signal.ts';
import { doubleQuantisation } from './double-quantisation/signal.ts';
import { doubleQuantisationShifted } from './double-quantisation-shifted/signal.ts';
import { ela } from './ela/signal.ts';
import { jpegGhosts } from './jpeg-ghosts/signal.ts';
import { noiseLevel } from './noise-level/signal.ts';
import type { Signal } from './types.ts';

export const SIGNALS: Readonly<Record<SignalName, Signal>> = {
  ela,
  jpeg_ghosts: jpegGhosts,
  double_quantisation: doubleQuantisation,
  double_quantisation_shifted: doubleQuantisationShifted,
  blocking_grid: blockingGrid,
  noise_level: noiseLevel,
  cfa,
  copy_move_keypoints: copyMoveKeypoints,
  copy_move_dense: copyMoveDense,
};
