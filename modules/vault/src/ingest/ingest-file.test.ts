import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type Engine, type EngineValue } from '@sluice/engines';
import type { FieldDefinition } from '@sluice/catalogue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ingestFile, type IngestInput } from './ingest-file.ts';
import type { IngestOutcome } from './outcome.ts';
import { qualityOf } from './quality.ts';
import { list, literal } from './quote-sql.ts';
import { MAX_RECORD_BYTES } from './split-records.ts';

let engine: Engine;
let folder: string;
let made = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-ingest-'));
  engine = await createEngine({ onEngineText: (text) => console.error(text) });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
});

const field = (name: string, more: Partial<FieldDefinition> = {}): FieldDefinition => ({ name, title: name, type: 'text', required: false, role: 'other', grade: 1, ...more });
const simple = [field('no', { type: 'integer', required: true, unique: true }), field('word')];

async function ingest(content: string | Buffer, fields: readonly FieldDefinition[] = simple, more: Partial<IngestInput> = {}): Promise<IngestOutcome & { folder: string }> {
  const workFolder = join(folder, String((made += 1)));
  await mkdir(workFolder);
  const bytes = Buffer.from(content);
  async function* source() {
    for (let at = 0; at < bytes.length; at += 700_001) yield bytes.subarray(at, at + 700_001);
  }
  const outcome = await ingestFile(engine, { format: 'csv', source: source(), fields, mode: 'full', bucketKey: new Uint8Array(32).fill(7), workFolder, ...more });
  return { ...outcome, folder: workFolder };
}

async function query(outcome: { folder: string }, sql: string): Promise<readonly (readonly EngineValue[])[]> {
  const session = await engine.open({ readOnly: [outcome.folder] });
  try {
    return (await session.run({ sql }, { deadlineMs: 20_000, maxRows: 1_000 })).rows;
  } finally {
    await session.close();
  }
}

const good = (o: IngestOutcome & { folder: string }, columns = '*') => query(o, `select ${columns} from read_parquet(${list(o.segments.map((s) => s.path))})`);
const bad = (o: IngestOutcome & { folder: string }) => (o.quarantine ? query(o, `select line, faults, record from read_parquet(${literal(o.quarantine)}) order by line`) : Promise.resolve([]));

describe('structure', () => {
  it('COL-08 takes good rows and quarantines each broken one with its line; rows in = good + quarantined', async () => {
    const o = await ingest('no,word\n1,a\n2,b,c\n"3,open\n4,d"e\n\nx,f\n5,"two\nlines"\n6,g\n');
    expect(o.rows).toEqual({ records: 7, good: 3, quarantined: 4, blankLines: 1 });
    expect(await good(o, 'no, word')).toEqual([[1n, 'a'], [5n, 'two\nlines'], [6n, 'g']]);
    expect(await bad(o)).toEqual([
      [3n, ':structure.columns', '2,b,c'],
      [4n, ':structure.quote', '"3,open'],
      [5n, ':structure.quote', '4,d"e'],
      [7n, 'no:type', '{"no":"x","word":"f"}'],
    ]);
    expect(o.faults).toEqual([{ rule: 'structure.columns', rows: 1 }, { rule: 'structure.quote', rows: 2 }, { field: 'no', rule: 'type', rows: 1 }]);
  });

  it('reads CRLF, a byte order mark, tabs, titles as header, columns in another order, a last line without end', async () => {
    const o = await ingest('\ufeff词语\tno\r\n甲\t1\r\n乙\t2', [simple[0] as FieldDefinition, field('word', { title: '词语' })]);
    expect(await good(o, 'no, word')).toEqual([[1n, '甲'], [2n, '乙']]);
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
    const rows = await query(o, `select line, faults, length(record) from read_parquet(${literal(o.quarantine ?? '')}) order by line`);
    expect(rows[0]).toEqual([2n, ':structure.too-long', BigInt(huge.length + 2)]);
    expect(rows[1]?.[1]).toBe(':encoding.nul');
  });

  it('one line longer than 16 MB refuses the batch with its line', async () => {
    await expect(ingest(`no,word\n1,a\n2,${'x'.repeat(18_000_000)}`)).rejects.toMatchObject({ code: 'vault.line-too-long', params: { line: 3 } });
  });
});

