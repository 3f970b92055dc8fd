import { createTestDatabase, makeWorkbook, makeZip, type TestDatabase } from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agency, field, openTestVault, resource, rowsOf, streamOf, type TestVault } from './test-vault.ts';

let database: TestDatabase;
let t: TestVault;

beforeAll(async () => {
  database = await createTestDatabase();
  t = await openTestVault(database.appUrl);
});
afterAll(async () => {
  await t.close();
  await database.close();
});

async function deliver(id: string, bytes: Buffer) {
  const { data } = await t.vault.receiveBatch({
    actor: agency,
    resource: resource(id),
    route: { via: 'authority', redirected: false },
    filename: 'file',
    mode: 'full',
    stream: streamOf(bytes),
  });
  return t.vault.processBatch(data.id);
}

const cells = (row: number, values: readonly (string | number)[]) =>
  `<row r="${row}">${values.map((value, i) => `<c r="${'ABC'[i]}${row}" t="str"><v>${value}</v></c>`).join('')}</row>`;

it('COL-08 proposes a definition from a workbook, and keeps nothing of it', async () => {
  const rows = [cells(1, ['2026 年登记表']), cells(3, ['编号', '身份证号', '年龄'])];
  const people = Array.from({ length: 30 }, (_, i) => cells(i + 4, [i, '11010519491231002X', 20 + i]));
  const book = makeWorkbook([{ name: '表', rows: [...rows, ...people].join('') }]);
  const found = await t.vault.proposeMapping(book, true, [field('no', { title: '编号', type: 'integer' })]);
  expect(found).toMatchObject({ format: 'xlsx', hasHeader: true, records: 30 });
  expect(found.columns.map((column) => [column.matches, column.field.type, column.element?.code])).toEqual([
    ['no', 'integer', undefined],
    [null, 'text', 'citizen-id'],
    [null, 'integer', undefined],
  ]);
  // Without a definition to go by, the title above the table is not taken for its header.
  expect((await t.vault.proposeMapping(book, true, [])).columns.map((column) => column.source)).toEqual([
    '编号',
    '身份证号',
    '年龄',
  ]);
  await expect(t.vault.proposeMapping(book.subarray(0, 100), false, [])).rejects.toMatchObject({
    code: 'vault.workbook-cut',
  });
});

it('COL-08 takes workbooks, JSON and archives like any file, and refuses a broken one with its reason', async () => {
  const people = Array.from({ length: 20 }, (_, i) => [i, `P${i % 7}`, i + 20] as const);
  const sheet = [
    cells(2, ['no', 'pid', 'age']),
    ...people.map((row, i) => cells(i + 3, row)),
    cells(23, [99, 'P1', 999]),
  ];
  const book = await deliver('res_xlsx', makeWorkbook([{ name: '表', rows: sheet.join('') }]));
  expect(book).toMatchObject({
    format: 'xlsx',
    state: 'partly-quarantined',
    rows: { records: 21, good: 20, quarantined: 1 },
  });
  // The line is the sheet's own row.
  expect((await t.vault.readQuarantine(agency, book.id, 1)).items[0]?.line).toBe(23);

  const json = people.map(([no, pid, age]) => JSON.stringify({ age, no, pid })).join('\n');
  expect(await deliver('res_json', Buffer.from(json))).toMatchObject({
    format: 'json',
    state: 'sealed',
    rows: { good: 20 },
  });

  const archive = makeZip([
    { name: 'a.csv', content: `no,pid,age\n${rowsOf(0, 10)}` },
    { name: 'b.csv', content: `no,pid,age\n${rowsOf(10, 30)}` },
  ]);
  expect(await deliver('res_zip', archive)).toMatchObject({ format: 'zip', state: 'sealed', rows: { good: 30 } });
  const bomb = makeZip([{ name: 'a.csv', content: Buffer.alloc(20_000_000) }]);
  expect(await deliver('res_bomb', bomb)).toMatchObject({
    state: 'rejected',
    refusal: { code: 'connector.archive-refused', params: { reason: 'bomb' } },
  });
  expect(await t.vault.currentEpoch(t.db, 'res_bomb')).toBeUndefined();
});
