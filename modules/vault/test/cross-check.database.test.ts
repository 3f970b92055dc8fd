import { createTestDatabase, type TestDatabase } from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agency, custodian, field, openTestVault, resource, streamOf, stranger, type TestVault } from './test-vault.ts';

let database: TestDatabase;
let t: TestVault;

const fields = [
  field('pid', { required: true, role: 'entity-key', entity: 'person', grade: 4 }),
  field('street', { grade: 2 }),
];
const civil = resource('res_civil', { fields });
const health = resource('res_health', { fields });

beforeAll(async () => {
  database = await createTestDatabase();
  t = await openTestVault(database.appUrl);
  const load = async (of: typeof civil, street: (i: number) => string, count: number) => {
    const rows = Array.from({ length: count }, (_, i) => `P${String(i).padStart(4, '0')},${street(i)}\n`).join('');
    const { data } = await t.vault.receiveBatch({
      ...{
        actor: agency,
        resource: of,
        route: { via: 'authority', redirected: false },
        filename: 'a.csv',
        mode: 'full',
      },
      stream: streamOf(`pid,street\n${rows}`),
    });
    await t.vault.processBatch(data.id);
  };
  await load(civil, (i) => `street ${i % 50}`, 1_000);
  // One in forty has another street here: 25 of the 1,000; and ten people are known here alone.
  await load(health, (i) => (i % 40 === 7 && i < 1_000 ? `lane ${i}` : `street ${i % 50}`), 1_010);
});
afterAll(async () => {
  await t.close();
  await database.close();
});

const check = (actor = agency) =>
  t.vault.crossCheck(actor, {
    authoritative: { resource: civil, key: 'pid', field: 'street' },
    other: { resource: health, key: 'pid', field: 'street' },
  });

it('COL-03 of 1,000 records from two sources all 25 conflicts are listed, and a ruling changes the value with its history', async () => {
  const found = await check();
  expect(found).toMatchObject({
    compared: 1_000,
    differing: 25,
    missing: [0, 10],
    correctIn: 'res_health',
    truncated: false,
  });
  expect(found.items).toHaveLength(25);
  const expected = Array.from({ length: 25 }, (_, n) => 40 * n + 7).map((i) => ({
    key: `P${String(i).padStart(4, '0')}`,
    authoritative: `street ${i % 50}`,
    other: `lane ${i}`,
  }));
  expect(found.items).toEqual(expected);
  const [first] = found.items;
  const { value } = await t.vault.requestErasure(agency, health, {
    ...{ field: 'pid', key: first?.key ?? '', ground: 'source-mistake' },
    changes: { street: first?.authoritative ?? null },
  });
  await t.vault.approveErasure(custodian, value.id);
  expect((await check()).differing).toBe(24);
  expect((await check()).items.map((one) => one.key)).not.toContain(first?.key);
  expect(await t.vault.listErasures(agency, health)).toMatchObject([{ id: value.id, kind: 'correct', rows: 1 }]);
});

it('COL-03 shows single records to nobody but those who may see them, and compares only entities of one kind', async () => {
  await expect(check(stranger)).rejects.toMatchObject({ code: 'test.not-owner' });
  const other = { resource: health, key: 'street', field: 'street' };
  await expect(
    t.vault.crossCheck(agency, { authoritative: { resource: civil, key: 'pid', field: 'street' }, other }),
  ).rejects.toMatchObject({ code: 'vault.not-an-entity-key' });
});
