/** Entry of the thread that reads the luma coefficients of one JPEG and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { readJpegCoefficients } from '../jpeg/index.ts';
import type { BlocksTask, LumaBlocks } from './blocks.ts';

const { content, pixels } = workerData as BlocksTask;
const { components } = readJpegCoefficients(content, { lumaOnly: true, limits: { bytes: content.byteLength, pixels } });
const luma = components[0];
if (luma === undefined) throw new Error('a frame has at least one component');
const { coefficients, blocksWide, tableIndex } = luma;
const blocks: LumaBlocks = {
  coefficients,
  blocksWide,
  tableIndex,
  scaleX: luma.horizontal / Math.max(...components.map((one) => one.horizontal)),
  scaleY: luma.vertical / Math.max(...components.map((one) => one.vertical)),
};
parentPort?.postMessage(blocks, [coefficients.buffer as ArrayBuffer]);
