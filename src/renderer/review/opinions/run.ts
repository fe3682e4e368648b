import { SIGNAL_NAMES, type Agreement, type SignalLayer, type SignalName, type SignalResult, type SignalRun } from '../../../contract/signals.ts';
import { SIGNAL_WORDS } from '../../../contract/signalWords.ts';
import { countOf, formatTime } from '../../ui/words.ts';

/** Where one method stands in a run. `ended`: the run was over before its turn. */
export type OpinionState =
  | { readonly state: 'marked'; readonly result: SignalResult }
  | { readonly state: 'not_applicable'; readonly result: SignalResult }
  | { readonly state: 'now' | 'waiting' | 'ended' | 'not_run' };

/** Method in work now: the first of a running run that has no result yet. */
export function methodInWork(run: SignalRun): SignalName | null {
  if (run.status !== 'running') return null;
  return run.names.find((name) => !run.results.some((result) => result.name === name)) ?? null;
}

export function stateOf(run: SignalRun | null, name: SignalName): OpinionState {
  if (run === null || !run.names.includes(name)) return { state: 'not_run' };
  const result = run.results.find((one) => one.name === name);
  if (result !== undefined) return { state: result.applies ? 'marked' : 'not_applicable', result };
  if (run.status !== 'running') return { state: 'ended' };
  return { state: methodInWork(run) === name ? 'now' : 'waiting' };
}

/** Layers of which a run has a map. */
export function mapsOf(run: SignalRun | null): readonly SignalLayer[] {
  if (run === null) return [];
  const methods: readonly SignalLayer[] = SIGNAL_NAMES.filter((name) => stateOf(run, name).state === 'marked');
  return run.agreement === null ? methods : [...methods, 'agreement'];
}

/** Why a layer has no map, in a few words; null where it has one. */
export function absenceWords(run: SignalRun | null, layer: SignalLayer): string | null {
  if (layer === 'agreement') {
    if (run === null) return 'Not run';
    if (run.agreement !== null) return null;
    return run.status === 'running' ? 'Comes when all methods have ended' : 'Fewer than two methods to compare';
  }
  const method = stateOf(run, layer);
  switch (method.state) {
    case 'marked':
      return null;
    case 'not_applicable':
      return `Does not apply: ${method.result.reason}`;
    case 'now':
      return 'At work';
    case 'waiting':
      return 'Waiting for its turn';
    case 'ended':
      return 'Not run: the run ended before its turn';
    case 'not_run':
      return 'Not run';
  }
}

/** The run that is shown: the one chosen by hand, one at work, the newest with a result, or the newest. `runs`: newest first. */
export function shownRun(runs: readonly SignalRun[], chosen: number | null): SignalRun | null {
  return runs.find(({ id }) => id === chosen) ?? runs.find(({ status }) => status === 'running') ?? runs.find(({ results }) => results.length > 0) ?? runs[0] ?? null;
}

/** Puts a run's newest state in its place, or adds it as the newest. */
export function withRun(runs: readonly SignalRun[] | undefined, run: SignalRun): SignalRun[] {
  if (runs === undefined) return [run];
  return runs.some(({ id }) => id === run.id) ? runs.map((one) => (one.id === run.id ? run : one)) : [run, ...runs];
}

export function runTitle(run: SignalRun, newest: boolean): string {
  const methods = run.names.length === SIGNAL_NAMES.length ? 'all methods' : run.names.length === 1 ? SIGNAL_WORDS[run.names[0]!].title : countOf(run.names.length, 'method');
  const end = { running: 'at work', done: newest ? 'newest' : null, failed: 'came to nothing', cancelled: 'cancelled' }[run.status];
  return [formatTime(run.createdAt), methods, end].filter((part) => part !== null).join(', ');
}

/** What the results of a run come to, in one sentence. */
export function outcomeWords(run: SignalRun): string {
  const applied = run.results.filter(({ applies }) => applies);
  const marking = applied.filter(({ maskShare }) => (maskShare ?? 0) > 0);
  const left = run.names.length - run.results.length;
  const words = [`${countOf(applied.length, 'method')} of ${run.names.length} ${applied.length === 1 ? 'applies' : 'apply'} to this picture`, `${marking.length} ${marking.length === 1 ? 'marks' : 'mark'} some of it`];
  return `${words.join(', ')}${left > 0 && run.status !== 'running' ? `, ${left} ${left === 1 ? 'was' : 'were'} not run` : ''}.`;
}

/** Name of a counted method. */
export function methodWords(method: Agreement['methods'][number]): string {
  return method === 'network' ? 'Network' : SIGNAL_WORDS[method].title;
}

/** Milliseconds as `40 ms`, `1.3 s`, `24 s`. */
export function workTime(milliseconds: number): string {
  if (milliseconds < 995) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1000;
  return `${seconds.toFixed(seconds < 9.95 ? 1 : 0)} s`;
}

/** Parameters of a method as `name: value`, with spaces for the underlines and capitals of code. */
export function parameterWords(parameters: SignalResult['parameters']): readonly string[] {
  return Object.entries(parameters).map(([name, value]) => `${name.replaceAll('_', ' ').replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}: ${typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}`);
}

/** Overlap in whole per cent for a cell of the table; a dash where neither method marks anything. */
export function overlapWords(overlap: number | null): string {
  if (overlap === null) return '–';
  const percent = overlap * 100;
  return percent > 0 && percent < 0.5 ? '<1' : String(Math.round(percent));
}

/** Share of the picture that at least so many methods mark. */
export function shareFrom(agreement: Agreement, least: number): number {
  return agreement.shares.slice(least).reduce((sum, share) => sum + share, 0);
}
