import { randomBytes, randomFillSync } from 'node:crypto';
import type { Connection, Transact } from '@sluice/database';
import { createIdSource, createSystemClock, type Clock, type IdSource } from '@sluice/kernel';
import type { ProfileRegistry } from '@sluice/profile';
import type { ServerLog } from './log.ts';
import type { Resources } from './resources.ts';
import type { ServerClock } from './server-clock.ts';
import type { ServerOptions } from './server-options.ts';

/** What every module is given: nothing in a module reaches for time, chance, settings or a connection by itself. */
export interface Ground {
  readonly options: ServerOptions;
  readonly db: Connection;
  readonly transact: Transact;
  readonly clock: ServerClock;
  /** Real time, for sessions and rates. */
  readonly realClock: Clock;
  readonly ids: IdSource;
  readonly randomBytes: (n: number) => Uint8Array;
  readonly profiles: ProfileRegistry;
  readonly log: ServerLog;
  readonly resources: Resources;
}

export const realClock: Clock = createSystemClock(Date.now);

export const secureBytes = (n: number): Uint8Array => randomBytes(n);

/** Ids carry real time, whatever the domain's clock shows: they must never repeat. */
export const createServerIds = (): IdSource => createIdSource(Date.now, createPool());

const POOL_BYTES = 8_192;

/** Random bytes drawn from the system by the block: ids are made by the thousand, and each draw has its price. */
function createPool(): (n: number) => Uint8Array {
  const pool = Buffer.alloc(POOL_BYTES);
  let used = POOL_BYTES;
  return (n) => {
    if (used + n > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += n;
    return pool.subarray(used - n, used);
  };
}
