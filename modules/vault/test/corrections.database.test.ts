import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readXlsx, writeXlsx } from '@sluice/connectors';
import { createTestDatabase, type TestDatabase } from '@sluice/testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { agency, openTestVault, resource, rowsOf, streamOf, stranger, type TestVault } from './test-vault.ts';

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

const route = { via: 'authority', redirected: false } as const;
const HEADER = 'no,pid,age\n';

async function deliver(id: string, text: string, mode: 'full' | 'append' = 'full') {
  const { data } = await t.vault.receiveBatch({
    actor: agency,
    resource: resource(id),
    route,
    filename: 'v.csv',
    mode,
    stream: streamOf(text),
  });
  return t.vault.processBatch(data.id);
}

const correct = (id: string, batchId: string, text: string, actor = agency) =>
  t.vault.correctBatch({
    actor,
    batchId,
    resource: resource(id),
    route,
    filename: 'fixed.csv',
    stream: streamOf(text),
  });

async function exported(batchId: string): Promise<string> {
  let text = '';
  for await (const piece of t.vault.exportQuarantine(agency, batchId)) text += piece;
  return text;
}

it('QUA-04 takes the corrected quarantine file back: each line once, in the epoch of its batch', async () => {
  const first = await deliver('res_a', `${HEADER}${rowsOf(0, 50)}900,P1,999\n901,,30\n902,P2\n`);
  expect(first.rows).toMatchObject({ good: 50, quarantined: 3 });
  const file = await exported(first.id);
  // Line 52 has a wrong age and line 53 no person; line 54 was no record at all and is left out here.
  const lines = file.split('\n');
  const fixed = [lines[0], lines[1]?.replace('999', '99'), lines[2]?.replace('901,,30', '901,P7,30')].join('\n');
  const { data } = await correct('res_a', first.id, `${fixed}\n`);
  expect(data).toMatchObject({ corrects: first.id, mode: 'append' });
  const mended = await t.vault.processBatch(data.id);
  expect(mended).toMatchObject({ state: 'sealed', rows: { records: 2, good: 2 } });
  expect((await t.vault.currentEpoch(t.db, 'res_a'))?.rows).toBe(52);

  expect((await correct('res_a', first.id, `${fixed}\n`)).repeated).toBe(true);
  await expect(correct('res_a', first.id, `${fixed?.replace('P7', 'P8')}\n`)).rejects.toMatchObject({
    code: 'vault.lines-corrected-already',
    params: { lines: ['52', '53'] },
  });
  await expect(correct('res_a', first.id, '__line,no,pid,age\n7,903,P1,3\n')).rejects.toMatchObject({
    code: 'vault.lines-not-quarantined',
  });
  await expect(correct('res_a', first.id, 'no,pid,age\n903,P1,3\n')).rejects.toMatchObject({
    code: 'vault.line-column-missing',
  });
  expect((await t.vault.currentEpoch(t.db, 'res_a'))?.rows).toBe(52);
});

/** The sheet of a workbook, row by row. */
async function sheetOf(bytes: Uint8Array): Promise<(string | null)[][]> {
  const path = join(tmpdir(), `sluice-book-${process.pid}.xlsx`);
  await writeFile(path, bytes);
  const rows: (string | null)[][] = [];
  await readXlsx(path, async ([sheet]) => {
    if (!sheet) return;
    for await (const { cells } of sheet.rows()) {
      const texts = new Map(cells.map(({ column, text }) => [column, text]));
      rows.push(Array.from({ length: (cells.at(-1)?.column ?? -1) + 1 }, (_, at) => texts.get(at) ?? null));
    }
  });
  await rm(path);
  return rows;
}

