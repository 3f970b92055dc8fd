import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLedger, type Ledger } from '../create-ledger.ts';
import { asOwner, createLedgeredDatabase, writeThing, type LedgeredDatabase } from '../ledgered-database.ts';
import { generateLogKeys } from '../log-keys.ts';
import { createAuditRuns } from './audit-runs.ts';

const HOUR = 3_600_000;
const keys = generateLogKeys('example.org/log');
let world: LedgeredDatabase;
let place: string;

beforeAll(async () => {
  world = await createLedgeredDatabase();
  place = await mkdtemp(join(tmpdir(), 'sluice-audit-'));
});
afterAll(async () => {
  await world.close();
  await rm(place, { recursive: true, force: true });
});

const open = (): Ledger =>
  createLedger({ ...world, keys, logFolder: join(place, 'log'), checkpointFolder: join(place, 'cp') });

async function publish(work: (ledger: Ledger) => Promise<unknown>): Promise<void> {
  const ledger = open();
  ledger.start();
  await work(ledger);
  await ledger.stop();
}

it('AUD-02 audits in full at first, then only what is new, in full again after a finding, and enters each result', async () => {
  const every = { full: 24 * HOUR, incremental: HOUR };
  const runs = createAuditRuns({ ...world, every, audit: (from) => open().audit(from) });
  await publish((ledger) =>
    ledger.transact(async (tx) => {
      for (let i = 0; i < 300; i += 1) await writeThing(tx, `t${i}`, 'x');
    }),
  );
  expect(await runs.due()).toBe('full');
  expect(await runs.run('full')).toMatchObject({ kind: 'full', fromIndex: 0, size: 300, rows: 300, findings: [] });
  expect(await runs.due()).toBeNull();
  await publish(async () => undefined);
  world.clock.advance(HOUR);
  expect(await runs.due()).toBe('incremental');
  expect(await runs.run('incremental')).toMatchObject({ kind: 'incremental', fromIndex: 256, size: 301, findings: [] });
  await publish(async () => undefined);
  await asOwner(world.ownerUrl, (c) => c.query(`update ledger.log set type = 'x' where idx = 280`));
  const broken = await runs.run('incremental');
  expect(broken.findings).toEqual([{ code: 'log-row-changed', place: 'index 280', count: 1, places: ['index 280'] }]);
  await asOwner(world.ownerUrl, (c) => c.query(`update ledger.log set type = 'system.clock-moved' where idx = 280`));
  // After findings nothing before is trusted.
  expect(await runs.run('incremental')).toMatchObject({ kind: 'full', fromIndex: 0 });
  const [last] = await open().recent(1);
  expect(last?.type).toBe('system.audit-finished');
  expect((await runs.list(10)).map((run) => run.findings.length)).toEqual([0, 1, 0, 0]);
});