describe('encoding', () => {
  // 1,姓名 in GB 18030: bytes written out, since Node encodes UTF-8 only.
  const name = Buffer.from([0xd0, 0xd5, 0xc3, 0xfb]);
  const gb = (...parts: (string | Buffer)[]): Buffer => Buffer.concat(parts.map((p) => (typeof p === 'string' ? Buffer.from(p) : p)));

  it('COL-08 decodes GB18030, four-byte characters too', async () => {
    const o = await ingest(gb('no,word\n1,', name, '\n2,', Buffer.from([0x95, 0x32, 0x82, 0x36]), '\n'));
    expect(o.encoding).toBe('gb18030');
    expect(await good(o, 'no, word')).toEqual([[1n, '姓名'], [2n, '𠀀']]);
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

describe('rules', () => {
  it('QUA-03 finds exactly the planted defects and gives exactly the expected score', async () => {
    const fields = [
      field('id', { type: 'integer', required: true, unique: true }),
      field('age', { type: 'integer', min: 0, max: 150 }),
      field('day', { type: 'date', required: true, min: '2020-01-01' }),
      field('kind', { codes: ['a', 'b'] }),
      field('code', { pattern: '[A-Z][0-9]{2}', maxLength: 3 }),
      field('cost', { type: 'decimal', min: 0 }),
      field('paid', { type: 'boolean' }),
      field('at', { type: 'timestamp' }),
    ];
    const ok = '30,2024-02-29,a,A12,12.50,是,2024-01-01 10:00:00';
    const lines = [
      `1,${ok}`,
      '2,-1,2024-01-01,a,A12,1,1,',
      '3,151,2024-01-01,a,A12,1,1,',
      '4,1.5,2024-01-01,a,A12,1,1,',
      '5,1,2023-02-29,a,A12,1,1,',
      '6,1,2019-12-31,a,A12,1,1,',
      '7,1,2024-01-01,c,A12,1,1,',
      '8,1,2024-01-01,a,a12,1,1,',
      '9,1,2024-01-01,a,A12,-0.01,1,',
      '10,1,2024-01-01,a,A12,1e3,maybe,x',
      '11,1,,a,A12,1,1,',
      `1,${ok}`,
      '13,,20240131,,,,,',
      '14,1,2024-01-01 10:00,a,A12,1,1,',
    ];
    const o = await ingest(`id,age,day,kind,code,cost,paid,at\n${lines.join('\n')}\n`, fields);
    expect((await bad(o)).map((r) => [Number(r[0]) - 1, r[1]])).toEqual([
      [2, 'age:min'], [3, 'age:max'], [4, 'age:type'], [5, 'day:type'], [6, 'day:min'], [7, 'kind:codes'], [8, 'code:pattern'], [9, 'cost:min'],
      [10, 'cost:type,paid:type,at:type'], [11, 'day:required'], [12, 'id:duplicate'], [14, 'day:type'],
    ].map(([line, faults]) => [line, faults]));
    expect(o.rows).toMatchObject({ records: 14, good: 2, quarantined: 12 });
    expect(await good(o, 'id, day, cost, paid, "at"')).toEqual([[1n, '2024-02-29', '12.500000', true, '2024-01-01T10:00:00'], [13n, '2024-01-31', null, null, null]]);
    // 11 of 14 rows inaccurate, 1 of 28 required values missing.
    expect(qualityOf(o.figures, undefined)).toEqual({ accuracy: 0.2143, completeness: 0.9643, score: 58.9286 });
  });

  it('QUA-03 checks identifier checksums', async () => {
    const fields = [field('citizen', { checksum: 'citizen-id' }), field('firm', { checksum: 'uscc' }), field('card', { checksum: 'bank-card' })];
    const o = await ingest(
      [
        'citizen,firm,card',
        '11010519491231002X,91350100M000100Y43,6222021234567890128',
        '110105194912310021,,',
        '11010519491331002X,,',
        ',91350100M000100Y44,',
        ',,6222021234567890129',
        '440524188001010014,,4111111111111111',
      ].join('\n'),
      fields,
    );
    expect((await bad(o)).map((r) => [Number(r[0]), r[1]])).toEqual([[3, 'citizen:checksum'], [4, 'citizen:checksum'], [5, 'firm:checksum'], [6, 'card:checksum']]);
    expect(o.rows.good).toBe(2);
  });

  it('a pattern or code with quotes stays a value', async () => {
    const o = await ingest("w\nit's\n'); drop table x --\n", [field('w', { codes: ["it's", "'); drop table x --"], pattern: "[^$]*" })]);
    expect(o.rows.good).toBe(2);
  });

  it.each([
    ['a pattern with look-around', field('x', { pattern: '(?=a)b' }), 'vault.pattern-unsupported'],
    ['a bound of another type', field('x', { type: 'date', min: 'soon' }), 'vault.bound-malformed'],
    ['a reserved name', field('__e_x'), 'vault.field-reserved'],
  ])('refuses a definition with %s before it touches data', async (_, definition, code) => {
    await expect(ingest('x\n1\n', [definition])).rejects.toMatchObject({ code, kind: 'invalid' });
  });

  it('more than sixty checks take more than one word of the mask', async () => {
    const fields = Array.from({ length: 70 }, (_, i) => field(`f${i}`, { type: 'integer', required: true }));
    const row = (last: string) => [...Array.from({ length: 69 }, () => '1'), last].join(',');
    const o = await ingest(`${fields.map((f) => f.name).join(',')}\n${row('1')}\n${row('x')}\n${row('')}\n`, fields);
    expect((await bad(o)).map((r) => r[1])).toEqual(['f69:type', 'f69:required']);
  });

  it('decimals beyond six places are rounded and counted, not silently', async () => {
    const o = await ingest('x\n1.23456789\n1.5\n', [field('x', { type: 'decimal' })]);
    expect(o.warnings).toEqual([{ code: 'vault.rounded', params: { field: 'x', rows: 1 } }]);
  });
});

const visits = (rows: number, entity: (i: number) => string) => `pid,area,age,day\n${Array.from({ length: rows }, (_, i) => `${entity(i)},A${i % 3},${i % 90},2024-0${1 + (i % 3)}-01`).join('\n')}\n`;
const visitFields = [
  field('pid', { role: 'entity-key', entity: 'person', grade: 4 }),
  field('area', { levels: [{ name: 'area', kind: 'identity' }, { name: 'first', kind: 'prefix', length: 1 }] }),
  field('age', { type: 'integer', levels: [{ name: 'ten', kind: 'bin', width: 10 }] }),
  field('day', { type: 'date', levels: [{ name: 'month', kind: 'date', unit: 'month' }, { name: 'year', kind: 'date', unit: 'year' }] }),
];

describe('what the gate rests on', () => {
  it('ENV-01 dense ordinals, bucket masks and rows-per-entity statistics', async () => {
    const o = await ingest(`${visits(300, (i) => `P${i % 100}`)},A0,1,2024-01-01\nP1,A0,1,2024-01-01\n`, visitFields);
    expect(o.statistics?.rows).toBe(302);
    expect(o.statistics?.entities[0]).toMatchObject({ field: 'pid', entity: 'person', entities: 100, maxRows: 4, nullRows: 1, ordinal: '__e_pid', bucket: '__b_pid' });
    const [row] = await good(o, 'min("__e_pid"), max("__e_pid"), count(distinct "__e_pid"), count(*) filter (where (pid is null) <> ("__e_pid" is null) or (pid is null) <> ("__b_pid" is null)), count(*) filter (where bit_count("__b_pid") <> 1), count(distinct "__b_pid")');
    expect(row?.slice(0, 5)).toEqual([0, 99, 100n, 0n, 0n]);
    expect(Number(row?.[5])).toBeGreaterThan(35);
    const dims = o.statistics?.dimensions ?? [];
    expect(dims.find((d) => d.level === 'first')?.values).toEqual([{ value: 'A', rows: 302, entities: { pid: 100 } }]);
    expect(dims.find((d) => d.level === 'ten')?.values?.map((v) => v.value)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80]);
    expect(dims.find((d) => d.level === 'month')?.values?.map((v) => v.value)).toEqual(['2024-01-01', '2024-02-01', '2024-03-01']);
  });

  it('an entity has the same bucket in every table of its kind, and another under another key', async () => {
    const first = await ingest(visits(50, (i) => `P${i}`), visitFields);
    const other = [field('who', { role: 'entity-key', entity: 'person', grade: 4 }), field('no', { type: 'integer' })];
    const text = `who,no\n${Array.from({ length: 50 }, (_, i) => `P${i},${i}`).join('\n')}\n`;
    const second = await ingest(text, other);
    const third = await ingest(text, other, { bucketKey: new Uint8Array(32).fill(8) });
    const a = await good(first, 'pid, "__b_pid"');
    const b = await good(second, 'who, "__b_who"');
    const c = await good(third, 'who, "__b_who"');
    expect(new Map(a as [string, bigint][])).toEqual(new Map(b as [string, bigint][]));
    expect(new Map(a as [string, bigint][])).not.toEqual(new Map(c as [string, bigint][]));
  });

  it('placeholder identities are quarantined: zeros, and one key with an absurd share', async () => {
    const o = await ingest(visits(60_000, (i) => (i % 50 === 0 ? 'N123' : i === 1 ? '000000' : `P${i}`)), visitFields);
    expect(o.faults).toEqual([{ field: 'pid', rule: 'placeholder', rows: 1201 }]);
    expect(o.statistics?.entities[0]?.maxRows).toBe(1);
  });

  it('COL-08 appending keeps ordinals, adds new ones, refuses values already there, and counts over the whole epoch', async () => {
    const fields = [field('no', { type: 'integer', unique: true }), field('pid', { role: 'entity-key', entity: 'person', grade: 4 })];
    const first = await ingest('no,pid\n1,a\n2,b\n', fields);
    const previous = { folders: [first.folder], segments: first.segments.map((s) => s.path), dictionaries: first.dictionaries };
    const second = await ingest('no,pid\n2,a\n3,b\n4,c\n', fields, { mode: 'append', previous });
    expect((await bad(second)).map((r) => r[1])).toEqual(['no:duplicate']);
    const before = new Map((await good(first, 'pid, "__e_pid"')) as [string, number][]);
    const after = new Map((await good(second, 'pid, "__e_pid"')) as [string, number][]);
    expect(after.get('b')).toBe(before.get('b'));
    expect(after.get('c')).toBe(2);
    expect(second.statistics).toMatchObject({ rows: 4, entities: [{ entities: 3, maxRows: 2 }] });
  });

  it('proposes protection where content or name say more than the declaration', async () => {
    const ids = ['11010519491231002X', '440524188001010014'];
    const text = `a,b,c,d\n${Array.from({ length: 40 }, (_, i) => `${ids[i % 2]},1390000${1000 + i},x${i},x${i}@example.org`).join('\n')}\n`;
    const o = await ingest(text, [field('a'), field('b', { role: 'direct-identifier', grade: 3 }), field('c', { title: '患者姓名' }), field('d')]);
    expect(o.warnings.map((w) => [w.code, w.params?.['field'], w.params?.['detector'], w.params?.['proposedGrade']])).toEqual([
      ['vault.content-says', 'a', 'citizen-id', 4],
      ['vault.name-says', 'c', 'person-name', 3],
      ['vault.content-says', 'd', 'e-mail', 3],
    ]);
  });
});

describe('parts and Parquet', () => {
  it('COL-08 many parts give the same rows and the same lines as one', async () => {
    const rows = Array.from({ length: 60_000 }, (_, i) => (i % 9_999 === 17 ? `${i}x,bad` : i % 10_000 === 3 ? `${i},"two\nlines"` : `${i},word ${i}`));
    const text = `no,word\n${rows.join('\n')}\n0,again\n`;
    const one = await ingest(text);
    const many = await ingest(text, simple, { partBytes: 1 });
    expect(many.rows).toEqual(one.rows);
    expect(await bad(many)).toEqual(await bad(one));
    expect((await bad(one)).at(-1)?.slice(0, 2)).toEqual([60_008n, 'no:duplicate']);
    expect(await good(many, 'count(*), sum(no), count(distinct word)')).toEqual(await good(one, 'count(*), sum(no), count(distinct word)'));
  });

  it('COL-08 reads Parquet with its own types, by the same rules', async () => {
    const source = join(folder, 'source');
    await mkdir(source);
    const session = await engine.open({ readOnly: [], writable: source });
    const path = join(source, 'a.parquet');
    await session.run({ sql: `copy (select * from (values (1::integer, 1.5::double, date '2024-01-01', 'x'), (2, -1, null, 'y'), (2, 1, null, 'z')) t(no, cost, day, word)) to ${literal(path)} (format parquet)` }, { deadlineMs: 5_000, maxRows: 1 });
    await session.close();
    const fields = [...simple, field('cost', { type: 'decimal', min: 0 }), field('day', { type: 'date' })];
    const workFolder = join(folder, 'parquet');
    await mkdir(workFolder);
    const { rename } = await import('node:fs/promises');
    await rename(path, join(workFolder, 'upload.parquet'));
    const o = { ...(await ingestFile(engine, { format: 'parquet', parquetPath: join(workFolder, 'upload.parquet'), fields, mode: 'full', bucketKey: new Uint8Array(32), workFolder })), folder: workFolder };
    expect(await good(o, 'no, cost, day, word')).toEqual([[1n, '1.500000', '2024-01-01', 'x'], [2n, '1.000000', null, 'z']]);
    expect((await bad(o)).map((r) => r.slice(0, 2))).toEqual([[2n, 'cost:min']]);
  });

  it('COL-08 refuses what only looks like Parquet', async () => {
    const workFolder = join(folder, 'no-parquet');
    await mkdir(workFolder);
    await writeFile(join(workFolder, 'upload.parquet'), 'PAR1 not really');
    await expect(ingestFile(engine, { format: 'parquet', parquetPath: join(workFolder, 'upload.parquet'), fields: simple, mode: 'full', bucketKey: new Uint8Array(32), workFolder })).rejects.toMatchObject({ code: 'vault.parquet-unreadable' });
  });
});
