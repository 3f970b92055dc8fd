import { describe, expect, it } from 'vitest';
import { bad, field, good, ingest, simple, useIngestion } from '../../test/ingest-fixture.ts';

useIngestion();

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'taken',
    (error: { code?: string }) => error.code,
  );

describe('bad input has a clear answer, nothing is lost and nothing doubled', () => {
  it('COL-08 UTF-16 is refused by its mark, with the way out in the code', async () => {
    expect(await codeOf(ingest(Buffer.from('\uFEFFno,word\n1,x\n', 'utf16le')))).toBe('vault.encoding-unsupported');
    const big = Buffer.from('\uFEFFno,word\n1,x\n', 'utf16le').swap16();
    expect(await codeOf(ingest(big))).toBe('vault.encoding-unsupported');
  });

  it('COL-08 line ends of three kinds in one file: a lone return is a fault of its line, the others are read', async () => {
    const o = await ingest('no,word\r\n1,a\n2,b\r\n3,c\rd\n4,e\n');
    expect(o.rows).toMatchObject({ records: 4, good: 3, quarantined: 1 });
    expect((await bad(o)).map((row) => row.slice(0, 2))).toEqual([[4n, ':structure.line-end']]);
  });

  it('COL-08 ragged rows and a quote that never closes cost one line each', async () => {
    const o = await ingest('no,word\n1,a\n2\n3,b,c\n4,"never\n5,d\n');
    expect((await good(o, 'no')).map(([no]) => no)).toEqual([1n, 5n]);
    expect((await bad(o)).map((row) => row.slice(0, 2))).toEqual([
      [3n, ':structure.columns'],
      [4n, ':structure.columns'],
      [5n, ':structure.quote'],
    ]);
  });

  it('COL-08 ten thousand columns are answered by a refusal, in seconds', async () => {
    const head = Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(',');
    const began = performance.now();
    expect(await codeOf(ingest(`${head}\n${'1,'.repeat(9_999)}1\n`))).toMatch(/^vault\./);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  it('COL-08 full-width digits are no number: the row waits in quarantine as it came', async () => {
    const o = await ingest('no,word\n１２,a\n13,b\n');
    expect((await bad(o)).map((row) => row.slice(0, 2))).toEqual([[2n, 'no:type']]);
    expect(String((await bad(o))[0]?.[2])).toContain('１２');
    expect(o.rows).toMatchObject({ good: 1, quarantined: 1 });
  });

  it('COL-08 of a date in many spellings each is either that day or a fault, never another day', async () => {
    const spellings = [
      '2024-03-05',
      '20240305',
      '2024/03/05',
      '2024-3-5',
      '2024.03.05',
      '2024年3月5日',
      '05/03/2024',
      '03/05/2024',
      '5 Mar 2024',
      '45356',
      '2024-03-05 00:00:00',
      '２０２４-０３-０５',
    ];
    const o = await ingest(`no,day\n${spellings.map((day, i) => `${i},${day}\n`).join('')}`, [
      field('no', { type: 'integer', required: true }),
      field('day', { type: 'date' }),
    ]);
    const taken = await good(o, 'no, day');
    for (const [no, day] of taken)
      expect([spellings[Number(no)], String(day)]).toEqual([spellings[Number(no)], '2024-03-05']);
    expect(taken.map(([no]) => Number(no))).toEqual(expect.arrayContaining([0, 1]));
    expect((await bad(o)).every((row) => String(row[1]) === 'day:type')).toBe(true);
    expect(taken.length + (await bad(o)).length).toBe(spellings.length);
  });

  it('COL-08 a source that dies half-way leaves no outcome, and the whole file then has every row once', async () => {
    const whole = `no,word\n${Array.from({ length: 5_000 }, (_, i) => `${i},w\n`).join('')}`;
    const dying = async function* () {
      yield Buffer.from(whole.slice(0, 20_000));
      throw new Error('the line was cut');
    };
    await expect(ingest('', simple, { source: dying })).rejects.toThrow('the line was cut');
    expect((await ingest(whole)).rows).toMatchObject({ good: 5_000, quarantined: 0 });
  });
});
