import { DuckDBInstance } from '@duckdb/node-api';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGb18030 } from './encode-gb18030.ts';
import { generateCity, type GeneratedCity } from './generate-city.ts';
import { planCity } from './generate-plan.ts';

const SIZE = { residents: 2_000, visits: 20_000 };
let folder: string;
let city: GeneratedCity;
let register: string[][];

const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

async function rowsOf(sql: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const db = await instance.connect();
  const rows = (await db.runAndReadAll(sql)).getRows();
  db.closeSync();
  instance.closeSync();
  return rows;
}

/** Independent of the generator: straight from GB 11643-1999. */
function hasValidCheckCharacter(number: string): boolean {
  if (!/^\d{17}[\dX]$/.test(number)) return false;
  let sum = 0;
  for (let i = 0; i < 17; i += 1) sum += Number(number[i]) * (2 ** (17 - i) % 11);
  return '10X98765432'[sum % 11] === number[17];
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-demo-'));
  city = await generateCity(await planCity('yancheng', SIZE), folder);
  const text = new TextDecoder('gb18030', { fatal: true }).decode(await readFile(city.residentsFile));
  register = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

describe('the synthetic city', () => {
  it('is the same city for the same seed, another for another seed', async () => {
    const again = await generateCity(await planCity('yancheng', SIZE), join(folder, 'again'));
    const other = await generateCity(await planCity('yancheng', SIZE, 'another-seed'), join(folder, 'other'));
    const digest = async (made: GeneratedCity): Promise<string> => {
      const visits = await rowsOf(
        `select md5(string_agg(t::varchar, chr(10) order by visit_id)) from '${made.visitsFile}' t`,
      );
      return `${sha256(await readFile(made.residentsFile))} ${String(visits[0]?.[0])}`;
    };
    const first = await digest(city);
    expect(await digest(again)).toBe(first);
    expect(await digest(other)).not.toBe(first);
    expect(first).toBe(
      '9fc882b184e747d821e8e48296a958448dc0e5e2165d6c6042645d761a70167d 561d70d590968176c1aa86e835e7a6a6',
    );
  });

  it('has exactly the rows that were asked for', async () => {
    expect(register.length).toBe(SIZE.residents);
    const [row] = await rowsOf(`select count(*)::integer from '${city.visitsFile}'`);
    expect(row?.[0]).toBe(SIZE.visits);
  });

  it('gives every resident a citizen number with a valid check character, but for the planted ones', () => {
    const wrong = register.filter(([number = '']) => !hasValidCheckCharacter(number));
    expect(wrong.length).toBe(city.defects.residents['checksum']);
  });

  it('keeps sex, date of birth and sequence of the number consistent', () => {
    const outOfRange = ['1853-02-11', '2199-01-01'];
    const inconsistent = register.filter(([number = '', , sex, birth = '']) => {
      const oddForMen = Number(number[16]) % 2 === (sex === '1' ? 1 : 0);
      const sameDate = outOfRange.includes(birth) || number.slice(6, 14) === birth.replaceAll('-', '');
      return !oddForMen || !sameDate || Number(number.slice(14, 17)) < 900;
    });
    expect(inconsistent).toEqual([]);
  });

  it('repeats a number only where a duplicate was planted', () => {
    const numbers = register.map(([number]) => number);
    expect(numbers.length - new Set(numbers).size).toBe(city.defects.residents['duplicate']);
    expect(register.filter(([, name]) => name === '').length).toBe(city.defects.residents['missing-name']);
  });

  it('uses only mobile numbers of a range that no operator was given', () => {
    expect(register.every((cells) => (cells[6] ?? '').startsWith('154'))).toBe(true);
  });

  it('skews visits over persons and ties cost to the kind of visit', async () => {
    const [row] = await rowsOf(`
      with v as (select * from '${city.visitsFile}' where citizen_id <> '000000000000000000' and cost > 0),
      p as (select count(*) n from v group by citizen_id)
      select (select max(n) from p)::integer, (select median(n) from p)::integer,
        (select avg(cost) from v where visit_kind = '住院')::double, (select avg(cost) from v where visit_kind = '门诊')::double,
        (select count(*) from v where icd10_code = 'O80' and sex <> 2)::integer, (select max(insurance_paid / cost) from v)::double`);
    const [most, median, inpatient, outpatient, menInLabour, paid] = (row ?? []).map(Number);
    expect(most).toBeGreaterThan(5 * (median ?? 0));
    expect(inpatient).toBeGreaterThan(10 * (outpatient ?? 0));
    expect(menInLabour).toBe(0);
    expect(paid).toBeLessThan(1);
  });
});

describe('GB 18030', () => {
  it('is written so that the platform decoder reads it back', () => {
    const text = '合成数据，龘靐 abc\n';
    expect(new TextDecoder('gb18030').decode(encodeGb18030(text))).toBe(text);
  });
  it('refuses a character that has no two-byte code', () => {
    expect(() => encodeGb18030('🙂')).toThrow(RangeError);
  });
});
