import { describe, expect, it } from 'vitest';
import { sampleGrant } from '../test/sample-grant.ts';
import { compileProgram } from './compile-program.ts';
import { diagnosticRules } from './diagnostic.ts';
import { diagnosticWording, wordDiagnostic } from './wording.ts';

const at = new Date('2026-06-01T00:00:00Z');
const compile = (sql: string, parameters: Readonly<Record<string, string | number>> = {}) =>
  compileProgram(
    sql,
    Object.entries(parameters).map(([name, value]) => ({ name, value })),
    sampleGrant,
    { at },
  );
const hash = (sql: string): string => {
  const verdict = compile(sql);
  return verdict.verdict === 'accepted' ? verdict.hash : JSON.stringify(verdict.diagnostics);
};
const findings = (sql: string, parameters = {}) => {
  const verdict = compile(sql, parameters);
  return verdict.verdict === 'refused' ? verdict.diagnostics : [];
};

describe('deciding a program', () => {
  it('refuses a program nested deeper than anything honest, without falling over it', () => {
    const deep = [
      `select count(*) from visits where ${'not '.repeat(4500)}true`,
      `select * from ${'(select * from '.repeat(900)}visits${') a'.repeat(900)}`,
      `select ${'1+'.repeat(4500)}1 from visits`,
    ];
    for (const sql of deep) expect(['gate.nested-too-deep', 'gate.syntax']).toContain(findings(sql)[0]?.code);
    expect(findings('select count(*) from visits')).toEqual([]);
  });

  it('APP-08 ENV-01 knows nothing outside of the grant: a column that is not granted is as unknown as one that does not exist', () => {
    const [granted] = findings('select sum(salary) from residents');
    const [absent] = findings('select sum(nothing) from residents');
    expect([granted?.code, absent?.code]).toEqual(['gate.unknown-column', 'gate.unknown-column']);
    expect(findings('select count(*) from other')[0]).toMatchObject({
      code: 'gate.unknown-table',
      rule: 'R3',
      clause: 'scope clause',
    });
  });

  it('APP-08 refuses outside of the grant’s period, and for another scenario or purpose', () => {
    const sql = 'select count(*) from visits';
    expect(compileProgram(sql, [], sampleGrant, { at: new Date('2028-01-01T00:00:00Z') })).toMatchObject({
      verdict: 'refused',
      diagnostics: [{ code: 'gate.grant-not-in-force', rule: 'R20' }],
    });
    expect(compileProgram(sql, [], sampleGrant, { at, scenario: 'marketing' })).toMatchObject({
      diagnostics: [{ code: 'gate.purpose-differs', clause: 'purpose clause' }],
    });
    expect(compileProgram(sql, [], sampleGrant, { at, scenario: 'planning' })).toMatchObject({ verdict: 'accepted' });
  });

  it('PLT-07 says the place in characters, after Chinese text and on later lines', () => {
    expect(findings("select count(*) from visits where district = '中文区' and agee = 1")).toMatchObject([
      { code: 'gate.unknown-column', line: 1, column: 56, length: 4, params: { nearest: 'age' } },
    ]);
    expect(findings("select count(*)\nfrom visits -- 说明\nwhere person_id = 'x'")).toMatchObject([
      { code: 'gate.entity-key-compared', line: 3, column: 7, length: 9 },
    ]);
    expect(findings("select '中' frm x y z")).toMatchObject([{ code: 'gate.syntax', line: 1, column: 16 }]);
  });

  it('PLT-07 says what would pass', () => {
    expect(findings('select age, count(*) from visits group by age')[0]).toMatchObject({
      code: 'gate.level-not-declared',
      replacement: { text: 'bin(age, 10)' },
    });
  });

  it('gives one digest to one question, however it is spelled', () => {
    const plain = hash(
      "select district, sum(cost) from visits where insured and district in ('A','B') group by district",
    );
    expect(plain).toMatch(/^[0-9a-f]{64}$/);
    expect(
      hash(
        "select sum(v.cost) as total, v.district d from visits as v where v.district in ('B','A','A') and v.insured group by 2 order by 1",
      ),
    ).toBe(plain);
    expect(hash('select district, sum(case when insured then cost end) from visits group by district')).toBe(
      hash('select district, sum(cost) filter (where insured) from visits group by district'),
    );
    expect(
      hash("select district, sum(cost) from visits where insured and district in ('A','C') group by district"),
    ).not.toBe(plain);
  });

  it('PLT-07 binds values, and never puts one into the text of the statement', () => {
    const verdict = compile('select count(*) from visits where district = :d and bin(age, 10) = $2', {
      d: "A'; drop table x; --",
      2: 30,
    });
    expect(verdict).toMatchObject({
      verdict: 'accepted',
      printed: { duckdb: { params: expect.arrayContaining(["A'; drop table x; --", 30]) } },
    });
    expect(verdict.verdict === 'accepted' && verdict.printed.duckdb.sql).not.toContain('drop');
  });

  it('PRD-05 shows where each output column comes from and what protects it', () => {
    const verdict = compile(
      'select r.sex, avg(v.cost) as mean from visits v join residents r using (person_id) group by 1',
    );
    expect(verdict).toMatchObject({
      lineage: [
        {
          name: 'sex',
          sources: expect.arrayContaining([
            { table: 'residents', resourceId: 'res_residents', field: 'sex', how: 'group:identity' },
          ]),
        },
        {
          name: 'mean',
          sources: expect.arrayContaining([{ table: 'visits', resourceId: 'res_visits', field: 'cost', how: 'avg' }]),
          protections: expect.arrayContaining([
            expect.objectContaining({ code: 'gate.least-entities', params: { k: 10, entity: 'person' } }),
          ]),
        },
      ],
    });
  });

  it('has a rule and a sentence in both languages for every code', () => {
    for (const code of Object.keys(diagnosticRules) as (keyof typeof diagnosticRules)[]) {
      expect(diagnosticWording[code].zh).not.toBe('');
      expect(wordDiagnostic({ code, params: {} }).en).not.toContain('{');
    }
  });

  // The least of many, because other work on the machine only ever adds.
  it('compiles in a few milliseconds', () => {
    const times = Array.from({ length: 200 }, () => {
      const start = performance.now();
      compile(
        "select district, date_trunc('month', visited_on), count(*), sum(cost) from visits where age between 20 and 39 group by 1, 2 having count(*) > 20",
      );
      return performance.now() - start;
    }).toSorted((a, b) => a - b);
    expect(times[0]).toBeLessThan(10);
  });
});
