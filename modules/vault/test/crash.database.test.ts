import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, runUntilCrash, type TestDatabase } from '@sluice/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agency, openTestVault, resource, rowsOf, streamOf } from './test-vault.ts';

const child = fileURLToPath(new URL('crash-child.ts', import.meta.url));
let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database.close();
});

const text = `no,pid,age\n${rowsOf(0, 300)}x,P1,1\n`;

it.each([
  ['upload-written', 1],
  ['batch-received', 1],
  ['batch-checking', 1],
  ['batch-checked', 1],
  ['segments-intended', 1],
  ['segment-sealed', 1],
  ['segment-sealed', 3],
  ['before-epoch-commit', 1],
  ['epoch-committed', 1],
])('COL-08 kill -9 at %s (%d): the next start repairs, nothing is lost, nothing doubled', async (place, nth) => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-crash-'));
  const id = `res_${place}_${nth}`;
  const died = await runUntilCrash(child, [database.appUrl, folder, id, place, String(nth), 'full', text]);
  expect(died.signal, died.output).toBe('SIGKILL');
  const acknowledged = /received (\S+)/.exec(died.output)?.[1];
  const t = await openTestVault(database.appUrl, { folder });
  try {
    expect(readdirSync(join(folder, 'memory'))).toEqual([]);
    const { unfinished } = await t.vault.recover();
    for (const batch of unfinished) await t.vault.processBatch(batch);
    // The sender does not know how far it came, and sends again.
    const again = await t.vault.receiveBatch({
      actor: agency,
      resource: resource(id),
      route: { via: 'authority', redirected: false },
      filename: 'a.csv',
      mode: 'full',
      stream: streamOf(text),
    });
    if (acknowledged !== undefined) expect(again).toMatchObject({ repeated: true, data: { id: acknowledged } });
    const done = await t.vault.processBatch(again.data.id);
    expect(done).toMatchObject({ state: 'partly-quarantined', rows: { records: 301, good: 300, quarantined: 1 } });
    expect((await t.vault.listEpochs(agency, resource(id))).total).toBe(1);
    expect((await t.vault.readQuarantine(agency, done.id, 1)).items.map((r) => r.line)).toEqual([302]);
    const epoch = await t.vault.openEpoch(done.epochId ?? '');
    expect(epoch.statistics.rows).toBe(300);
    await epoch.release();
    // Segment, dictionary, quarantine and their keys: nothing else is left on the disk, and no row is unsettled.
    expect(readdirSync(join(folder, 'data'))).toHaveLength(3);
    expect(readdirSync(join(folder, 'keys'))).toHaveLength(3);
    expect((await sql`select 1 from vault.file where state <> 'kept'`.execute(t.db.q)).rows).toEqual([]);
  } finally {
    await t.close();
    // The next case has the same database and other folders: its sweep must not meet the files of this one.
    rmSync(folder, { recursive: true, force: true });
  }
});
