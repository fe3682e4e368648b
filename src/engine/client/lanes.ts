import { availableParallelism, totalmem } from 'node:os';
import { type AnalyzeCall, type Engine, type EngineConfig, startEngine } from './engine.ts';

export interface LanesConfig extends EngineConfig {
  /** Pictures analysed at a time; default `defaultLanes()`. */
  readonly lanes?: number;
}

/** Memory that one lane may need for the largest pictures, with as much again for everything else, bytes. */
const LANE_MEMORY = 3e9;
const MOST_LANES = 16;

/** As many pictures at a time as there are processor cores, as far as memory allows. */
export function defaultLanes(cores = availableParallelism(), memory = usableMemory()): number {
  return Math.max(1, Math.min(cores, MOST_LANES, Math.floor(memory / LANE_MEMORY)));
}

function usableMemory(): number {
  const limit = process.constrainedMemory();
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/**
 * Several engines behind one door, each in a process of its own: `analyze` may be called while another runs, up to `lanes` at a time, and a crash costs
 * one picture. On a processor a network's operators share their work badly between cores, pictures share it well; so the cores are divided
 * among the lanes, and a picture that is known to be alone gets all of them. A graphics processor is asked by one lane only: under `auto` the further
 * ones wait until the first answer says that the processor is used.
 */
export function startEngines(config: LanesConfig): Engine {
  const lanes = config.lanes ?? defaultLanes();
  const cores = availableParallelism();
  const threads = Math.max(1, Math.floor(cores / lanes));
  const engines: Engine[] = [];
  const free: Engine[] = [];
  const waiting: ((engine: Engine) => void)[] = [];
  let width = config.provider === 'cpu' ? lanes : 1;

  function open(): void {
    const engine = startEngine(config);
    engines.push(engine);
    hand(engine);
  }

  function hand(engine: Engine): void {
    const next = waiting.shift();
    if (next === undefined) free.push(engine);
    else next(engine);
  }

  async function take(): Promise<Engine> {
    if (free.length === 0 && engines.length < width) open();
    return free.pop() ?? new Promise<Engine>((resolve) => waiting.push(resolve));
  }

  function widen(): void {
    width = lanes;
    while (waiting.length > 0 && engines.length < width) open();
  }

  open();
  const first = engines[0]!;
  return {
    lanes,
    intake: (path, call) => first.intake(path, call),
    async analyze(path, call: AnalyzeCall) {
      const engine = await take();
      const result = await engine.analyze(path, { ...call, threads: call.alone === true ? cores : threads }).finally(() => hand(engine));
      if (result.record.provider === 'cpu') widen();
      return result;
    },
    doctor: (call) => first.doctor(call),
    pid: () => first.pid(),
    async close() {
      // Whoever still waits is answered by a closed engine.
      for (const next of waiting.splice(0)) next(first);
      await Promise.all(engines.map((engine) => engine.close()));
    },
  };
}
