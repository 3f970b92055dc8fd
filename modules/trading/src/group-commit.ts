import { AsyncLocalStorage } from 'node:async_hooks';
import { DomainError } from '@sluice/kernel';

export interface GroupCommitLimits {
  /** How long the first of a group waits for others, milliseconds; none while all lanes are busy. */
  readonly collectMs: number;
  /** Groups committed at the same time: while the database works on one, this process prepares another. */
  readonly lanes: number;
  /** Members of one group at most. */
  readonly groupSize: number;
  /** Members that may wait; one more is refused (`trading.gateway-busy`). */
  readonly queueLength: number;
}

/** Measured on two cores: a wider window only lengthens the answer, a larger group only delays its last member. */
export const defaultGroupCommit: GroupCommitLimits = { collectMs: 5, lanes: 2, groupSize: 128, queueLength: 20_000 };

export interface GroupCommit<In, Out> {
  add(item: In): Promise<Out>;
  /** Resolves when nothing waits and nothing runs. */
  drain(): Promise<void>;
}

interface Waiting<In, Out> {
  readonly item: In;
  readonly resolve: (value: Out) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Collects items and commits them in groups, one group at a time in each lane: while groups are being committed the next
 * gathers, so the cost of a commit is shared by all that came meanwhile. `commit` answers for each item in order, with a
 * value or with an Error for that item alone; when it throws, every item of the group is refused.
 */
export function createGroupCommit<In, Out>(
  limits: GroupCommitLimits,
  commit: (items: readonly In[], lane: number) => Promise<readonly (Out | Error)[]>,
): GroupCommit<In, Out> {
  const queue: Waiting<In, Out>[] = [];
  const running = new Map<number, Promise<void>>();
  let timer: NodeJS.Timeout | undefined;
  // A group belongs to no one of its members: what surrounds the request that happened to start it does not reach it.
  const outside = AsyncLocalStorage.snapshot();

  const runLane = async (lane: number): Promise<void> => {
    while (queue.length > 0) await settle(queue.splice(0, limits.groupSize), lane);
    running.delete(lane);
  };
  const settle = async (group: readonly Waiting<In, Out>[], lane: number): Promise<void> => {
    try {
      const results = await commit(
        group.map((one) => one.item),
        lane,
      );
      group.forEach((one, i) => {
        const result = results[i];
        if (result === undefined || result instanceof Error)
          one.reject(result ?? new Error('group commit gave no answer'));
        else one.resolve(result);
      });
    } catch (error) {
      for (const one of group) one.reject(error);
    }
  };
  const start = (): void => {
    clearTimeout(timer);
    timer = undefined;
    const free = Array.from({ length: limits.lanes }, (_, lane) => lane).find((lane) => !running.has(lane));
    if (free !== undefined && queue.length > 0)
      running.set(
        free,
        outside(() => runLane(free)),
      );
  };

  return {
    add(item) {
      if (queue.length >= limits.queueLength) return Promise.reject(new DomainError('trading.gateway-busy', 'limited'));
      return new Promise((resolve, reject) => {
        queue.push({ item, resolve, reject });
        if (running.size >= limits.lanes) return;
        if (queue.length >= limits.groupSize) start();
        else timer ??= setTimeout(start, limits.collectMs);
      });
    },
    async drain() {
      while (timer || running.size > 0) {
        if (timer) start();
        await Promise.all(running.values());
      }
    },
  };
}
