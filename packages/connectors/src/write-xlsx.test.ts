import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { readXlsx } from './read-xlsx.ts';
import { columnName, writeXlsx, type WorkbookSheet } from './write-xlsx.ts';

const long = Array.from({ length: 60 }, (_, at) => `选项${at}`);
const sheet: WorkbookSheet = {
  name: '数据/表[1]',
  columns: [
    { width: 12, style: 'text', rule: { choices: ['男', '女'], words: '应为“男”、“女”之一' } },
    { width: 12, style: 'text', rule: { choices: long, words: 'long' } },
    { width: 12, style: 'number', rule: { whole: { min: 0, max: 120 }, words: 'age' } },
    { width: 12, style: 'number', rule: { decimal: {}, words: '' } },
    { width: 12, style: 'date', rule: { date: true, words: '' } },
    { width: 12, style: 'text', rule: { maxLength: 9, words: '' } },
  ],
  rows: [
    [{ text: '性别', style: 'required' }, { text: 'b' }, { text: 'c' }],
    [{ text: '=1+1' }, null, { text: '<&"\u0001\uD800', style: 'fault' }],
  ],
};

it('COL-08 writes cells as text that comes back as it was, and never as a formula', async () => {
  const path = join(tmpdir(), `sluice-write-${process.pid}.xlsx`);
  writeFileSync(path, writeXlsx([sheet]));
  const rows: (readonly (string | null)[])[] = [];
  await readXlsx(path, async ([first]) => {
    if (first)
      for await (const row of first.rows())
        rows.push([0, 1, 2].map((at) => row.cells.find(({ column }) => column === at)?.text ?? null));
  });
  rmSync(path);
  expect(rows).toEqual([
    ['性别', 'b', 'c'],
    ['=1+1', null, '<&"\uFFFD\uFFFD'],
  ]);
  expect(Buffer.from(writeXlsx([sheet])).equals(writeXlsx([sheet]))).toBe(true);
});

it('COL-08 lays choices and limits on the cells below the header', () => {
  const parts = unzipSync(writeXlsx([sheet]));
  const [first, choices, workbook] = ['xl/worksheets/sheet1.xml', 'xl/worksheets/sheet2.xml', 'xl/workbook.xml'].map(
    (name) => strFromU8(parts[name] ?? new Uint8Array()),
  );
  expect(first).toContain('sqref="A2:A100001"><formula1>&quot;男,女&quot;</formula1>');
  expect(first).toContain('<formula1>choices!$A$1:$A$60</formula1>');
  expect(first).toContain('type="whole" operator="between"');
  expect(first).toContain('<formula1>0</formula1><formula2>120</formula2>');
  expect(first).toMatch(/type="textLength" operator="lessThanOrEqual".*<formula1>9</);
  expect(choices).toContain('选项59');
  expect(workbook).toContain('name="choices" sheetId="2" state="hidden"');
  expect(workbook).toContain('name="数据 表 1 "');
  expect([0, 25, 26, 51, 702].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'AAA']);
});
