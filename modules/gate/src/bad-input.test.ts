import { describe, expect, it } from 'vitest';
import { sampleGrant } from '../test/sample-grant.ts';
import { compileProgram } from './compile-program.ts';
import type { Parameter } from './program-types.ts';

/** Coarse on purpose: what would hang a server takes minutes; how long it takes is measured in `npm run bench`. */
const MOST_MS = 2_000;

function refusal(sql: string, parameters: readonly Parameter[] = []): readonly string[] {
  const start = performance.now();
  const verdict = compileProgram(sql, parameters, sampleGrant);
  expect(performance.now() - start).toBeLessThan(MOST_MS);
  return verdict.verdict === 'refused' ? verdict.diagnostics.map((item) => item.code) : [];
}

const nested = (open: string, inside: string, close: string, times: number): string =>
  `${open.repeat(times)}${inside}${close.repeat(times)}`;
const list = (length: number): string => Array.from({ length }, (_, i) => `'${i}'`).join(',');
const count = (condition: string): string => `select count(*) from visits where ${condition}`;

describe('bad input', () => {
  it.each<readonly [string, string, string]>([
    ['a megabyte of text', `select count(*) from visits -- ${'x'.repeat(1_000_000)}`, 'gate.text-too-long'],
    [
      'a megabyte of conditions',
      count(Array.from({ length: 60_000 }, () => 'insured').join(' and ')),
      'gate.text-too-long',
    ],
    ['a list of ten thousand', count(`district in (${list(10_000)})`), 'gate.text-too-long'],
    ['a list of two thousand', count(`district in (${list(2_000)})`), 'gate.list-too-long'],
    [
      'many columns',
      `select ${Array.from({ length: 500 }, () => 'count(*)').join(', ')} from visits`,
      'gate.too-many-columns',
    ],
    ['several statements', 'select count(*) from visits; select count(*) from visits', 'gate.not-one-select'],
    ['a statement after a comment', 'select count(*) from visits; -- \n drop table visits', 'gate.not-one-select'],
    ['nothing', '', 'gate.syntax'],
    ['a comment', '/* select count(*) from visits */', 'gate.not-one-select'],
    ['an open comment', 'select count(*) from visits /* ', 'gate.syntax'],
    ['an open quote', "select count(*) from visits where district = 'A", 'gate.syntax'],
    ['a zero byte', 'select count(*) from visits\u0000 where insured', 'gate.syntax'],
    ['a lone surrogate', count("district = '\ud800' and nope = 1"), 'gate.unknown-column'],
    ['a zero-width space in a name', 'select count(*) from vis\u200bits', 'gate.unknown-table'],
    ['a look-alike letter', 'select count(*) from vіsits', 'gate.unknown-table'],
    ['letters of full width', 'select count(*) from ｖｉｓｉｔｓ', 'gate.unknown-table'],
    ['a name that reads backwards', 'select count(*) from \u202estisiv', 'gate.unknown-table'],
    ['a name in capitals and quotes', 'select count(*) from "VISITS"', 'gate.unknown-table'],
    [
      'a Unicode escape for an ungranted name',
      String.raw`select sum(U&"\0073alary") from residents`,
      'gate.unknown-column',
    ],
    ['the level’s own alias', 'select sum("@".x0) from visits', 'gate.unknown-column'],
    ['an accent in two characters', 'select count(*) from visité', 'gate.unknown-table'],
    ['a soft hyphen in a name', 'select count(*) from vi\u00adsits', 'gate.unknown-table'],
    ['a byte order mark before a name', 'select count(*) from \ufeffvisits', 'gate.unknown-table'],
    ['a word joiner in a column', count('insu\u2060red'), 'gate.unknown-column'],
    ['mathematical letters', 'select sum(𝐜𝐨𝐬𝐭) from visits', 'gate.unknown-column'],
    ['a Turkish dotless letter', 'select count(*) from vısits', 'gate.unknown-table'],
    ['a long s', 'select count(*) from viſits', 'gate.unknown-table'],
    [
      'fifteen hundred conditions',
      count(Array.from({ length: 1_500 }, () => 'age < 40').join(' or ')),
      'gate.too-many-conditions',
    ],
    [
      'a CASE of eight hundred branches',
      `select sum(case ${'when age < 40 then 1 '.repeat(800)}end) from visits`,
      'gate.measure-too-complex',
    ],
    [
      'bins of seven hundred branches',
      `select case ${"when age < 40 then 'x' ".repeat(700)}end, count(*) from visits group by 1`,
      'gate.list-too-long',
    ],
    [
      'sixty CASEs of filters of their own',
      `select ${Array.from({ length: 60 }, (_, i) => `avg(case when district = '${i}' then cost when age < 40 then hours end)`).join(', ')} from visits`,
      'gate.too-many-supports',
    ],
    ['comments inside of comments', `${'/*'.repeat(9_000)} select 1`, 'gate.nested-too-deep'],
    [
      'named queries that double',
      `with q0 as (select cost + cost as c from visits), ${Array.from({ length: 60 }, (_, i) => `q${i + 1} as (select c + c as c from q${i})`).join(', ')} select sum(c) from q60`,
      'gate.nested-too-deep',
    ],
    [
      'named queries that join themselves',
      `with q0 as (select * from visits), ${Array.from({ length: 60 }, (_, i) => `q${i + 1} as (select a.cost from q${i} a join q${i} b using (person_id))`).join(', ')} select sum(cost) from q60`,
      'gate.nested-too-deep',
    ],
    [
      'fifty branches',
      Array.from({ length: 50 }, () => 'select count(*) from visits').join(' union all '),
      'gate.union-too-long',
    ],
    ['half of a character as a literal', "select count(*) from visits where district = U&'\\D83D'", 'gate.syntax'],
    ['a parameter in place of a table', 'select count(*) from :t', 'gate.syntax'],
  ])('ENV-02 refuses %s', (_name, sql, code) => {
    expect(refusal(sql)).toContain(code);
  });

  it.each<readonly [string, string]>([
    ['parentheses', count(nested('(', 'insured', ')', 500))],
    ['negations', count(nested('not (', 'insured', ')', 500))],
    ['derived tables', nested('select count(*) from (', 'select * from visits', ') t', 500)],
    ['sums', `select sum(${nested('(', 'cost', ' + cost)', 500)}) from visits`],
    ['CASE', `select sum(${nested('case when insured then 1 else ', '0', ' end', 500)}) from visits`],
    ['functions', `select ${nested('abs(', 'count(*)', ')', 500)} from visits`],
    ['joins', `select count(*) from ${nested('(', 'visits', ' join residents using (person_id))', 300)}`],
    [
      'named queries',
      `with ${Array.from({ length: 200 }, (_, i) => `q${i + 1} as (select * from q${i})`).join(', ')} select count(*) from q200`,
    ],
  ])('ENV-02 refuses or reads %s nested deep, and does not fall over', (_name, sql) => {
    const codes = refusal(sql);
    for (const code of codes) expect(code).toMatch(/^gate\./);
  });

  it.each<readonly [string, Parameter['value'] | object]>([
    ['a number for a text', 7],
    ['a boolean for a text', true],
    ['not a number', Number.NaN],
    ['half of a character', '\ud83d'],
    ['a zero byte', 'A\u0000'],
    ['an object', { toString: () => 'A' }],
    ['a list', ['A']],
  ])('ENV-02 refuses %s as a parameter', (_name, value) => {
    const parameters = [{ name: 'd', value: value as Parameter['value'] }] as readonly Parameter[];
    expect(refusal(count('district = :d'), parameters)).toEqual(['gate.parameter-type']);
  });

  it('ENV-02 refuses a parameter of the wrong type for a number, a date, a flag, a pattern and a limit', () => {
    const d = (value: string | number | boolean): readonly Parameter[] => [{ name: 'd', value }];
    expect(refusal(count('age < :d'), d('forty'))).toEqual(['gate.parameter-type']);
    expect(refusal(count('age < :d'), d(1e300))).toEqual(['gate.parameter-type']);
    expect(refusal(count('visited_on >= :d'), d('2024-02-30'))).toEqual(['gate.parameter-type']);
    expect(refusal(count('insured = :d'), d('true'))).toEqual(['gate.parameter-type']);
    expect(refusal(count('disease like :d'), d(5))).toEqual(['gate.parameter-type']);
    expect(refusal('select district, count(*) from visits group by 1 limit :d', d('x'))).toEqual([
      'gate.limit-not-constant',
    ]);
    expect(refusal(count('district = :missing'))).toEqual(['gate.unknown-parameter']);
  });

  it('ENV-02 takes a name as it is: neither form of an accent stands for the other', () => {
    const [visits, ...others] = sampleGrant.tables;
    const [first, ...fields] = visits?.fields ?? [];
    const named = (name: string) => ({
      ...sampleGrant,
      tables: visits && first ? [{ ...visits, fields: [first, ...fields, { ...first, name }] }, ...others] : [],
    });
    const [one, two] = ['né'.normalize('NFC'), 'né'.normalize('NFD')];
    const verdict = (name: string, written: string) =>
      compileProgram(`select count(distinct ${written}) from visits`, [], named(name)).verdict;
    expect([verdict(one, one), verdict(two, two)]).toEqual(['accepted', 'accepted']);
    expect([verdict(one, two), verdict(two, one)]).toEqual(['refused', 'refused']);
  });

  it('ENV-02 reads parameters where PostgreSQL would: not in comments, dollar quotes, escaped texts or casts', () => {
    const passes = (sql: string) => compileProgram(sql, [{ name: 'd', value: 'A' }], sampleGrant).verdict;
    expect(passes(`${count('district = :d')} -- :other`)).toBe('accepted');
    expect(passes(`${count('district = :d')} /* :other /* :inner */ :outer */`)).toBe('accepted');
    expect(passes(count(String.raw`district in (:d, e'\':other')`))).toBe('accepted');
    expect(passes(count('district in (:d, $$:other$$, $t$ $$ :other $t$)'))).toBe('accepted');
    expect(passes(count("district = :d and visited_on >= '2024-01-01'::date"))).toBe('accepted');
    expect(passes(count('district in (:d, :other)'))).toBe('refused');
  });

  it('ENV-02 says nothing of a literal or a parameter in what it refuses', () => {
    const secret = 'SECRET-LITERAL-4711';
    const texts = [
      count(`person_id = '${secret}'`),
      count(`nope = '${secret}'`),
      count(`age = '${secret}'`),
      count(`district like '%${secret}%'`),
      `select sum(case when '${secret}' = district then cost / paid end) from visits`,
      `select '${secret}' from visits`,
    ];
    for (const sql of texts)
      expect(JSON.stringify(compileProgram(sql, [{ name: 'd', value: secret }], sampleGrant))).not.toContain(secret);
  });
});

