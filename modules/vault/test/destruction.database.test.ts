import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, runUntilCrash, type TestDatabase } from '@sluice/testkit';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ComingDestruction, DestructionRequest } from '../src/index.ts';
import {
  agency,
  authority,
  custodian,
  openTestVault,
  resource,
  rowsOf,
  streamOf,
  type TestVault,
} from './test-vault.ts';

const HEAD = 'no,pid,age\n';
let database: TestDatabase;
let t: TestVault;
let made = 0;
const coming: ComingDestruction[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  t = await openTestVault(database.appUrl, {
    onDestruction: (_tx, it) => {
      coming.push(it);
      return Promise.resolve(() => undefined);
    },
  });
});
afterAll(async () => {
  await t.close();
  await database.close();
});

const freshId = (): string => `res_d${(made += 1)}`;

async function load(id: string, text: string, mode: 'full' | 'append' = 'full') {
  const { data } = await t.vault.receiveBatch({
    actor: agency,
    resource: resource(id),
    route: { via: 'authority', redirected: false },
    filename: 'a.csv',
    mode,
    stream: streamOf(HEAD + text),
  });
  return t.vault.processBatch(data.id);
}

const ask = (kind: DestructionRequest['kind'], id: string) =>
  t.vault.requestDestruction(agency, { kind, id, ground: 'end-of-use', ownerBody: 'bod_health' });

async function destroy(kind: DestructionRequest['kind'], id: string) {
  const { value } = await ask(kind, id);
  await t.vault.approveDestruction(custodian, value.id);
  return (await t.vault.approveDestruction(authority, value.id)).value;
}

const actsOf = async (stream: string) =>
  (
    await sql<{ entry: Buffer }>`select entry from ledger.outbox where stream = ${stream} order by stream_seq`.execute(
      t.db.q,
    )
  ).rows.map((row) => /"type":"([^"]+)"/.exec(row.entry.toString('utf8'))?.[1]);

/** Every file below the folder that holds the bytes, in the clear or as the driver would store them. */
function holding(folder: string, marker: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path).includes(marker));
}

