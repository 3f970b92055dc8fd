import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runUntilCrash } from '@sluice/testkit';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { auditLedger } from '../src/audit/audit-ledger.ts';
import { createLedgeredDatabase, writeThing } from '../src/ledgered-database.ts';
import { openLogKeys } from '../src/log-keys.ts';
import { createCheckpointStore } from '../src/log/checkpoint-store.ts';
import { createLogFolder } from '../src/log/log-folder.ts';
import { readStanding, type StandingCheckpoint } from '../src/log/publish-checkpoint.ts';
import { createTileReader } from '../src/log/tile-reader.ts';
import { treeHash } from '../src/tree.ts';

const script = fileURLToPath(new URL('publish-until-killed.ts', import.meta.url));
const steps = [
  'leaves-moved',
  'tiles-written',
  'tiles-checked',
  'checkpoint-signed',
  'checkpoint-stored',
  'checkpoint-published',
];

/** 20 in `npm test`, 200 in `npm run test:ledger-crash`. */
const ROUNDS = Number(process.env['SLUICE_CRASH_ROUNDS'] ?? 20);
const SECONDS_PER_ROUND = 15;

it(
  `AUD-02 ENV-04 loses nothing acknowledged and never signs two logs when killed ${ROUNDS} times, at every step of publishing`,
  { timeout: ROUNDS * SECONDS_PER_ROUND * 1000 },
  async () => {
    const world = await createLedgeredDatabase();
    const place = await mkdtemp(join(tmpdir(), 'sluice-kill-'));
    const acknowledged: string[] = [];
    const signed = new Map<string, StandingCheckpoint>();
    const folder = createLogFolder(join(place, 'log'));
    const store = createCheckpointStore(join(place, 'checkpoints'));
    const collect = (note: string | null): void => {
      const standing = readStanding(note);
      if (standing) signed.set(standing.note.split('\n\n')[0] ?? '', standing);
    };
    try {
      // One that ends in order leaves its compiled modules to those that will be killed.
      await runUntilCrash(script, [world.appUrl, place, 'none']);
      for (let round = 0; round <= ROUNDS; round += 1) {
        const last = round === ROUNDS;
        const step = last ? 'none' : (steps[round % steps.length] ?? '');
        // Bundles full, begun and of one entry: files differ at each of these sizes.
        const count = [130, 1, 256, 37, 300][round % 5] ?? 1;
        const { evidence } = await world.transact(async (tx) => {
          for (let i = 0; i < count; i += 1) await writeThing(tx, `${round}-${i}`, 'x');
        });
        acknowledged.push(...evidence.map((entry) => entry.entryId));
        const run = await runUntilCrash(script, [world.appUrl, place, step]);
        expect({ round, step, signal: run.signal }).toEqual({ round, step, signal: last ? null : 'SIGKILL' });
        collect(await store.read());
        collect((await folder.read('checkpoint'))?.toString() ?? null);
      }
      const { rows } = await sql<{ entry_id: string }>`select entry_id from ledger.log order by idx`.execute(
        world.db.q,
      );
      expect(rows.map((row) => row.entry_id)).toEqual(acknowledged);
      const { keys } = await openLogKeys(join(place, 'keys'), { origin: 'example.org/log' });
      const report = await auditLedger({
        ...{ db: world.db, actTables: world.actTables, guarded: world.guarded },
        folder,
        store,
        keys,
      });
      const entries = acknowledged.length;
      expect(report).toMatchObject({ ok: true, entries, published: entries, waiting: 0 });
      // Whatever was signed on the way is a beginning of the log as it stands.
      const tiles = createTileReader(treeHash, (path) => folder.read(path));
      expect(signed.size).toBeGreaterThan(ROUNDS / 3);
      for (const { size, root } of signed.values())
        expect(Buffer.from(await tiles.root(size)).equals(Buffer.from(root))).toBe(true);
    } finally {
      await world.close();
      await rm(place, { recursive: true, force: true });
    }
  },
);
