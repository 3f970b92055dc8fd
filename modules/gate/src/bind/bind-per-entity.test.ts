import { describe, expect, it } from 'vitest';
import { sampleGrant } from '../../test/sample-grant.ts';
import { compileProgram } from '../compile-program.ts';

const verdictOf = (sql: string) => compileProgram(sql, [], sampleGrant);
const codes = (sql: string): readonly string[] => {
  const verdict = verdictOf(sql);
  return verdict.verdict === 'refused' ? verdict.diagnostics.map((item) => item.code) : [];
};
const hash = (sql: string): string => {
  const verdict = verdictOf(sql);
  return verdict.verdict === 'accepted' ? verdict.hash : codes(sql).join();
};

describe('derived tables and named queries', () => {
  const plain = 'select district, sum(cost) from visits where insured and age < 40 group by 1';
  it.each([
    'select district, sum(cost) from (select * from visits where insured and age < 40) t group by 1',
    'select t.d, sum(t.c) from (select district as d, cost as c from visits where age < 40 and insured) as t group by t.d',
    'with a as (select * from visits where insured), b as (select district, cost from a where age < 40) select district, sum(cost) from b group by district',
    'select district, sum(cost) from (select v.district, v.cost from (select * from visits where insured) v where v.age < 40) t group by 1',
  ])('ENV-02 reads as one with what it names: %s', (sql) => {
    expect(hash(sql)).toBe(hash(plain));
  });

  it('ENV-02 joins derived tables by what they read', () => {
    expect(
      hash(
        'select r.sex, count(*) from (select person_id, insured from visits) t join (select sex, person_id from residents) r on r.person_id = t.person_id where t.insured group by 1',
      ),
    ).toBe(hash('select r.sex, count(*) from visits v join residents r using (person_id) where insured group by 1'));
    expect(
      hash('with v as (select * from visits) select sex, count(*) from v join residents using (person_id) group by 1'),
    ).toBe(hash('select sex, count(*) from visits join residents using (person_id) group by 1'));
  });

  it.each([
    ['select * from (select person_name from visits) t', 'gate.star'],
    ['select x from (select person_id as x from visits) t', 'gate.entity-key-shown'],
    ['select x, count(*) from (select person_name as x from visits) t group by 1', 'gate.use-not-granted'],
    ['select count(*) from (select * from visits limit 5) t', 'gate.derived-clause'],
    ['select count(*) from (select * from visits order by cost) t', 'gate.derived-clause'],
    ['select count(*) from (select 1 union all select 2) t', 'gate.derived-clause'],
    ['select count(*) from (select cost, cost from visits) t', 'gate.derived-name'],
    ['with a as (delete from visits returning *) select count(*) from visits', 'gate.clause-not-supported'],
    ['with a as (select * from visits) select count(*) from residents', 'gate.query-not-read'],
    ['with recursive a as (select * from visits) select count(*) from a', 'gate.clause-not-supported'],
    ['select count(*) from (select district from visits) t where cost > 5', 'gate.unknown-column'],
    ['select count(*) from visits v, lateral (select v.cost) t', 'gate.clause-not-supported'],
    [
      'select count(*) from residents r left join (select * from visits where insured) v using (person_id)',
      'gate.derived-outer-side',
    ],
    ['select count(*) from (select v.person_id from visits) t', 'gate.unknown-column'],
  ])('ENV-02 refuses %s', (sql, code) => {
    expect(codes(sql)).toContain(code);
  });

  it('ENV-02 reads conditions beside the key of an inner join as conditions on rows', () => {
    expect(
      hash("select count(*) from visits v join residents r on v.person_id = r.person_id and r.sex = 'f' and v.insured"),
    ).toBe(hash("select count(*) from visits join residents using (person_id) where sex = 'f' and insured"));
    expect(
      codes("select count(*) from visits v left join residents r on v.person_id = r.person_id and r.sex = 'f'"),
    ).toEqual(['gate.join-not-on-key']);
    expect(codes('select count(*) from visits v join residents r on v.person_id = r.person_id or v.insured')).toEqual([
      'gate.join-not-on-key',
    ]);
  });

  it('ENV-02 stops names that stand for ever more names', () => {
    const steps = Array.from({ length: 30 }, (_, i) => `q${i + 1} as (select c + c as c from q${i})`);
    const sql = `with q0 as (select cost as c from visits), ${steps.join(', ')} select sum(c) from q30`;
    expect(codes(sql)).toContain('gate.nested-too-deep');
  });
});

