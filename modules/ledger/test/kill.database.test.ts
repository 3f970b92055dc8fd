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

const script = fileURLToPath(new URL('publish-until-killed.ts', import.meta.url));
const steps = [
  'leaves-moved',
  'tiles-written',
  'tiles-checked',
  'checkpoint-signed',
  'checkpoint-stored',
  'checkpoint-published',
];

it('AUD-02 loses nothing acknowledged and leaves a log that verifies when killed at every step of publishing', async () => {
  const world = await createLedgeredDatabase();
  const place = await mkdtemp(join(tmpdir(), 'sluice-kill-'));
  const acknowledged: string[] = [];
  try {
    for (const step of [...steps, 'none']) {
      const { evidence } = await world.transact(async (tx) => {
        for (let i = 0; i < 130; i += 1) await writeThing(tx, `${step}${i}`, 'x');
      });
      acknowledged.push(...evidence.map((entry) => entry.entryId));
      const run = await runUntilCrash(script, [world.appUrl, place, step]);
      expect({ step, signal: run.signal }).toEqual({ step, signal: step === 'none' ? null : 'SIGKILL' });
    }
    const { rows } = await sql<{ entry_id: string }>`select entry_id from ledger.log order by idx`.execute(world.db.q);
    expect(rows.map((row) => row.entry_id)).toEqual(acknowledged);
    const { keys } = await openLogKeys(join(place, 'keys'), { origin: 'example.org/log' });
    const report = await auditLedger({
      db: world.db,
      folder: createLogFolder(join(place, 'log')),
      store: createCheckpointStore(join(place, 'checkpoints')),
      keys,
    });
    expect(report).toMatchObject({ ok: true, entries: 910, published: 910, waiting: 0 });
  } finally {
    await world.close();
    await rm(place, { recursive: true, force: true });
  }
});
