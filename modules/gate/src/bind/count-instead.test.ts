import { describe, expect, it } from 'vitest';
import { sampleGrant } from '../../test/sample-grant.ts';
import { compileProgram } from '../compile-program.ts';

/** The spelling that a refused program is offered; undefined where it is offered none. */
function offered(sql: string): string | undefined {
  const verdict = compileProgram(sql, [], sampleGrant);
  return verdict.verdict === 'refused'
    ? verdict.diagnostics.find(({ replacement }) => replacement !== undefined)?.replacement?.text
    : 'accepted';
}

describe('a program that shows who entities are', () => {
  it.each([
    ['select person_id, count(*) from visits group by 1', 'select count(distinct person_id), count(*) from visits'],
    [
      'select person_id as p, district, count(*) as n\nfrom visits\ngroup by p, district\norder by n desc\nlimit 10',
      'select count(distinct person_id) as p, district, count(*) as n\nfrom visits\ngroup by district\norder by n desc\nlimit 10',
    ],
  ])('PLT-07 is offered how it counts them: %s', (sql, text) => {
    expect(offered(sql)).toBe(text);
    expect(offered(text)).toBe('accepted');
  });

  it.each([
    'select md5(person_id), count(*) from visits group by 1',
    'select person_id, person_name from visits',
    'select person_id, count(*) from visits group by person_id, floor(age / 10) * 10',
  ])('PLT-07 is offered nothing that would not pass: %s', (sql) => {
    expect(offered(sql)).toBeUndefined();
  });
});
