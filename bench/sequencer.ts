import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { createIdSource, createSystemClock } from '@sluice/kernel';
import { createLedger, openLogKeys, type Ledger } from '@sluice/ledger';
import { openBenchDatabase, type BenchDatabase } from './bench-database.ts';
import { rowOf, type Case, type Row } from './row.ts';

/**
 * The log's size at which a round begins; what lies between is filled in without being timed. The last one, which takes a
 * quarter of an hour to fill, only with SLUICE_BENCH_LARGE.
 */
const SIZES = [10_000, 100_000, 1_000_000, ...(process.env['SLUICE_BENCH_LARGE'] === undefined ? [] : [10_000_000])];
const ROUND = 50_000;
const FILL = 100_000;
const GOAL_PER_SECOND = 25_000;
/** A round at the largest size against one at the smallest. */
const GOAL_GROWTH = 1.5;

/** Entries that wait are moved into the log and published, at growing sizes of the log; growth shows in the rows. */
export const sequencer: Case = async (say) => {
  const database = await openBenchDatabase(8);
  const { keys, master } = await openLogKeys(join(database.folder, 'keys'));
  const open = (onProblem: (code: string) => void): Ledger =>
    createLedger({
      onProblem,
      ...{ db: database.db, keys, master, clock: createSystemClock(Date.now) },
      ids: createIdSource(Date.now, (n) => randomBytes(n)),
      logFolder: join(database.folder, 'log'),
      checkpointFolder: join(database.folder, 'checkpoints'),
    });
  try {
    const rows: Row[] = [];
    const perSecond: number[] = [];
    let size = 0;
    for (const target of SIZES) {
      while (size < target) size = await drain(database, open, size, Math.min(FILL, target - size)).then((d) => d.size);
      const rounds: number[] = [];
      for (let round = 0; round < 3; round += 1) {
        const done = await drain(database, open, size, ROUND);
        size = done.size;
        rounds.push(ROUND / done.seconds);
      }
      const row = rowOf(
        {
          id: `sequencer.at-${target}`,
          what: `entries moved into the log and published, from ${target} entries on`,
          unit: 'entries/s',
          goal: GOAL_PER_SECOND,
          better: 'higher',
        },
        rounds,
      );
      say(`${row.value} entries/s at ${target}`);
      rows.push(row);
      perSecond.push(row.value);
    }
    const growth = (perSecond[0] ?? 0) / (perSecond.at(-1) ?? 1);
    rows.push(
      rowOf(
        {
          id: 'sequencer.growth',
          what: `cost of an entry at ${SIZES.at(-1)} against ${SIZES[0]}`,
          unit: '×',
          goal: GOAL_GROWTH,
          better: 'lower',
        },
        [growth],
      ),
    );
    return rows;
  } finally {
    await database.close();
  }
};

/** Puts `count` entries into the outbox, then times from the start of the sequencer to the checkpoint over all of them. */
async function drain(
  database: BenchDatabase,
  open: (onProblem: (code: string) => void) => Ledger,
  from: number,
  count: number,
): Promise<{ readonly size: number; readonly seconds: number }> {
  await database.asOwner(`
    insert into ledger.outbox (entry_id, stream, stream_seq, entry, leaf_hash, sealed, type, at, subjects)
    select 'ent_' || i, 'thing:' || i, 0, e, sha256('\\x00'::bytea || e), decode(repeat(md5(i::text), 8), 'hex'),
      'system.clock-moved', '2026-01-01Z', array['other:' || i % 1000]
    from (select i, convert_to('{"actor":{"kind":"system","part":"bench"},"at":"2026-01-01T00:00:00.000Z","commitments":{"payload":"'
      || repeat(md5(i::text), 2) || '","state":[{"digest":"' || repeat(md5(i::text), 2) || '","id":"' || i || '","table":"bench.thing"}]},"id":"ent_'
      || i || '","prev":null,"retainClass":"evidence","ruleVersion":"bench-1","stream":"thing:' || i
      || '","streamSeq":0,"subjects":[{"id":"' || (i % 1000) || '","kind":"other","rel":"uses"}],"type":"system.clock-moved","v":1}', 'UTF8') as e
      from generate_series(${from}, ${from + count - 1}) i) x`);
  const problems: string[] = [];
  const ledger = open((code) => problems.push(code));
  const began = performance.now();
  ledger.start();
  const size = from + count;
  for (let at = from; at < size;) {
    if (problems.length > 0) throw new Error(`the log refuses: ${problems.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
    // Not the status: counting what waits would cost more than moving it.
    const { rows } = await database.db.pool.query<{ size: number }>('select published_size as size from ledger.head');
    at = rows[0]?.size ?? at;
  }
  const seconds = (performance.now() - began) / 1000;
  await ledger.stop();
  return { size, seconds };
}
