import cliProgress from 'cli-progress';
import { note, printJson } from './output.ts';

export interface StageView {
  readonly on: (stage: string, done: number, total: number) => void;
  readonly stop: () => void;
}

/** Least time between two lines of one stage, milliseconds: a log is read by people too. */
const LINE_INTERVAL = 5000;
/** Between two events for programs. */
const EVENT_INTERVAL = 250;

/** A bar a stage on a terminal, plain lines elsewhere; with `json` events as lines on stdout. `names` are the stages in words. */
export function createStageView(names: Readonly<Record<string, string>>, json: boolean): StageView {
  const view = process.stderr.isTTY ? barView(names) : lineView(names);
  let [last, told] = ['', 0];
  return {
    stop: view.stop,
    on: (stage, done, total) => {
      view.on(stage, done, total);
      if (!json) return;
      const now = performance.now();
      if (stage === last && done < total && now - told < EVENT_INTERVAL) return;
      [last, told] = [stage, now];
      printJson({ type: 'progress', stage, done, total });
    },
  };
}

function barView(names: Readonly<Record<string, string>>): StageView {
  let bar: cliProgress.SingleBar | null = null;
  let current = '';
  const stop = (): void => {
    bar?.stop();
    bar = null;
    current = '';
  };
  return {
    stop,
    on: (stage, done, total) => {
      if (stage !== current) {
        stop();
        current = stage;
        bar = new cliProgress.SingleBar({ format: '{name} {bar} {value}/{total}', hideCursor: true, linewrap: false, stream: process.stderr }, cliProgress.Presets.shades_classic);
        bar.start(Math.max(total, 1), done, { name: (names[stage] ?? stage).padEnd(20) });
      }
      bar?.setTotal(Math.max(total, 1));
      bar?.update(done);
    },
  };
}

function lineView(names: Readonly<Record<string, string>>): StageView {
  let current = '';
  let said = '';
  let at = 0;
  return {
    stop: () => undefined,
    on: (stage, done, total) => {
      const now = performance.now();
      if (stage === current && now - at < LINE_INTERVAL && done < total) return;
      const line = `${names[stage] ?? stage}: ${done} of ${total}`;
      if (line !== said) note(line);
      [current, said, at] = [stage, line, now];
    },
  };
}
