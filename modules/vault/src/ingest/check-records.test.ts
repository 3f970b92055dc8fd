import { describe, expect, it } from 'vitest';
import { bad, field, good, ingest, useIngestion } from '../../test/ingest-fixture.ts';
import { qualityOf } from './quality.ts';

useIngestion();

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
    expect((await bad(o)).map((r) => [Number(r[0]) - 1, r[1]])).toEqual(
      [
        [2, 'age:min'],
        [3, 'age:max'],
        [4, 'age:type'],
        [5, 'day:type'],
        [6, 'day:min'],
        [7, 'kind:codes'],
        [8, 'code:pattern'],
        [9, 'cost:min'],
        [10, 'cost:type,paid:type,at:type'],
        [11, 'day:required'],
        [12, 'id:duplicate'],
        [14, 'day:type'],
      ].map(([line, faults]) => [line, faults]),
    );
    expect(o.rows).toMatchObject({ records: 14, good: 2, quarantined: 12 });
    expect(await good(o, 'id, day, cost, paid, "at"')).toEqual([
      [1n, '2024-02-29', '12.500000', true, '2024-01-01T10:00:00'],
      [13n, '2024-01-31', null, null, null],
    ]);
    // 11 of 14 rows inaccurate, 1 of 28 required values missing.
    expect(qualityOf(o.figures, undefined)).toEqual({ accuracy: 0.2143, completeness: 0.9643, score: 58.9286 });
  });

  it('QUA-03 checks identifier checksums', async () => {
    const fields = [
      field('citizen', { checksum: 'citizen-id' }),
      field('firm', { checksum: 'uscc' }),
      field('card', { checksum: 'bank-card' }),
    ];
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
    expect((await bad(o)).map((r) => [Number(r[0]), r[1]])).toEqual([
      [3, 'citizen:checksum'],
      [4, 'citizen:checksum'],
      [5, 'firm:checksum'],
      [6, 'card:checksum'],
    ]);
    expect(o.rows.good).toBe(2);
  });

  it('a pattern or code with quotes stays a value', async () => {
    const o = await ingest("w\nit's\n'); drop table x --\n", [
      field('w', { codes: ["it's", "'); drop table x --"], pattern: '[^$]*' }),
    ]);
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
