import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldDefinition } from '@sluice/catalogue';
import { describe, expect, it } from 'vitest';
import { bad, engine, field, folder, good, ingest, query, simple, useIngestion } from '../../test/ingest-fixture.ts';
import { ingestFile } from './ingest-file.ts';
import { literal } from './quote-sql.ts';
import { MAX_RECORD_BYTES } from './split-records.ts';

useIngestion();

describe('structure', () => {
  it('COL-08 takes good rows and quarantines each broken one with its line; rows in = good + quarantined', async () => {
    const o = await ingest('no,word\n1,a\n2,b,c\n"3,open\n4,d"e\n\nx,f\n5,"two\nlines"\n6,g\n');
    expect(o.rows).toEqual({ records: 7, good: 3, quarantined: 4, blankLines: 1 });
    expect(await good(o, 'no, word')).toEqual([
      [1n, 'a'],
      [5n, 'two\nlines'],
      [6n, 'g'],
    ]);
    expect(await bad(o)).toEqual([
      [3n, ':structure.columns', '2,b,c'],
      [4n, ':structure.quote', '"3,open'],
      [5n, ':structure.quote', '4,d"e'],
      [7n, 'no:type', '{"no":"x","word":"f"}'],
    ]);
    expect(o.faults).toEqual([
      { rule: 'structure.columns', rows: 1 },
      { rule: 'structure.quote', rows: 2 },
      { field: 'no', rule: 'type', rows: 1 },
    ]);
  });

  it('reads CRLF, a byte order mark, tabs, titles as header, columns in another order, a last line without end', async () => {
    const o = await ingest('\ufeff词语\tno\r\n甲\t1\r\n乙\t2', [
      simple[0] as FieldDefinition,
      field('word', { title: '词语' }),
    ]);
    expect(await good(o, 'no, word')).toEqual([
      [1n, '甲'],
      [2n, '乙'],
    ]);
  });

  it.each([
    ['an empty file', '', 'vault.file-empty'],
    ['a file with a mark only', '\ufeff', 'vault.file-empty'],
    ['a wrong header', 'x,y\n1,a\n', 'vault.header-unreadable'],
    ['a missing required column', 'word\na\n', 'vault.column-missing'],
    ['an unknown column', 'no,word,extra\n1,a,b\n', 'vault.column-unknown'],
    ['a repeated column', 'no,word,word\n1,a,b\n', 'vault.column-repeated'],
    ['UTF-16', Buffer.from('\ufeffno,word\n1,a\n', 'utf16le'), 'vault.encoding-unsupported'],
  ])('COL-08 refuses %s', async (_, content, code) => {
    await expect(ingest(content)).rejects.toMatchObject({ code });
  });

  it('an unknown column is told by position, never by its text: a first line without header is data', async () => {
    const error: unknown = await ingest('no,word,marker4711\n1,a,b\n').catch((e: unknown) => e);
    expect(JSON.stringify(error)).not.toContain('marker4711');
    expect(error).toMatchObject({ params: { positions: ['3'] } });
  });

  it('a file with a header and no rows has no rows', async () => {
    const o = await ingest('no,word\n');
    expect(o.rows).toEqual({ records: 0, good: 0, quarantined: 0, blankLines: 0 });
    expect(o.statistics).toBeUndefined();
  });

  it('an optional column may be absent', async () => {
    const o = await ingest('no\n1\n');
    expect(await good(o, 'no, word')).toEqual([[1n, null]]);
  });

  it('a huge field and NUL bytes are quarantined, whole', async () => {
    const huge = 'x'.repeat(MAX_RECORD_BYTES + 10);
    const o = await ingest(`no,word\n1,${huge}\n2,a\0b\n3,c\n`);
    expect(o.rows).toMatchObject({ records: 3, good: 1, quarantined: 2 });
    const rows = await query(
      o,
      `select line, faults, length(record) from read_parquet(${literal(o.quarantine ?? '')}) order by line`,
    );
    expect(rows[0]).toEqual([2n, ':structure.too-long', BigInt(huge.length + 2)]);
    expect(rows[1]?.[1]).toBe(':encoding.nul');
  });

  it('one line longer than 16 MB refuses the batch with its line', async () => {
    await expect(ingest(`no,word\n1,a\n2,${'x'.repeat(18_000_000)}`)).rejects.toMatchObject({
      code: 'vault.line-too-long',
      params: { line: 3 },
    });
  });
});

