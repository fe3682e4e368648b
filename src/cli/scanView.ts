import cliProgress from 'cli-progress';
import type { ScanEvent, ScanStage } from '../contract/index.ts';
import { forTerminal } from '../casework/index.ts';
import { decimals, duration, note, printJson } from './output.ts';

export interface ScanView {
  readonly onEvent: (event: ScanEvent) => void;
  readonly stop: () => void;
}

const STAGES: Readonly<Record<ScanStage, string>> = { list: 'Listing', intake: 'Reading', analyze: 'Analysing', sheet: 'Contact sheet' };

/** A bar a stage on a terminal, plain lines elsewhere; with `json` every event as a line on stdout as well. */
export function createScanView(json: boolean): ScanView {
  const view = process.stderr.isTTY ? barView() : lineView();
  return {
    onEvent: (event) => {
      if (json) printJson(event);
      view.onEvent(event);
    },
    stop: view.stop,
  };
}

function barView(): ScanView {
  let bar: cliProgress.SingleBar | null = null;
  let stage: ScanStage | null = null;
  const stop = (): void => {
    bar?.stop();
    bar = null;
    stage = null;
  };
  return {
    stop,
    onEvent: (event) => {
      if (event.type === 'finished') stop();
      if (event.type !== 'progress') return;
      const payload = { name: STAGES[event.stage].padEnd(13), rate: rateInWords(event), failed: event.failed > 0 ? `, ${event.failed} with a problem` : '' };
      if (event.stage !== stage) {
        stop();
        stage = event.stage;
        bar = new cliProgress.SingleBar({ format: '{name} {bar} {value}/{total}{rate}{failed}', hideCursor: true, linewrap: false, stream: process.stderr }, cliProgress.Presets.shades_classic);
        bar.start(Math.max(event.total, 1), event.done, payload);
      }
      bar?.setTotal(Math.max(event.total, 1));
      bar?.update(event.done, payload);
    },
  };
}

/** Least time between two progress lines of a stage in milliseconds: a log is read by people too. */
const LINE_INTERVAL = 5000;

function lineView(): ScanView {
  let reported = 0;
  let stage: ScanStage | null = null;
  let last = '';
  return {
    stop: () => undefined,
    onEvent: (event) => {
      if (event.type === 'started') note(`Case ${event.case}: ${event.root === '' ? 'one file' : forTerminal(event.root)}${event.resumed ? ', going on where an earlier scan stopped' : ''}`);
      if (event.type === 'item' && event.status !== 'known') note(`  ${itemInWords(event)}`);
      if (event.type !== 'progress') return;
      const now = performance.now();
      if (event.stage === stage && now - reported < LINE_INTERVAL && event.done < event.total) return;
      stage = event.stage;
      reported = now;
      const line = `${STAGES[event.stage]}: ${event.done} of ${event.total}${event.failed > 0 ? `, ${event.failed} with a problem` : ''}`;
      if (line !== last) note(`${line}${rateInWords(event)}`);
      last = line;
    },
  };
}

function rateInWords(event: Extract<ScanEvent, { type: 'progress' }>): string {
  const rate = event.ratePerHour === null ? '' : `, ${Math.round(event.ratePerHour)} an hour`;
  return event.etaSeconds === null || event.done >= event.total ? rate : `${rate}, ${duration(event.etaSeconds)} left`;
}

function itemInWords(event: Extract<ScanEvent, { type: 'item' }>): string {
  const path = forTerminal(event.path);
  if (event.error !== null) return `${event.status}  ${path}  ${event.error.code}: ${forTerminal(event.error.message)}`;
  return `${event.status}  ${path}  score ${event.score === null ? '-' : decimals(event.score)}, ${event.regions ?? 0} ${event.regions === 1 ? 'region' : 'regions'}`;
}
