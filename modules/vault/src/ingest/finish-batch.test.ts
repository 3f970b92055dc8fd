import { describe, expect, it } from 'vitest';
import { bad, field, good, ingest, useIngestion } from '../../test/ingest-fixture.ts';

useIngestion();

const visits = (rows: number, entity: (i: number) => string) =>
  `pid,area,age,day\n${Array.from({ length: rows }, (_, i) => `${entity(i)},A${i % 3},${i % 90},2024-0${1 + (i % 3)}-01`).join('\n')}\n`;
const visitFields = [
  field('pid', { role: 'entity-key', entity: 'person', grade: 4 }),
  field('area', {
    levels: [
      { name: 'area', kind: 'identity' },
      { name: 'first', kind: 'prefix', length: 1 },
    ],
  }),
  field('age', { type: 'integer', levels: [{ name: 'ten', kind: 'bin', width: 10 }] }),
  field('day', {
    type: 'date',
    levels: [
      { name: 'month', kind: 'date', unit: 'month' },
      { name: 'year', kind: 'date', unit: 'year' },
    ],
  }),
];

describe('what the gate rests on', () => {
  it('ENV-01 dense ordinals, bucket masks and rows-per-entity statistics', async () => {
    const o = await ingest(`${visits(300, (i) => `P${i % 100}`)},A0,1,2024-01-01\nP1,A0,1,2024-01-01\n`, visitFields);
    expect(o.statistics?.rows).toBe(302);
    expect(o.statistics?.entities[0]).toMatchObject({
      field: 'pid',
      entity: 'person',
      entities: 100,
      maxRows: 4,
      nullRows: 1,
      ordinal: '__e_pid',
      bucket: '__b_pid',
    });
    const [row] = await good(
      o,
      'min("__e_pid"), max("__e_pid"), count(distinct "__e_pid"), count(*) filter (where (pid is null) <> ("__e_pid" is null) or (pid is null) <> ("__b_pid" is null)), count(*) filter (where bit_count("__b_pid") <> 1), count(distinct "__b_pid")',
    );
    expect(row?.slice(0, 5)).toEqual([0, 99, 100n, 0n, 0n]);
    expect(Number(row?.[5])).toBeGreaterThan(35);
    const dims = o.statistics?.dimensions ?? [];
    expect(dims.find((d) => d.level === 'first')?.values).toEqual([{ value: 'A', rows: 302, entities: { pid: 100 } }]);
    expect(dims.find((d) => d.level === 'ten')?.values?.map((v) => v.value)).toEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80,
    ]);
    expect(dims.find((d) => d.level === 'month')?.values?.map((v) => v.value)).toEqual([
      '2024-01-01',
      '2024-02-01',
      '2024-03-01',
    ]);
  });

  it('an entity has the same bucket in every table of its kind, and another under another key', async () => {
    const first = await ingest(
      visits(50, (i) => `P${i}`),
      visitFields,
    );
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
    const o = await ingest(
      visits(60_000, (i) => (i % 50 === 0 ? 'N123' : i === 1 ? '000000' : `P${i}`)),
      visitFields,
    );
    expect(o.faults).toEqual([{ field: 'pid', rule: 'placeholder', rows: 1201 }]);
    expect(o.statistics?.entities[0]?.maxRows).toBe(1);
  });

  it('a placeholder that only the whole file shows is quarantined everywhere, also in parts that were through', async () => {
    const fields = [field('pid', { role: 'entity-key', entity: 'person', grade: 4 }), field('note')];
    // Long notes, so that the people fill a part before the others come.
    const people = Array.from({ length: 1_200 }, (_, i) => `P${i},${'n'.repeat(1_200)}`);
    const text = ['pid,note', 'nobody,', ...people, ...Array.from({ length: 4_000 }, () => 'nobody,')].join('\n');
    const taken: number[] = [];
    let discarded = 0;
    const sink = {
      take: (segment: { readonly rows: number }) => Promise.resolve(void taken.push(segment.rows)),
      discard: () => {
        discarded += 1;
        return Promise.resolve(void taken.splice(0));
      },
    };
    const o = await ingest(`${text}\n`, fields, { partBytes: 6_000, sink });
    expect(discarded).toBe(1);
    expect(o.rows).toMatchObject({ records: 5_201, good: 1_200, quarantined: 4_001 });
    expect(o.faults).toEqual([{ field: 'pid', rule: 'placeholder', rows: 4_001 }]);
    expect(taken.reduce((sum, rows) => sum + rows, 0)).toBe(1_200);
    expect((await bad(o))[0]?.[0]).toBe(2n);
    expect(o.statistics).toMatchObject({ rows: 1_200, entities: [{ entities: 1_200, maxRows: 1 }] });
  });

  it('COL-08 appending keeps ordinals, adds new ones, refuses values already there, and counts over the whole epoch', async () => {
    const fields = [
      field('no', { type: 'integer', unique: true }),
      field('pid', { role: 'entity-key', entity: 'person', grade: 4 }),
    ];
    const first = await ingest('no,pid\n1,a\n2,b\n', fields);
    const previous = {
      folders: [first.folder],
      segments: first.segments.map((s) => s.path),
      dictionaries: first.dictionaries,
    };
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
    const o = await ingest(text, [
      field('a'),
      field('b', { role: 'direct-identifier', grade: 3 }),
      field('c', { title: '患者姓名' }),
      field('d'),
    ]);
    expect(
      o.warnings.map((w) => [w.code, w.params?.['field'], w.params?.['detector'], w.params?.['proposedGrade']]),
    ).toEqual([
      ['vault.content-says', 'a', 'citizen-id', 4],
      ['vault.name-says', 'c', 'person-name', 3],
      ['vault.content-says', 'd', 'e-mail', 3],
    ]);
  });
});