describe('one level per entity', () => {
  const per = 'select person_id, district, count(*) as n, sum(cost) as total from visits group by person_id, district';

  it.each([
    `select district, count(*), avg(n), avg(total), stddev(total) from (${per}) t group by district`,
    `select district, count(*) filter (where n >= 3) as often, count(*) as all_of_them from (${per}) t group by 1`,
    `with p as (${per} having count(*) >= 2) select district, sum(total) / count(*) from p where n < 4 group by 1 order by 2 desc limit 3`,
    'select r.sex, avg(n) from (select person_id, count(*) as n from visits group by 1) t join residents r using (person_id) group by 1',
    'select count(*) from (select distinct person_id from visits where insured) t',
  ])('ENV-05 lets through: %s', (sql) => {
    expect(codes(sql)).toEqual([]);
  });

  it.each([
    [`select person_id, n from (${per}) t`, 'gate.entity-key-shown'],
    [`select n, count(*) from (${per}) t group by n`, 'gate.per-entity-bound'],
    [`select n from (${per}) t`, 'gate.per-entity-bound'],
    [`select district, count(*) from (${per}) t where total > 900000 group by 1`, 'gate.per-entity-bound'],
    [`select district, count(*) from (${per}) t where n > 36 group by 1`, 'gate.per-entity-bound'],
    [`select avg(total) from (${per}) t`, 'gate.per-entity-dimensions'],
    [`select district, max(total) from (${per}) t group by 1`, 'gate.function-not-allowed'],
    [`select district, sum(total * n) from (${per}) t group by 1`, 'gate.per-entity-expression'],
    [`select district, count(distinct person_id) from (${per}) t group by 1`, 'gate.per-entity-expression'],
    ['select avg(n) from (select district, count(*) as n from visits group by 1) t', 'gate.per-entity-key'],
    ['select avg(n) from (select count(*) as n from visits) t', 'gate.per-entity-key'],
    ['select sum(s) from (select person_id, sum(age) as s from visits group by 1) t', 'gate.use-not-granted'],
    ['select stddev(s) from (select person_id, sum(paid) as s from visits group by 1) t', 'gate.use-not-granted'],
    ['select sum(s) from (select person_id, max(cost) as s from visits group by 1) t', 'gate.per-entity-expression'],
    [
      'select count(*) from (select person_id, disease, count(*) as n from visits group by 1, 2) t group by disease',
      'gate.use-not-granted',
    ],
    [
      "select count(*) from (select person_id, count(*) filter (where person_name = 'x') as n from visits group by 1) t where n >= 1",
      'gate.use-not-granted',
    ],
    [
      'select sum(m) from (select person_id, sum(n) as m from (select person_id, count(*) as n from visits group by 1) a group by 1) b',
      'gate.per-entity-once',
    ],
  ])('ENV-05 refuses %s', (sql, code) => {
    expect(codes(sql)).toContain(code);
  });

  it('ENV-05 refuses figures of one entity where the rows protect another too', () => {
    const [visits, ...others] = sampleGrant.tables;
    const [person] = visits?.statistics.entities ?? [];
    if (!visits || !person) throw new Error('the sample has lost its visits');
    const household = { ...person, field: 'place', entity: 'household', ordinal: '__e_place', bucket: '__b_place' };
    const table = { ...visits, statistics: { ...visits.statistics, entities: [person, household] } };
    const sql = 'select count(*) from (select person_id, count(*) as n from visits group by 1) t';
    expect(compileProgram(sql, [], { ...sampleGrant, tables: [table, ...others] })).toMatchObject({
      diagnostics: [{ code: 'gate.per-entity-several-keys', rule: 'R7' }],
    });
  });
});
