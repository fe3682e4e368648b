import cliProgress from 'cli-progress';
import { forTerminal } from '../../../casework/index.ts';
import { note } from '../../output.ts';
import type { PictureResult } from '../evaluateSet.ts';
import type { Method } from '../methods.ts';
import type { EvaluationSet } from '../sets.ts';

/** A bar on a terminal, a line every ten results elsewhere; warnings and failures of pictures as lines. */
export function progress(set: EvaluationSet, total: number): { readonly onResult: (result: PictureResult, method: Method) => void; readonly stop: () => void } {
  let done = 0;
  const said = new Set<string>();
  const bar = process.stderr.isTTY ? new cliProgress.SingleBar({ format: `${set.name} {bar} {value}/{total}, {eta_formatted} left`, stream: process.stderr, hideCursor: true }, cliProgress.Presets.shades_classic) : null;
  bar?.start(Math.max(1, total), 0);
  const say = (line: string): void => {
    // The same trouble with a picture comes again with every method and change.
    if (!said.has(line)) note(line);
    said.add(line);
  };
  return {
    stop: () => bar?.stop(),
    onResult: ({ image, warning, error }, { name }) => {
      done += 1;
      bar?.update(done);
      if (bar === null && (done % 10 === 0 || done === total)) note(`${set.name}: ${done} of ${total}`);
      if (warning !== null) say(`${set.name}: ${forTerminal(`${image}: ${warning}`)}`);
      if (error !== null) say(`${set.name}: ${forTerminal(`${image}: ${name === 'network' ? '' : `${name}: `}${error.code}: ${error.message}`)}`);
    },
  };
}
