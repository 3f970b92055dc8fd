import { toHex } from '@sluice/crypto';
import type { Db, Transact } from '@sluice/database';
import { isDomainError } from '@sluice/kernel';
import { sql } from 'kysely';
import type { StandingCheckpoint } from './log/publish-checkpoint.ts';
import type { TwinTree } from './log/twin-tree.ts';
import { record } from './record.ts';

/** Entries between two entries that name both roots. */
const CROSS_EVERY = 1_000;

interface FollowParts {
  readonly db: Db;
  readonly twin: TwinTree;
  readonly transact: Transact;
  readonly log: () => Promise<StandingCheckpoint | null>;
  readonly crossEvery?: number;
  readonly onProblem?: (code: string) => void;
}

/** Keeps the twin behind the log by one step, and enters both roots now and then, so that each tree holds the other's. */
export interface TwinFollower {
  /** Called when the log has published; returns at once. */
  wake(): void;
  /** When all that was published is in the twin too. */
  settled(): Promise<void>;
  /** Code of the fault that keeps the twin from being signed; null when all is well. */
  refusing(): string | null;
}

export function createTwinFollower(parts: FollowParts): TwinFollower {
  let wanted = false;
  let running: Promise<void> = Promise.resolve();
  let crossed: number | null = null;
  let problem: string | null = null;

  async function step(): Promise<void> {
    const log = await parts.log();
    if (!log) return;
    const twin = await parts.twin.follow(parts.db, log.size);
    if (!twin || twin.size !== log.size) return;
    crossed ??= await lastCrossing(parts.db);
    if (crossed >= 0 && log.size - crossed < (parts.crossEvery ?? CROSS_EVERY)) return;
    crossed = log.size;
    await enterRoots(parts.transact, log, twin);
  }

  async function run(): Promise<void> {
    while (wanted) {
      wanted = false;
      try {
        await step();
        problem = null;
      } catch (error) {
        problem = isDomainError(error) ? error.code : 'ledger.twin-failed';
        parts.onProblem?.(problem);
      }
    }
  }

  return {
    wake() {
      wanted = true;
      running = running.then(run);
    },
    settled: () => running,
    refusing: () => problem,
  };
}

/** Size of the log at the last entry that named both roots; -1 when there is none. */
async function lastCrossing(db: Db): Promise<number> {
  const { rows } = await sql<{ idx: number | null }>`
    select max(idx) as idx from ledger.log where stream = 'log:roots'`.execute(db.q);
  return rows[0]?.idx ?? -1;
}

async function enterRoots(transact: Transact, log: StandingCheckpoint, twin: StandingCheckpoint): Promise<void> {
  await transact(async (tx) =>
    record(tx, {
      type: 'system.roots-crossed',
      stream: 'log:roots',
      actor: { kind: 'system', part: 'ledger' },
      rows: [],
      ruleVersion: '1',
      payload: {
        size: log.size,
        origin: log.origin,
        root: toHex(log.root),
        twinOrigin: twin.origin,
        twinRoot: toHex(twin.root),
      },
    }),
  );
}