describe('what would pass', () => {
  it.each([
    ['select age, count(*) from visits group by age', true],
    ['select left(district, 3), count(*) from visits group by 1', true],
    ["select date_trunc('day', visited_on), count(*) from visits group by 1", true],
    ['select bin(age, 7) as band, count(*) from visits group by band', true],
    ['select count(*) from visits where age < 33', true],
    ["select count(*) from visits where age between 30 and 44 and district = '中区'", true],
    ["select count(*) from visits where visited_on >= '2024-03-05'", true],
    ['select sum(costs) from visits', true],
    ["select count(*) from visits where disease like 'B2%'", false],
    ['select max(cost) from visits', false],
    ['select sum(cost / paid) from visits', false],
    ['select count(*) from visits where nope_district = 1', false],
    ['select * from visits', false],
  ])('AOC-04 every finding of %s has rule and place, and what is offered instead passes', (sql, offers) => {
    const verdict = compileProgram(sql, [], sampleGrant);
    const findings = verdict.verdict === 'refused' ? verdict.diagnostics : [];
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings)
      expect(finding).toMatchObject({ rule: expect.stringMatching(/^R\d+$/), line: 1, length: expect.any(Number) });
    const changes = findings.flatMap((finding) => (finding.replacement ? [finding.replacement] : []));
    const changed = changes
      .toSorted((a, b) => b.column - a.column)
      .reduce((text, it) => text.slice(0, it.column - 1) + it.text + text.slice(it.column - 1 + it.length), sql);
    if (changes.length > 0) expect(refusal(changed), changed).toEqual([]);
    expect(changes.length > 0).toBe(offers);
  });
});
