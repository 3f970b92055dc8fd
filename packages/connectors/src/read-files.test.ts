import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeWorkbook, makeZip, type Packed } from '@sluice/testkit';
import { archiveToDelimited } from './archive-to-delimited.ts';
import { jsonToDelimited } from './json-to-delimited.ts';
import { pullXml } from './pull-xml.ts';
import { readZip } from './read-zip.ts';
import { sheetToDelimited } from './sheet-to-delimited.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-connectors-'));
afterAll(() => rmSync(folder, { recursive: true }));
let made = 0;

function file(bytes: Buffer): string {
  const path = join(folder, String((made += 1)));
  writeFileSync(path, bytes);
  return path;
}

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

const contents = (files: readonly Packed[]) =>
  readZip(file(makeZip(files)), async (entries) => {
    const found: Record<string, string> = {};
    for (const entry of entries) found[entry.name] = await text(entry.read());
    return found;
  });

describe('archives', () => {
  it('COL-08 reads the files of an archive by its directory, Chinese names too', async () => {
    expect(
      await contents([
        { name: '数据/一.csv', content: 'a,b\n' },
        { name: '空/', content: '' },
      ]),
    ).toEqual({ '数据/一.csv': 'a,b\n' });
  });

  it('COL-08 reads the tables of an archive as one, the header once, and refuses those that differ', async () => {
    const tables = (files: readonly Packed[]) => text(archiveToDelimited(file(makeZip(files))));
    const two = [
      { name: 'b.csv', content: '\uFEFFx,y\r\n3,4\r\n' },
      { name: 'a.csv', content: 'x,y\n1,2' },
      { name: '__MACOSX/a.csv', content: 'z' },
      { name: 'readme.pdf', content: 'z' },
    ];
    expect(await tables(two)).toBe('x,y\n1,2\n3,4\r\n');
    await expect(tables([...two, { name: 'c.csv', content: 'y,x\n' }])).rejects.toMatchObject({
      code: 'connector.archive-headers-differ',
      params: { file: 3 },
    });
    await expect(tables([{ name: 'x.pdf', content: '' }])).rejects.toMatchObject({
      code: 'connector.archive-without-table',
    });
  });

  it('COL-08 refuses bombs, links, paths that lead out, encryption and damage, before or while unpacking', async () => {
    const zeros = Buffer.alloc(20_000_000);
    const refused: readonly (readonly [string, readonly Packed[]])[] = [
      ['bomb', [{ name: 'a', content: zeros }]],
      ['bomb', [{ name: 'a', content: zeros, bytes: 1_000 }]],
      ['symlink', [{ name: 'a', content: '/etc/passwd', mode: 0o120777 }]],
      ['path', [{ name: '../a', content: 'x' }]],
      ['path', [{ name: '/etc/a', content: 'x' }]],
      ['encrypted', [{ name: 'a', content: 'x', flags: 1 }]],
    ];
    for (const [reason, files] of refused)
      await expect(contents(files)).rejects.toMatchObject({ code: 'connector.archive-refused', params: { reason } });
    const whole = makeZip([{ name: 'a', content: 'abc'.repeat(5_000) }]);
    const spoiled = Buffer.from(whole);
    spoiled[45] = (spoiled[45] ?? 0) ^ 0xff;
    for (const bytes of [whole.subarray(0, whole.length - 30), spoiled, Buffer.from('PK')])
      await expect(readZip(file(bytes), async ([entry]) => entry && text(entry.read()))).rejects.toMatchObject({
        code: 'connector.archive-refused',
        params: { reason: 'damaged' },
      });
  });
});

const cell = (place: string, value: string, more = '') => `<c r="${place}" ${more}><v>${value}</v></c>`;
const row = (number: number, ...cells: readonly string[]) => `<row r="${number}">${cells.join('')}</row>`;
const isColumn = (name: string) => ['编号', '日期', '金额', '姓名'].includes(name);

describe('workbooks', () => {
  it("COL-08 finds the table under its title, keeps the sheet's line numbers, dates, long numbers and text", async () => {
    const strings = ['编号', '日期', '金额', '姓名', '2026年表', '王&amp;李'];
    const book = makeWorkbook(
      [
        { name: '说明', rows: row(1, cell('A1', '4', 't="s"')) },
        { name: '隐藏', rows: row(1, cell('A1', '0', 't="s"')), state: 'hidden' },
        {
          name: '数据',
          rows: [
            row(1, cell('A1', '4', 't="s"')),
            row(3, ...[0, 1, 2, 3].map((s, i) => cell(`${'ABCD'[i]}3`, String(s), 't="s"'))),
            row(4, cell('A4', '1'), cell('B4', '46000', 's="1"'), cell('C4', '1.5E-3'), cell('D4', '5', 't="s"')),
            row(
              6,
              cell('A6', '320000000000000000'),
              cell('B6', '46000.5', 's="2"'),
              '<c r="D6" t="inlineStr"><is><t>a,"b"</t></is></c>',
            ),
          ].join(''),
        },
      ],
      strings,
    );
    expect(await text(sheetToDelimited(file(book), isColumn))).toBe(
      '编号,日期,金额,姓名\n\n\n1,2025-12-09,0.0015,王&李\n\n320000000000000000,2025-12-09 12:00:00,,"a,""b"""\n',
    );
  });

  it('COL-08 refuses what is no workbook, and never expands what a document declares', async () => {
    await expect(text(sheetToDelimited(file(makeZip([{ name: 'x', content: 'y' }])), isColumn))).rejects.toMatchObject({
      code: 'connector.workbook-unreadable',
    });
    const bomb = makeWorkbook([
      { name: 's', rows: `${row(1, '<c t="str"><v>编号</v></c>')}${row(2, '<c t="str"><v>&lol;</v></c>')}` },
    ]);
    expect(await text(sheetToDelimited(file(bomb), isColumn))).toBe('编号\n&lol;\n');
  });

  it('COL-08 refuses rows far off, out of their order or without a number, in place of filling up with lines', async () => {
    const first = row(1, '<c t="str"><v>编号</v></c>');
    for (const said of ['4000000000', '1048577', '1', '0', '-5', '2.5', 'Infinity', '1e9', '']) {
      const book = makeWorkbook([{ name: 's', rows: `${first}<row r="${said}"><c t="str"><v>7</v></c></row>` }]);
      await expect(text(sheetToDelimited(file(book), isColumn)), said).rejects.toMatchObject({
        code: 'connector.workbook-unreadable',
      });
    }
    const unnumbered = makeWorkbook([{ name: 's', rows: `${first}<row><c t="str"><v>7</v></c></row>` }]);
    expect(await text(sheetToDelimited(file(unnumbered), isColumn))).toBe('编号\n7\n');
  });
});

