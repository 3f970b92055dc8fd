import { join } from 'node:path';
import type { Transact, Tx } from '@sluice/database';
import { createTransact } from '@sluice/database';
import { createIdSource, createSystemClock, type IdSource } from '@sluice/kernel';
import { createLedger, openLogKeys, record, type Ledger } from '@sluice/ledger';
import { randomBytes } from 'node:crypto';
import { openBenchDatabase } from './bench-database.ts';
import { rowOf, type Case, type Row } from './row.ts';

const ROUNDS = 5;
const SECONDS = 3;
const WRITERS = [1, 32] as const;
/** Share of the throughput without a ledger that must be left with it, at 32 writers. */
const GOAL_SHARE = 0.6;
const GOAL_P99_MS = 100;
/** From the commit of an entry to its receipt, while 32 writers write. */
const GOAL_RECEIPT_MS = 2_000;
const RECEIPT_SECONDS = 15;
/** How many wait for a receipt at the same time. */
const WAITING = 8;

const clock = createSystemClock(Date.now);

type Things = { 'bench.plain': { id: string; label: string }; 'bench.guarded': { id: string; label: string } };

/** The same small write with and without its entry, side by side in one run, the sequencer publishing all the while. */
export const ledger: Case = async (say) => {
  const database = await openBenchDatabase(40);
  const ids = createIdSource(Date.now, (n) => randomBytes(n));
  try {
    await database.asOwner(`
      create schema bench; grant usage on schema bench to sluice_app;
      create table bench.plain (id text primary key, label text not null);
      create table bench.guarded (id text primary key, label text not null);
      grant select, insert, update on bench.plain, bench.guarded to sluice_app;
      select ledger.guard('bench.guarded');`);
    const { keys, master } = await openLogKeys(join(database.folder, 'keys'));
    const log = createLedger({
      ...{ db: database.db, clock, ids, keys, master },
      logFolder: join(database.folder, 'log'),
      checkpointFolder: join(database.folder, 'checkpoints'),
    });
    const plain = createTransact(database.db, { clock, flushActs: async () => [], flushJobs: async () => undefined });
    log.start();
    try {
      const rows: Row[] = [];
      for (const writers of WRITERS) rows.push(...(await compare(writers, plain, log.transact, ids, say)));
      rows.push(await measureReceipts(log, ids));
      return rows;
    } finally {
      await log.stop();
    }
  } finally {
    await database.close();
  }
};

async function compare(
  writers: number,
  plain: Transact,
  ledgered: Transact,
  ids: IdSource,
  say: (line: string) => void,
): Promise<Row[]> {
  const without: number[] = [];
  const withLedger: number[] = [];
  const share: number[] = [];
  const p99: number[] = [];
  await write(writers, 0.5, ledgered, (tx) => writeGuarded(tx, ids));
  for (let round = 0; round < ROUNDS; round += 1) {
    const a = await write(writers, SECONDS, plain, (tx) => insert(tx, 'bench.plain', ids.next('pln')));
    const b = await write(writers, SECONDS, ledgered, (tx) => writeGuarded(tx, ids));
    without.push(a.perSecond);
    withLedger.push(b.perSecond);
    share.push(b.perSecond / a.perSecond);
    p99.push(b.p99);
    say(
      `${writers} writers: ${Math.round(a.perSecond)} without, ${Math.round(b.perSecond)} with, p99 ${b.p99.toFixed(1)} ms`,
    );
  }
  const word = writers === 1 ? '1 writer' : `${writers} writers`;
  const many = writers > 1;
  return [
    rowOf(
      {
        id: `ledger.without-${writers}`,
        what: `transactions without the ledger, ${word}`,
        unit: 'tx/s',
        better: 'higher',
      },
      without,
    ),
    rowOf(
      { id: `ledger.with-${writers}`, what: `transactions with the ledger, ${word}`, unit: 'tx/s', better: 'higher' },
      withLedger,
    ),
    rowOf(
      {
        id: `ledger.share-${writers}`,
        what: `throughput left with the ledger, ${word}`,
        unit: '×',
        ...(many ? { goal: GOAL_SHARE } : {}),
        better: 'higher',
      },
      share,
    ),
    rowOf(
      {
        id: `ledger.p99-${writers}`,
        what: `slowest hundredth with the ledger, ${word}`,
        unit: 'ms',
        ...(many ? { goal: GOAL_P99_MS } : {}),
        better: 'lower',
      },
      p99,
    ),
  ];
}

/** Acts whose receipts are waited for, among those of many writers. */
async function measureReceipts(log: Ledger, ids: IdSource): Promise<Row> {
  const times: number[] = [];
  const until = performance.now() + RECEIPT_SECONDS * 1000;
  const wait = async (): Promise<void> => {
    while (performance.now() < until) {
      const { evidence } = await log.transact((tx) => writeGuarded(tx, ids));
      const at = performance.now();
      for (const { entryId } of evidence) await log.waitFor(entryId);
      times.push(performance.now() - at);
    }
  };
  await Promise.all([
    write(32, RECEIPT_SECONDS, log.transact, (tx) => writeGuarded(tx, ids)),
    ...Array.from({ length: WAITING }, wait),
  ]);
  const sorted = times.toSorted((a, b) => a - b);
  return rowOf(
    {
      id: 'ledger.receipt-p99',
      what: `slowest hundredth of ${times.length} receipts, from the commit on, 32 writers`,
      unit: 'ms',
      goal: GOAL_RECEIPT_MS,
      better: 'lower',
    },
    [sorted[Math.floor(sorted.length * 0.99)] ?? 0],
  );
}

async function insert(tx: Tx, table: keyof Things, id: string): Promise<void> {
  await tx.q.withTables<Things>().insertInto(table).values({ id, label: 'bench' }).execute();
}

async function writeGuarded(tx: Tx, ids: IdSource): Promise<void> {
  const id = ids.next('grd');
  await insert(tx, 'bench.guarded', id);
  record(tx, {
    type: 'system.clock-moved',
    stream: `thing:${id}`,
    actor: { kind: 'system', part: 'bench' },
    subjects: [],
    rows: [{ table: 'bench.guarded', id }],
    ruleVersion: 'bench',
    payload: { from: '2026-01-01', to: '2026-01-02' },
  });
}

async function write(
  writers: number,
  seconds: number,
  transact: Transact,
  work: (tx: Tx) => Promise<void>,
): Promise<{ perSecond: number; p99: number }> {
  const times: number[] = [];
  const began = performance.now();
  const until = began + seconds * 1000;
  await Promise.all(
    Array.from({ length: writers }, async () => {
      while (performance.now() < until) {
        const at = performance.now();
        await transact(work);
        times.push(performance.now() - at);
      }
    }),
  );
  const elapsed = (performance.now() - began) / 1000;
  const sorted = times.toSorted((a, b) => a - b);
  return { perSecond: times.length / elapsed, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}
