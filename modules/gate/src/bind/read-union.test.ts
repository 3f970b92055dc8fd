import { describe, expect, it } from 'vitest';
import { sampleGrant } from '../../test/sample-grant.ts';
import { compileProgram } from '../compile-program.ts';
import { unionRows } from '../join-branches.ts';
import { checkGrantedRows } from '../quota/check-rows.ts';

const compile = (sql: string) => compileProgram(sql, [], sampleGrant);
const codes = (sql: string) => {
  const verdict = compile(sql);
  return verdict.verdict === 'refused' ? verdict.diagnostics.map((item) => item.code) : [];
};
const union = (sql: string) => {
  const verdict = compile(sql);
  return verdict.verdict === 'accepted' ? verdict.union : undefined;
};

describe('UNION ALL', () => {
  it('ENV-02 decides every branch as a program of its own', () => {
    const found = union(
      'select count(*) from visits union all select count(*) from residents union all select sum(hours) from visits',
    );
    expect(found?.branches.map((branch) => branch.hash)).toEqual(
      ['select count(*) from visits', 'select count(*) from residents', 'select sum(hours) from visits'].map((sql) => {
        const verdict = compile(sql);
        return verdict.verdict === 'accepted' ? verdict.hash : null;
      }),
    );
  });

  it('ENV-02 finds what is wrong in any branch, at its place', () => {
    const verdict = compile(
      'select count(*) from visits\nunion all select sum(salary) from residents\nunion all select nope from visits',
    );
    expect(verdict.verdict === 'refused' ? verdict.diagnostics : []).toMatchObject([
      { code: 'gate.unknown-column', line: 2, column: 22 },
      { code: 'gate.unknown-column', line: 3, column: 18 },
    ]);
  });

  it('ENV-10 checks the granted rows of every branch', () => {
    const [table, ...others] = sampleGrant.tables;
    const limited = {
      ...sampleGrant,
      tables: table ? [{ ...table, rows: [{ field: 'district', in: ['A'] }] }, ...others] : [],
    };
    const sql = "select count(*) from visits union all select count(*) from visits where district = 'B'";
    expect(checkGrantedRows(compileProgram(sql, [], limited), limited)).toMatchObject({
      diagnostics: [{ code: 'gate.rows-not-granted' }],
    });
  });

  it('ENV-02 gives each branch the named queries that it reads, and refuses one that nothing reads', () => {
    const named = 'with a as (select * from visits where insured), b as (select * from a)';
    expect(codes(`${named} select count(*) from b union all select count(*) from residents`)).toEqual([]);
    expect(codes(`${named} select count(*) from a union all select count(*) from residents`)).toEqual([
      'gate.query-not-read',
    ]);
  });

  it.each([
    ['select count(*) from visits union select count(*) from residents', 'gate.set-operation'],
    ['select count(*) from visits intersect all select count(*) from residents', 'gate.set-operation'],
    ['select count(*) from visits union all select count(*), 1 from residents', 'gate.union-columns'],
    ['select count(*) from visits union all select sex from residents group by 1', 'gate.union-columns'],
    [
      'select count(*) as n from visits union all select count(*) from residents order by m',
      'gate.clause-not-supported',
    ],
    ['select count(*) from visits union all select count(*) from residents limit 2.5', 'gate.limit-not-constant'],
    [Array.from({ length: 9 }, () => 'select count(*) from visits').join(' union all '), 'gate.union-too-long'],
    [Array.from({ length: 9_000 }, () => 'table x').join(' union all '), 'gate.text-too-long'],
    [Array.from({ length: 500 }, () => 'select 1').join(' union all '), 'gate.nested-too-deep'],
  ])('ENV-02 refuses %s', (sql, code) => {
    expect(codes(sql)).toContain(code);
  });

  it('ENV-02 orders and cuts released rows of all branches together, nulls where the order puts them', () => {
    const plan = union(
      'select sex, count(*) as n from residents group by 1 union all select district, avg(hours) from visits group by 1 order by n desc nulls last, 1 limit 3',
    );
    expect(plan?.columns).toEqual([
      { name: 'sex', type: 'text' },
      { name: 'n', type: 'decimal' },
    ]);
    const parts = [
      [
        ['f', 1],
        ['m', null],
      ],
      [
        ['A', 2],
        ['B', 1],
      ],
    ] as const;
    expect(plan && unionRows(plan, parts)).toEqual([
      ['A', 2],
      ['B', 1],
      ['f', 1],
    ]);
  });
});

describe('a derived UNION ALL', () => {
  const both =
    'select district, count(*) as n from visits where insured group by 1 union all select left(district, 1), count(*) from visits group by 1';

  it.each([
    [`select * from (${both}) u`, 'district, n', null],
    [`select u.n as visits, district from (${both}) u order by visits desc limit 3`, 'visits, district', 3],
    [`select b from (${both}) u(a, b) order by 1`, 'b', null],
    [
      `with v as (select * from visits) select n from (select count(*) as n from v union all select count(*) from visits) u`,
      'n',
      null,
    ],
  ])('ENV-02 is that union where only columns are chosen of it: %s', (sql, columns, limit) => {
    const found = union(sql);
    expect(found?.columns.map(({ name }) => name).join(', ')).toBe(columns);
    expect(found?.limit ?? null).toBe(limit);
    expect(found?.branches.map(({ ir }) => ir.input.input.input.dimensions.length)).toEqual(
      sql.includes('with v') ? [0, 0] : [1, 1],
    );
  });

  it.each([
    `select district, sum(n) from (${both}) u group by 1`,
    `select n + 1 from (${both}) u`,
    `select n from (${both}) u where n > 3`,
    `select x.n from (${both}) u`,
    `select distinct n from (${both}) u`,
    'select n from (select district as d, count(*) as n from visits group by d union all select district, count(*) from visits group by 1) u',
    'select n from (select count(*) as n from visits union select count(*) from visits) u',
  ])('ENV-02 is refused where more is asked of it: %s', (sql) => {
    expect(codes(sql).length).toBeGreaterThan(0);
  });
});
