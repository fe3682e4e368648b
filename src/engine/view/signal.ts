import type { Agreement, SignalName, SignalResult } from '../../contract/signals.ts';
import { agreement } from '../signals/agreement.ts';
import { SIGNALS } from '../signals/all.ts';
import { runSignal } from '../signals/run.ts';
import type { LumaPlane } from '../signals/types.ts';
import { lumaBlocks } from './blocks.ts';
import { wholeMap } from './map.ts';
import { bandAt, openPicture, rowsOf } from './picture.ts';
import type { Picture, Source, ViewState } from './state.ts';

/**
 * One classical method over a whole picture in stored orientation; its map goes into artifacts/ of the case. One method runs at a time: each needs many
 * times the picture's memory. Throws CANCELLED, ARTIFACT_WRITE_FAILED, and what opening and decoding throw.
 */
export async function signalOf(state: ViewState, source: Source, name: SignalName, caseFolder: string, signal: AbortSignal): Promise<SignalResult> {
  const picture = await openPicture(state, source, signal);
  const { facts } = picture;
  const { version, parameters } = SIGNALS[name];
  if (bandAt(state, 'stored', picture, 0).height < facts.height) {
    const millions = (facts.width * facts.height) / 1_000_000;
    return { name, version, parameters: { ...parameters }, applies: false, reason: `The picture has ${millions.toFixed(0)} million pixels, too many to be held in memory whole. Cut out the part in question and add that as a picture of its own.`, score: null, maskShare: null, map: null, milliseconds: 0 };
  }
  return state.signals.run(async () => {
    const luma = await lumaPlane(state, source, picture, signal);
    const { pixels } = await rowsOf(state, 'stored', source, picture, 0, signal);
    return runSignal(SIGNALS[name], { pixels, facts, luma, signal }, caseFolder);
  }, signal);
}

/** The file's luma coefficients where each block is 8 x 8 pixels of the picture. */
async function lumaPlane(state: ViewState, source: Source, picture: Picture, signal: AbortSignal): Promise<LumaPlane | null> {
  const blocks = await lumaBlocks(state, source, picture, signal);
  if (blocks === null || blocks.scaleX !== 1 || blocks.scaleY !== 1) return null;
  const table = picture.facts.jpeg?.quantizationTables.find(({ id }) => id === blocks.tableIndex)?.values;
  if (table?.length !== 64) return null;
  const { coefficients, blocksWide: columns } = blocks;
  return { columns, rows: coefficients.length / (64 * columns), coefficients, table };
}

export async function agreementOf(state: ViewState, maps: readonly (Source & { readonly method: Agreement['methods'][number]; readonly least: number })[], caseFolder: string, signal: AbortSignal): Promise<Agreement> {
  const counted = maps.map(({ method, least, path, key }) => ({ method, least, load: () => wholeMap(state, { path, key }, signal) }));
  return state.signals.run(() => agreement(counted, caseFolder, signal), signal);
}
