import { createReadStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { aes256Gcm } from '@sluice/crypto';
import { createEngine, type Engine } from '@sluice/engines';
import { allow, createIdSource, createSystemClock } from '@sluice/kernel';
import { createLedgerWriter, createPayloadMaster } from '@sluice/ledger';
import { createVault, openKeyFolder, type Vault } from '@sluice/vault';
import { openBenchDatabase, type BenchDatabase } from './bench-database.ts';
import { rowOf, type Case } from './row.ts';
import { quoted, visitFields, visitRows } from './visits.ts';

const ROWS = 4_000_000;
const PEOPLE = 400_000;
const ROUNDS = 3;
const GOAL_ROWS_PER_S = 1_000_000;
const limits = { deadlineMs: 600_000, maxRows: 10 };

/**
 * One CSV file, gathered (typed, checked, classified, indexed for the gate, sealed, entered) and copied to Parquet by
 * the engine alone, turn about. Memory-backed working space, a durable database.
 */
export const gather: Case = async (say) => {
  const database = await openBenchDatabase(8);
  const work = `/dev/shm/sluice-bench-${process.pid}`;
  mkdirSync(work, { recursive: true });
  const engine = await createEngine({ sessions: 3 });
  const vault = await openVault(database, engine, join(work, 'memory'));
  try {
    const file = join(work, 'visits.csv');
    await withSession(engine, work, `copy (${visitRows(ROWS, PEOPLE)}) to ${quoted(file)} (format csv, header)`);
    const gathered: number[] = [];
    const copied: number[] = [];
    const share: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const copy = await timed(() => withSession(engine, work, plainCopy(file, join(work, 'plain.parquet'))));
      const own = await timed(() => gatherOnce(vault, file, round));
      copied.push(ROWS / copy);
      gathered.push(ROWS / own);
      share.push(copy / own);
      say(`${Math.round(ROWS / own)} rows/s gathered, ${Math.round(ROWS / copy)} copied`);
    }
    return [
      rowOf(
        {
          id: 'gather.rows',
          what: 'rows gathered: checked, classified, indexed, sealed, entered',
          unit: 'rows/s',
          goal: GOAL_ROWS_PER_S,
          better: 'higher',
        },
        gathered,
      ),
      rowOf(
        { id: 'gather.copy', what: 'the same file by a plain COPY to Parquet', unit: 'rows/s', better: 'higher' },
        copied,
      ),
      rowOf({ id: 'gather.share', what: 'gathering against the plain COPY', unit: '×', better: 'higher' }, share),
    ];
  } finally {
    await vault.close();
    await engine.close();
    await database.close();
    rmSync(work, { recursive: true, force: true });
  }
};

function plainCopy(from: string, to: string): string {
  const types: Readonly<Record<string, string>> = { integer: 'bigint', decimal: 'decimal(18,6)', date: 'date' };
  const columns = visitFields
    .map(({ name, type }) => `${quoted(name)}: ${quoted(types[type] ?? 'varchar')}`)
    .join(', ');
  return `copy (from read_csv(${quoted(from)}, auto_detect=false, header=true, columns={${columns}})) to ${quoted(to)} (format parquet, compression zstd)`;
}

async function withSession(engine: Engine, folder: string, sql: string): Promise<void> {
  const session = await engine.open({ readOnly: [], writable: folder });
  try {
    await session.run({ sql }, limits);
  } finally {
    await session.close();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return (performance.now() - began) / 1000;
}

async function openVault(database: BenchDatabase, engine: Engine, memory: string): Promise<Vault> {
  const clock = createSystemClock(Date.now);
  const ids = createIdSource(Date.now, (n) => randomBytes(n));
  const master = createPayloadMaster(randomBytes(32));
  const { transact } = createLedgerWriter({ db: database.db, clock, ids, master, flushJobs: async () => undefined });
  mkdirSync(memory, { recursive: true });
  return createVault({
    ...{ db: database.db, transact, clock, ids, engine },
    policy: { decide: () => allow() },
    sealer: aes256Gcm,
    keys: await openKeyFolder(join(database.folder, 'vault-keys'), { sealer: aes256Gcm }),
    folders: { data: join(database.folder, 'vault'), memory },
    ruleVersion: () => 'bench',
  });
}

async function gatherOnce(vault: Vault, file: string, round: number): Promise<void> {
  const { data } = await vault.receiveBatch({
    actor: { person: 'per_bench', body: 'bod_bench', role: 'source-agency', jurisdiction: 'bench' },
    // A resource of its own for each round: the same file a second time is the same batch.
    resource: { id: `res_bench${round}`, jurisdiction: 'bench', ownerId: 'bod_bench', fields: visitFields },
    route: { via: 'authority', redirected: false },
    filename: 'visits.csv',
    mode: 'full',
    stream: createReadStream(file, { highWaterMark: 1_048_576 }),
  });
  const done = await vault.processBatch(data.id);
  if (done.state !== 'sealed' || done.rows?.good !== ROWS)
    throw new Error(`the batch ended as ${done.state} with ${done.rows?.good ?? 0} rows`);
}