describe('destruction', () => {
  it('ENV-08 begins with the second of two persons, neither of them who asked', async () => {
    const done = await load(freshId(), rowsOf(0, 20));
    const epoch = done.epochId ?? '';
    const { value: asked } = await ask('epoch', epoch);
    expect(asked).toMatchObject({ state: 'requested', approvals: [], target: { kind: 'epoch', id: epoch } });
    await expect(ask('epoch', epoch)).rejects.toMatchObject({ code: 'vault.destruction-open' });
    await expect(t.vault.approveDestruction(agency, asked.id)).rejects.toMatchObject({ kind: 'forbidden' });
    const { value: one } = await t.vault.approveDestruction(custodian, asked.id);
    expect(one).toMatchObject({ state: 'requested', approvals: [{ person: custodian.person }] });
    await expect(t.vault.approveDestruction(custodian, asked.id)).rejects.toMatchObject({
      code: 'vault.already-approved',
    });
    const colleague = { ...authority, person: 'per_5', body: custodian.body };
    await expect(t.vault.approveDestruction(colleague, asked.id)).rejects.toMatchObject({
      code: 'vault.approved-by-body',
    });
    await (await t.vault.openEpoch(epoch)).release();
    const { value: gone } = await t.vault.approveDestruction(authority, asked.id);
    expect(gone).toMatchObject({ state: 'destroyed', epochIds: [epoch], retained: [] });
    expect(gone.approvals.map((approval) => approval.person)).toEqual([custodian.person, authority.person]);
    await expect(t.vault.approveDestruction(custodian, asked.id)).rejects.toMatchObject({
      code: 'vault.destruction-settled',
    });
    expect(await actsOf(`destruction:${asked.id}`)).toEqual([
      'vault.destruction-requested',
      'vault.destruction-approved',
      'vault.destruction-approved',
      'vault.destruction-intended',
      'vault.destruction-completed',
    ]);
    expect((await actsOf(`epoch:${epoch}`)).at(-1)).toBe('vault.epoch-destroyed');
    expect(coming.at(-1)).toEqual({ id: asked.id, epochIds: [epoch] });
  });

  it('ENV-08 takes with it segment, dictionary, quarantine, statistics and open copies; a scan finds no marker', async () => {
    const id = freshId();
    const marker = 'QZMARKER77';
    const text = `${rowsOf(0, 20)}900,${marker}A,30\nbad,${marker}B,5\n`;
    const done = await load(id, text);
    const epoch = done.epochId ?? '';
    const held = await t.vault.openEpoch(epoch);
    const { items } = await t.vault.readQuarantine(agency, done.id, 1);
    expect(JSON.stringify(items)).toContain(`${marker}B`);
    expect(existsSync(held.files[0] ?? '')).toBe(true);
    const session = await t.engine.open({ readOnly: held.folders });
    const running = session.run(
      { sql: `select count(*) from range(4000000000) a, range(100) b where a.range % 7 = b.range` },
      { deadlineMs: 60_000, maxRows: 1 },
    );
    running.catch(() => undefined);
    const gone = await destroy('epoch', epoch);
    // Segment, dictionary, quarantine, and the epoch's own key for its statistics.
    expect(gone.keyIds).toHaveLength(4);
    expect(gone.ciphertexts).toHaveLength(3);
    await expect(running).rejects.toMatchObject({ code: 'engine.crashed' });
    await session.close();
    expect(existsSync(held.files[0] ?? '')).toBe(false);
    await expect(t.vault.openEpoch(epoch)).rejects.toMatchObject({ code: 'vault.epoch-destroyed' });
    await expect(t.vault.readStatistics(t.db, epoch)).resolves.toMatchObject({ rows: 0, dimensions: [] });
    await expect(t.vault.readQuarantine(agency, done.id, 1)).rejects.toMatchObject({ code: 'vault.key-destroyed' });
    expect(await t.vault.currentEpoch(t.db, id)).toBeUndefined();
    expect(holding(t.folder, marker)).toEqual([]);
    for (const key of gone.keyIds) {
      expect(existsSync(join(t.folder, 'keys', 'segments', `${key}.key`))).toBe(false);
      expect(existsSync(join(t.folder, 'data', `${key}.sealed`))).toBe(false);
    }
  });

  it('an epoch keeps what a live one still names, and says so; an older one does not become current again', async () => {
    const id = freshId();
    const first = await load(id, rowsOf(0, 20));
    const second = await load(id, rowsOf(20, 30), 'append');
    const gone = await destroy('epoch', first.epochId ?? '');
    expect(gone.retained).toHaveLength(1);
    const epoch = await t.vault.openEpoch(second.epochId ?? '');
    expect(epoch.statistics.rows).toBe(30);
    await epoch.release();
    const third = await load(id, rowsOf(0, 40));
    await destroy('epoch', third.epochId ?? '');
    expect(await t.vault.currentEpoch(t.db, id)).toBeUndefined();
  });

  it('a resource goes with all its epochs; not while a delivery of it is being checked', async () => {
    const id = freshId();
    await load(id, rowsOf(0, 20));
    await load(id, rowsOf(5, 25));
    const waiting = await t.vault.receiveBatch({
      actor: agency,
      resource: resource(id),
      route: { via: 'authority', redirected: false },
      filename: 'b.csv',
      mode: 'full',
      stream: streamOf(HEAD + rowsOf(0, 9)),
    });
    await expect(ask('resource', id)).rejects.toMatchObject({ code: 'vault.batch-in-work' });
    await t.vault.processBatch(waiting.data.id);
    const gone = await destroy('resource', id);
    expect(gone.epochIds).toHaveLength(3);
    const epochs = await t.vault.listEpochs(agency, { id, jurisdiction: 'testland', ownerId: 'bod_health' });
    expect(epochs.items.map((epoch) => epoch.state)).toEqual(['destroyed', 'destroyed', 'destroyed']);
    await expect(ask('resource', id)).rejects.toMatchObject({ code: 'vault.nothing-to-destroy' });
  });

  it('may be taken back by whoever asked, and by nobody else', async () => {
    const done = await load(freshId(), rowsOf(0, 20));
    const { value } = await ask('epoch', done.epochId ?? '');
    await expect(t.vault.withdrawDestruction(custodian, value.id)).rejects.toMatchObject({
      code: 'vault.not-requester',
    });
    expect((await t.vault.withdrawDestruction(agency, value.id)).value.state).toBe('withdrawn');
    await expect(t.vault.approveDestruction(custodian, value.id)).rejects.toMatchObject({
      code: 'vault.destruction-settled',
    });
    await (await t.vault.openEpoch(done.epochId ?? '')).release();
  });
});