const word = (value: string, place?: string) =>
  `<c ${place === undefined ? '' : `r="${place}" `}t="str"><v>${value}</v></c>`;
const sheet = (rows: string, strings: readonly string[] = []) =>
  file(makeWorkbook([{ name: 's', rows: row(1, word('编号'), word('姓名')) + rows }], strings));

describe('workbooks made to keep the reader busy', () => {
  it('COL-08 keeps what stands far beyond the header without the empty places before it', async () => {
    const far = Array.from({ length: 20_000 }, (_, i) => row(i + 2, word('甲', 'A1'), word('7', 'XFD1'), ''));
    const content = await text(sheetToDelimited(sheet(far.join('')), isColumn));
    expect(content).toBe(`编号,姓名\n${'甲,,7\n'.repeat(20_000)}`);
  });

  it('COL-08 refuses cells that do not ascend, more than a row has, and one file as two sheets', async () => {
    const unreadable = { code: 'connector.workbook-unreadable' };
    const repeated = word('7', 'A2') + word('7', 'A2');
    for (const cells of [repeated, word('7', 'B2') + word('7', 'A2'), word('7', 'XFE2'), word('7', 'XFD2') + word('7')])
      await expect(text(sheetToDelimited(sheet(row(2, cells)), isColumn)), cells).rejects.toMatchObject(unreadable);
    const twice = makeZip([
      {
        name: 'xl/workbook.xml',
        content: '<workbook><sheet name="a" r:id="r"/><sheet name="b" r:id="r"/></workbook>',
      },
      { name: 'xl/_rels/workbook.xml.rels', content: '<Relationship Id="r" Target="s.xml"/>' },
      { name: 'xl/s.xml', content: row(1, word('编号')) },
    ]);
    await expect(text(sheetToDelimited(file(twice), isColumn))).rejects.toMatchObject(unreadable);
  });

  it('COL-08 refuses what unpacks to far more than it is: equal cells, and one long string that every cell names', async () => {
    const bomb = { code: 'connector.archive-refused', params: { reason: 'bomb' } };
    const equal = sheet(row(2, word('7').repeat(100_000)));
    await expect(text(sheetToDelimited(equal, isColumn))).rejects.toMatchObject(bomb);
    const named = Array.from({ length: 2_600 }, (_, i) => row(i + 2, cell(`A${i}`, '0', 't="s"')));
    const long = sheet(named.join(''), ['x'.repeat(30_000)]);
    let taken = 0;
    const take = async () => {
      for await (const piece of sheetToDelimited(long, isColumn)) taken += piece.length;
    };
    await expect(take()).rejects.toMatchObject(bomb);
    expect(taken).toBeLessThan(80_000_000);
  });

  it('lets others have their turn while it reads, and gives up when told to', async () => {
    const source = (async function* () {
      yield Buffer.from(`<row>${'<c/>'.repeat(250_000)}</row>`);
    })();
    let turns = 0;
    let isRead = false;
    const turn = (): void => {
      turns += 1;
      if (!isRead) setImmediate(turn);
    };
    setImmediate(turn);
    let events = 0;
    for await (const some of pullXml(source)) events += some.length;
    isRead = true;
    expect(events).toBe(500_002);
    expect(turns).toBeGreaterThan(25);

    const stop = new AbortController();
    const rows = Array.from({ length: 50_000 }, (_, i) => `<row r="${i + 2}"/>`);
    const reading = text(sheetToDelimited(sheet(rows.join('')), isColumn, stop.signal));
    setImmediate(() => stop.abort());
    await expect(reading).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }) as Error);
  });
});

async function* pieces(content: string, size: number) {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe('JSON', () => {
  it('COL-08 reads arrays and lines of objects however they are cut; strange keys make a record that does not fit', async () => {
    const objects = '[{"a":"x{\\"}","b":1},\n {"b":null,"a":"好"} , {"a":"y","c":3,"n":{"d":[1]}}]';
    for (const size of [1, 3, 1_000])
      expect(await text(jsonToDelimited(pieces(objects, size), ['a', 'b', 'n']))).toBe(
        'a,b,n\n"x{""}",1,\n好,,\ny,,"{""d"":[1]}",3\n',
      );
  });

  it('COL-08 says which record is no JSON, and does not take a cut one for whole', async () => {
    for (const [content, record] of [
      ['{"a":1}{"a":}', 2],
      ['{"a":1}\n{"a":', 2],
    ] as const)
      await expect(text(jsonToDelimited(pieces(content, 5), ['a']))).rejects.toMatchObject({
        code: 'connector.json-unreadable',
        params: { record },
      });
  });
});
