import { expect, it } from 'vitest';
import { sampleGrant, visits } from '../../test/sample-grant.ts';
import { compileProgram } from '../compile-program.ts';
import type { GrantedField, GrantedTable, GrantSnapshot } from '../grant-snapshot.ts';
import { dataSetOf } from '../release/support-family.ts';

/** A list of the developer's own beside the granted tables: one row a person, with a class that it may group by. */
const list: GrantedTable = {
  ...visits,
  ...{ name: 'members', title: 'members', resourceId: 'soc_members', epochId: 'epo_members', own: true },
  statistics: {
    ...visits.statistics,
    rows: 500,
    entities: visits.statistics.entities.map((one) => ({ ...one, entities: 500, maxRows: 1 })),
  },
  fields: visits.fields.flatMap((field): GrantedField[] =>
    field.role === 'entity-key'
      ? [{ ...field, uses: ['join'] }]
      : field.name === 'district'
        ? [{ ...field, uses: ['group', 'filter'] }]
        : field.name === 'hours'
          ? [{ ...field, uses: [] }]
          : [],
  ),
};
const grant: GrantSnapshot = { ...sampleGrant, tables: [...sampleGrant.tables, list] };

const spineOf = (sql: string): unknown => {
  const verdict = compileProgram(sql, [], grant);
  if (verdict.verdict === 'refused') return verdict.diagnostics.map((one) => one.code);
  return dataSetOf(verdict.ir.input).resourceId;
};

const ON = 'on v.person_id = m.person_id';

it('SOC-04 rows of a developer’s own choose among granted ones and are never the rows that an answer is about', () => {
  expect(spineOf(`select count(*) from visits v join members m ${ON}`)).toBe('res_visits');
  expect(spineOf(`select m.district, count(*) from members m join visits v ${ON} group by 1`)).toBe('res_visits');
  expect(spineOf('select count(*) from members')).toBe('soc_members');
  // Invented people would stand behind the answer, and nobody real.
  expect(spineOf(`select count(*) from members m left join visits v ${ON}`)).toContain('gate.join-kind');
});

it('SOC-04 what a developer brought in is never added up: sums of known values tell which of them are in it', () => {
  expect(spineOf(`select sum(m.hours) from members m join visits v ${ON}`)).toContain('gate.use-not-granted');
  expect(spineOf(`select count(*) from visits v join members m ${ON} where m.person_id = 'a'`)).toContain(
    'gate.entity-key-compared',
  );
});