it('QUA-04 gives the quarantine as a workbook, and takes it back corrected cell by cell', async () => {
  const first = await deliver('res_f', `${HEADER}${rowsOf(0, 20)}900,P1,999\n901,,30\n902,P2\n`);
  const book = await t.vault.quarantineWorkbook(agency, first.id, 'zh-CN');
  const [head = [], wrong = [], missing = [], broken = []] = await sheetOf(book);
  expect(head.slice(0, 5)).toEqual(['__line 行号（请勿修改）', '__faults 问题', 'no', 'pid', 'age']);
  expect([wrong[0], wrong[1], wrong[4]]).toEqual(['22', '“age”不得大于 120', '999']);
  expect([missing[1], broken[5]]).toEqual(['“pid”必须填写；“pid”不得为占位值（如全零）'.slice(0, 9), '902,P2']);
  const column = { width: 10, style: 'text' } as const;
  const fixed = [head, ['22', '', '900', 'P1', '99'], ['23', '', '901', 'P7', '30'], [null, null, null, null, null]];
  const sent = writeXlsx([
    {
      name: 'x',
      columns: head.map(() => column),
      rows: fixed.map((row) => row.map((text) => (text === null ? null : { text }))),
    },
  ]);
  const { data } = await t.vault.correctBatch({
    ...{ actor: agency, batchId: first.id, resource: resource('res_f'), route, filename: 'fixed.xlsx' },
    stream: streamOf(Buffer.from(sent)),
  });
  expect(await t.vault.processBatch(data.id)).toMatchObject({ state: 'sealed', rows: { records: 2, good: 2 } });
  expect((await t.vault.currentEpoch(t.db, 'res_f'))?.rows).toBe(22);
  await expect(t.vault.quarantineWorkbook(stranger, first.id, 'en')).rejects.toMatchObject({ code: 'test.not-owner' });
});

it('COL-08 hands out a template with choices and limits, which comes back as a batch', async () => {
  const book = t.vault.templateWorkbook(agency, resource('res_g'), 'zh-CN');
  const [head] = await sheetOf(book);
  expect(head).toEqual(['no', 'pid', 'age']);
  const { data } = await t.vault.receiveBatch({
    ...{ actor: agency, resource: resource('res_g'), route, filename: 'filled.xlsx', mode: 'full' },
    stream: streamOf(Buffer.from(book)),
  });
  // Nobody filled it in: it is known for what it is, and nothing is good in it.
  expect(await t.vault.processBatch(data.id)).toMatchObject({ state: 'rejected', rows: { records: 0 } });
  expect(() => t.vault.templateWorkbook(stranger, resource('res_g'), 'en')).toThrow(/test.not-owner/);
});

it('QUA-04 refuses a correction of data that is no longer current, and of others', async () => {
  const first = await deliver('res_b', `${HEADER}${rowsOf(0, 10)}900,P1,999\n`);
  await deliver('res_b', `${HEADER}${rowsOf(0, 20)}`);
  const fixed = (await exported(first.id)).replace('999', '99');
  await expect(correct('res_b', first.id, fixed)).rejects.toMatchObject({ code: 'vault.batch-superseded' });
  const other = await deliver('res_c', `${HEADER}${rowsOf(0, 10)}`);
  await expect(correct('res_c', other.id, fixed)).rejects.toMatchObject({ code: 'vault.nothing-quarantined' });
  const own = await deliver('res_d', `${HEADER}${rowsOf(0, 10)}900,P1,999\n`);
  await expect(correct('res_d', own.id, fixed, stranger)).rejects.toMatchObject({ code: 'test.not-owner' });
});

it('QUA-03 shows score, trend and broken rules of a resource', async () => {
  const first = await deliver('res_e', `${HEADER}${rowsOf(0, 98)}900,P1,999\n901,P1,998\n`);
  const second = await deliver('res_e', `${HEADER}${rowsOf(0, 100)}`);
  const found = await t.vault.readQuality(agency, resource('res_e'), 30);
  expect(found.trend.map(({ batchId }) => batchId)).toEqual([first.id, second.id]);
  const max = found.rules.find((rule) => rule.field === 'age' && rule.rule === 'max');
  expect(max).toMatchObject({ broken: 0, batchesBroken: 1, sentence: { zh: '“age”不得大于 120' } });
  expect(found.score).toBeCloseTo(((first.quality?.score ?? 0) + (second.quality?.score ?? 0)) / 2);
  await expect(t.vault.watchBatch(agency, second.id)).resolves.toMatchObject({
    phase: 'finished',
    rows: 100,
    share: 1,
  });
});
