import type { Child, Events } from './child.ts';

/** A process that does nothing by itself: the test plays it. */
export interface FakeChild<Request, Reply> {
  readonly events: Events<Reply>;
  readonly received: Request[];
  killed: boolean;
}

/** A launcher of such processes, and those it has started. */
export function fakeLauncher<Request, Reply>(): { launch: (events: Events<Reply>) => Child<Request>; children: FakeChild<Request, Reply>[] } {
  const children: FakeChild<Request, Reply>[] = [];
  return {
    children,
    launch(events) {
      const child: FakeChild<Request, Reply> = { events, received: [], killed: false };
      children.push(child);
      return {
        pid: children.length,
        send: (request) => child.received.push(request),
        kill: () => {
          child.killed = true;
          events.onExit('signal SIGKILL');
        },
      };
    },
  };
}
