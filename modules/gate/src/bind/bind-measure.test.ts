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
const calls = (sql: string): readonly string[] => {
  const verdict = verdictOf(sql);
  return verdict.verdict === 'refused'
    ? codes(sql)
    : verdict.ir.input.input.aggregates.map(({ call }) =>
        `${call.fn} ${call.argument?.field ?? '*'} ${call.times?.field ?? ''}`.trim(),
      );
};

describe('measures', () => {
  it('ENV-05 releases each product of a sum by itself, so that a large one hides no small one', () => {
    expect(calls('select sum(cost + paid) from visits')).toEqual(['sum cost', 'sum paid']);
    expect(calls('select sum(cost + 1000000) from visits')).toEqual(['count cost', 'sum cost']);
    expect(calls('select sum(2 * cost - cost) from visits')).toEqual(['sum cost']);
    expect(calls('select avg(cost * 0.1) from visits')).toEqual(['avg cost']);
    expect(calls('select stddev(cost * 100 + 5) from visits')).toEqual(['stddev cost']);
  });

  it('ENV-05 turns CASE into filters, each with its own support', () => {
    expect(hash('select sum(case when insured then cost else 0 end) from visits')).toBe(
      hash('select sum(cost) filter (where insured) from visits'),
    );
    expect(hash('select avg(case when insured then 1 else 0 end) from visits')).toBe(
      hash('select count(*) filter (where insured), count(*) from visits'),
    );
    expect(calls("select sum(case district when 'A' then cost when 'B' then paid else 2 end) from visits")).toEqual([
      'count *',
      'sum cost',
      'sum paid',
    ]);
  });

  it('ENV-05 multiplies only columns whose range is declared, and a column by itself only with the right to moments', () => {
    expect(codes('select sum(cost * paid) from visits')).toContain('gate.bounds-not-declared');
    expect(calls('select sum(cost * hours) from visits')).toEqual(['sum cost hours']);
    expect(codes('select sum(hours * hours) from visits')).toContain('gate.use-not-granted');
    expect(codes('select sum(cost * cost * cost) from visits')).toEqual(['gate.measure-too-complex']);
    expect(codes('select sum(cost * (age - 30)) from visits')).toContain('gate.use-not-granted');
  });

  it('ENV-05 divides by constants only, and says how to ask for a ratio', () => {
    expect(codes('select sum(cost / paid) from visits')).toEqual(['gate.division-by-column']);
    expect(codes('select sum(cost / 0) from visits')).toEqual(['gate.division-by-zero']);
    expect(codes('select sum(cost) / nullif(sum(paid), 0) from visits')).toEqual([]);
    expect(codes('select round(coalesce(sum(cost), 0) / count(*), 2) as mean from visits')).toEqual([]);
  });

  it('ENV-05 refuses a measure made of identifiers or functions', () => {
    expect(codes('select sum(length(person_name)) from visits')).toContain('gate.use-not-granted');
    expect(codes('select sum(exp(cost)) from visits')).toEqual(['gate.function-not-allowed']);
    expect(codes('select sum(coalesce(cost, 7)) from visits')).toEqual(['gate.aggregate-argument']);
    expect(codes("select count(case when person_id = 'x' then 1 end) from visits")).toEqual([
      'gate.entity-key-compared',
    ]);
  });
});

describe('conditions', () => {
  it.each([
    ["left(disease, 1) = 'B'", "disease like 'B%'"],
    ["left(disease, 1) = 'B'", "starts_with(disease, 'B')"],
    ["not left(disease, 1) = 'B'", "disease not like 'B%'"],
    ["district in ('A', 'B')", "district = any(array['B', 'A'])"],
    ["district not in ('A', 'B')", "district <> all(array['A', 'B'])"],
    ['insured is not false', 'not (insured is false)'],
    ['district is null', 'district is not distinct from null'],
    ['age >= 30 and age < 50', 'age between 30 and 49'],
  ])('reads %s and %s as one', (one, other) => {
    expect(hash(`select count(*) from visits where ${one}`)).toMatch(/^[0-9a-f]{64}$/);
    expect(hash(`select count(*) from visits where ${other}`)).toBe(hash(`select count(*) from visits where ${one}`));
  });

  it.each([
    ["disease like 'B2%'", 'gate.level-not-declared'],
    ["disease like '%2%'", 'gate.pattern-not-prefix'],
    ["disease like 'B_%'", 'gate.pattern-not-prefix'],
    ["disease ilike 'b%'", 'gate.expression-not-supported'],
    ["person_name like 'X%'", 'gate.use-not-granted'],
    ["person_id like 'P1%'", 'gate.entity-key-compared'],
    ["district ~ '^A'", 'gate.expression-not-supported'],
    [`district in (${Array.from({ length: 1001 }, (_, i) => `'${i}'`).join(',')})`, 'gate.list-too-long'],
  ])('refuses %s', (condition, code) => {
    expect(codes(`select count(*) from visits where ${condition}`)).toContain(code);
  });
});

describe('levels of the catalogue and of a program', () => {
  it('AOC-09 groups and filters by declared bands and groups, by name', () => {
    expect(
      codes(
        "select level(age, 'stages'), level(district, 'halves'), level(disease, 'chapter'), count(*) from visits group by 1, 2, 3",
      ),
    ).toEqual([]);
    expect(codes("select count(*) from visits where level(district, 'halves') = 'north' and age >= 40")).toEqual([]);
    expect(codes("select level(age, 'other'), count(*) from visits group by 1")).toEqual(['gate.level-not-declared']);
    expect(codes("select level(disease, 'identity'), count(*) from visits group by 1")).toEqual([
      'gate.use-not-granted',
    ]);
  });

  it('ENV-05 makes bins of declared cells, and of nothing finer', () => {
    const binned = (condition: string): readonly string[] =>
      codes(`select case when ${condition} then 'a' else 'b' end as g, count(*) from visits group by 1`);
    expect(binned('age < 40')).toEqual([]);
    expect(binned('age < 33')).toEqual(['gate.bound-not-aligned']);
    expect(binned("disease = 'B20'")).toContain('gate.use-not-granted');
    expect(binned("person_id = 'x'")).toContain('gate.entity-key-shown');
    expect(binned('cost > 100')).toEqual(['gate.not-a-dimension']);
    expect(binned("age < 40 and district = 'A'")).toEqual(['gate.case-one-column']);
    expect(codes("select case when age < 40 then 'a' else 1 end, count(*) from visits group by 1")).toEqual([
      'gate.case-label',
    ]);
    expect(codes('select case when age < 40 then district end, count(*) from visits group by 1')).not.toEqual([]);
  });
});

describe('quantiles', () => {
  it('ENV-05 gives declared bins at declared points, and says how to ask', () => {
    const quantile = (share: string, column: string): string =>
      `select percentile_disc(${share}) within group (order by ${column}) from visits`;
    expect(codes(quantile('0.5', 'hours'))).toEqual([]);
    expect(codes(quantile('0.999', 'hours'))).toEqual(['gate.quantile-share']);
    expect(codes(quantile('0', 'hours'))).toEqual(['gate.quantile-share']);
    expect(codes(quantile('0.5', 'cost'))).toEqual(['gate.quantile-bins']);
    expect(codes(quantile('0.5', 'age'))).toEqual(['gate.use-not-granted']);
    expect(codes(quantile('0.5', 'person_id'))).not.toEqual([]);
    expect(codes(quantile('0.5', 'hours * 2'))).toEqual(['gate.quantile-form']);
    expect(codes('select percentile_cont(0.5) within group (order by hours) from visits')).toEqual([
      'gate.quantile-form',
    ]);
  });
});