describe('a workspace', () => {
  it('AUT-09 seals what was made under a grant, and ends with the grant or with the data behind it', async () => {
    const done = await load(freshId(), rowsOf(0, 20));
    const other = await load(freshId(), rowsOf(0, 20));
    const [a = '', b = ''] = [done.epochId, other.epochId];
    const sealers = await t.vault.sealWork('grt_w1', 'testland', [a, b]);
    const sealed = sealers([a]).seal('answer', '[[1]]');
    expect(sealed).not.toContain('[[1]]');
    const open = async (grant: string, epochs: readonly string[]) =>
      (await t.vault.openWork(t.db, grant, epochs)).open('answer', sealed);
    expect(await open('grt_w1', [a])).toBe('[[1]]');
    await expect(open('grt_w1', [b])).rejects.toMatchObject({ code: 'crypto.seal-broken' });
    expect(await t.vault.grantsWithWorkspace(t.db)).toContain('grt_w1');
    const both = sealers([a, b]).seal('answer', '[[2]]');
    await destroy('epoch', b);
    await expect(t.vault.openWork(t.db, 'grt_w1', [a, b])).rejects.toMatchObject({ code: 'vault.epoch-destroyed' });
    expect(both.length).toBeGreaterThan(20);
    const ended = await t.vault.endWorkspace('grt_w1', 'ent_1');
    expect(ended?.value).toMatchObject({
      state: 'destroyed',
      ground: 'grant-ended',
      groundEntry: 'ent_1',
      approvals: [],
    });
    expect(await t.vault.endWorkspace('grt_w1', 'ent_1')).toBeUndefined();
    await expect(open('grt_w1', [a])).rejects.toMatchObject({ code: 'vault.workspace-destroyed' });
    await expect(t.vault.sealWork('grt_w1', 'testland', [a])).rejects.toMatchObject({
      code: 'vault.workspace-destroyed',
    });
  });
});

describe('a crash', () => {
  const child = fileURLToPath(new URL('destroy-child.ts', import.meta.url));

  it.each([
    ['destruction-intended', 1],
    ['workers-killed', 1],
    ['caches-wiped', 1],
    ['tombstone-written', 1],
    ['key-destroyed', 1],
    ['key-destroyed', 3],
    ['file-removed', 2],
    ['destruction-completed', 1],
  ])('ENV-08 kill -9 at %s (%d): the next start ends the destruction before anything opens', async (place, nth) => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-destroy-'));
    const own = await createTestDatabase();
    try {
      const died = await runUntilCrash(child, [own.appUrl, folder, 'res_c', place, String(nth)]);
      expect(died.signal, died.output).toBe('SIGKILL');
      const [, epoch = '', id = ''] = /epoch (\S+) destruction (\S+)/.exec(died.output) ?? [];
      const again = await openTestVault(own.appUrl, { folder });
      try {
        await expect(again.vault.openEpoch(epoch)).rejects.toMatchObject({ code: 'vault.epoch-destroyed' });
        await again.vault.recover();
        expect(await again.vault.readDestruction(agency, id)).toMatchObject({ state: 'destroyed', epochIds: [epoch] });
        expect(readdirSync(join(folder, 'data'))).toEqual([]);
        expect(readdirSync(join(folder, 'keys', 'segments'))).toEqual([
          'service.entity-buckets.key',
          'service.source-secrets.key',
        ]);
        const { rows } = await sql`select 1 from vault.file`.execute(again.db.q);
        expect(rows).toEqual([]);
      } finally {
        await again.close();
      }
    } finally {
      await own.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