describe('encoding', () => {
  // 1,姓名 in GB 18030: bytes written out, since Node encodes UTF-8 only.
  const name = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]);
  const gb = (...parts: (string | Buffer)[]): Buffer =>
    Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : p)));

  it('COL-08 decodes GB18030, four-byte characters too', async () => {
    const o = await ingest(gb('no,word\n1,', name, '\n2,', Buffer.from([0x95, 0x32, 0x82, 0x36]), '\n'));
    expect(o.encoding).toBe('gb18030');
    expect(await good(o, 'no, word')).toEqual([
      [1n, '姓名'],
      [2n, '𠀀'],
    ]);
  });

  it('COL-08 a malformed sequence is quarantined with its line, in either encoding', async () => {
    const utf8 = await ingest(gb('no,word\n1,甲\n2,', Buffer.from([0xff, 0xfe]), '\n3,乙\n'));
    expect(utf8.encoding).toBe('utf-8');
    expect((await bad(utf8)).map((r) => r.slice(0, 2))).toEqual([[3n, ':encoding.malformed']]);
    const gbk = await ingest(gb('no,word\n1,', name, '\n2,', name, '\n3,', Buffer.from([0xff]), '\n4,', name, '\n'));
    expect(gbk.encoding).toBe('gb18030');
    expect((await bad(gbk)).map((r) => r.slice(0, 2))).toEqual([[4n, ':encoding.malformed']]);
    expect(gbk.rows).toMatchObject({ good: 3, quarantined: 1 });
  });
});

describe('parts and Parquet', () => {
  it('COL-08 many parts give the same rows and the same lines as one', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) =>
      i % 9_999 === 17 ? `${i}x,bad` : i % 10_000 === 3 ? `${i},"two\nlines"` : `${i},word ${i}`,
    );
    const text = `no,word\n${rows.join('\n')}\n0,again\n`;
    const one = await ingest(text);
    const many = await ingest(text, simple, { partBytes: 1 });
    expect(many.rows).toEqual(one.rows);
    expect(await bad(many)).toEqual(await bad(one));
    expect((await bad(one)).at(-1)?.slice(0, 2)).toEqual([60_008n, 'no:duplicate']);
    expect(await good(many, 'count(*), sum(no), count(distinct word)')).toEqual(
      await good(one, 'count(*), sum(no), count(distinct word)'),
    );
  });

  it('COL-08 reads Parquet with its own types, by the same rules', async () => {
    const source = join(folder, 'source');
    await mkdir(source);
    const session = await engine.open({ readOnly: [], writable: source });
    const path = join(source, 'a.parquet');
    await session.run(
      {
        sql: `copy (select * from (values (1::integer, 1.5::double, date '2024-01-01', 'x'), (2, -1, null, 'y'), (2, 1, null, 'z')) t(no, cost, day, word)) to ${literal(path)} (format parquet)`,
      },
      { deadlineMs: 5_000, maxRows: 1 },
    );
    await session.close();
    const fields = [...simple, field('cost', { type: 'decimal', min: 0 }), field('day', { type: 'date' })];
    const workFolder = join(folder, 'parquet');
    await mkdir(workFolder);
    await rename(path, join(workFolder, 'upload.parquet'));
    const o = {
      ...(await ingestFile(engine, {
        format: 'parquet',
        parquetPath: join(workFolder, 'upload.parquet'),
        fields,
        mode: 'full',
        bucketKey: new Uint8Array(32),
        workFolder,
      })),
      folder: workFolder,
    };
    expect(await good(o, 'no, cost, day, word')).toEqual([
      [1n, '1.500000', '2024-01-01', 'x'],
      [2n, '1.000000', null, 'z'],
    ]);
    expect((await bad(o)).map((r) => r.slice(0, 2))).toEqual([[2n, 'cost:min']]);
  });

  it('COL-08 refuses what only looks like Parquet', async () => {
    const workFolder = join(folder, 'no-parquet');
    await mkdir(workFolder);
    await writeFile(join(workFolder, 'upload.parquet'), 'PAR1 not really');
    await expect(
      ingestFile(engine, {
        format: 'parquet',
        parquetPath: join(workFolder, 'upload.parquet'),
        fields: simple,
        mode: 'full',
        bucketKey: new Uint8Array(32),
        workFolder,
      }),
    ).rejects.toMatchObject({ code: 'vault.parquet-unreadable' });
  });
});
