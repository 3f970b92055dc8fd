import type { Resources } from './resources.ts';

/** Something that happens by itself with time: a limit passes, a grant ends, a price starts. */
export interface Sweep {
  readonly name: string;
  readonly everyMs: number;
  readonly run: () => Promise<unknown>;
}

export interface Timers {
  /** Runs every sweep once, now, in order. */
  runAll(): Promise<void>;
}

/** Runs each sweep at its interval, never twice at once; a failing one is logged and tried again at its next turn. */
export function startTimers(
  sweeps: readonly Sweep[],
  resources: Resources,
  onFailure: (part: string, error: unknown) => void,
): Timers {
  let stopped = false;
  const running = new Map<string, Promise<void>>();
  const runOne = (sweep: Sweep): Promise<void> => {
    const before = running.get(sweep.name);
    if (before) return before;
    const run = Promise.resolve()
      .then(() => sweep.run())
      .then(
        () => undefined,
        (error: unknown) => onFailure(sweep.name, error),
      )
      .finally(() => running.delete(sweep.name));
    running.set(sweep.name, run);
    return run;
  };
  const timers = sweeps.map((sweep) =>
    setInterval(() => {
      if (!stopped) void runOne(sweep);
    }, sweep.everyMs),
  );
  resources.defer('timers', async () => {
    stopped = true;
    for (const timer of timers) clearInterval(timer);
    await Promise.all(running.values());
  });
  return {
    async runAll() {
      for (const sweep of sweeps) {
        await running.get(sweep.name);
        await runOne(sweep);
      }
    },
  };
}
