import fc from 'fast-check';
import type { Parameter, SqlValue } from '../src/index.ts';

export const dimension = fc.constantFrom(
  'district',
  "date_trunc('month', visited_on)",
  "date_trunc('year', visited_on)",
  'bin(age, 10)',
  'left(disease, 1)',
  'insured',
  'left(district, 1)',
  "level(age, 'stages')",
  "level(district, 'halves')",
  "level(disease, 'chapter')",
  "case when age < 40 then 'young' when age >= 70 then 'old' else 'rest' end",
  "case district when 'A' then 1 when 'B' then 1 end",
);
const atom = fc.constantFrom(
  "district = 'A'",
  "district in ('E', 'F')",
  "district <> 'F'",
  'age < 40',
  'bin(age, 10) = 50',
  'age between 30 and 49',
  "left(disease, 1) = 'B'",
  'insured',
  "visited_on >= '2025-01-01'",
  "date_trunc('month', visited_on) = '2024-05-01'",
  'district is not null',
  "not (left(disease, 1) in ('B', 'J'))",
  "disease like 'I%'",
  "level(district, 'halves') = 'south'",
  "level(age, 'stages') in ('young', 'old')",
  'age >= 60',
  'insured is not true',
  "(district = 'A') is unknown",
  "district is distinct from 'C'",
  'district = :d',
  "district in (:d, 'B')",
  'age < :a',
  'visited_on >= :v',
  'insured = :i',
);
export const condition = fc.oneof(
  atom,
  fc.tuple(atom, fc.constantFrom(' and ', ' or '), atom).map(([a, op, b]) => `(${a}${op}${b})`),
  atom.map((it) => `not ${it}`),
);
const aggregate = fc
  .tuple(
    fc.constantFrom(
      'count(*)',
      'sum(cost)',
      'avg(cost)',
      'sum(paid)',
      'count(distinct person_id)',
      'stddev(cost)',
      'count(cost)',
      'sum(hours)',
      'avg(hours)',
      'sum(cost * hours)',
      'sum(cost - paid)',
      'avg(cost + hours)',
      'sum(case when insured then cost else paid end)',
      "avg(case district when 'A' then 1 else 0 end)",
      'sum(2 * cost + 3)',
      'avg(coalesce(hours, 0))',
      'variance(cost / 10 - 4)',
      'count(hours)',
      'percentile_disc(0.5) within group (order by hours)',
      'percentile_disc(0.25) within group (order by hours)',
    ),
    fc.option(condition, { nil: undefined, freq: 3 }),
  )
  .map(([call, filter]) => (filter === undefined ? call : `${call} filter (where ${filter})`));
const from = fc.constantFrom(
  'visits',
  'visits',
  'visits join residents using (person_id)',
  'visits left join places using (place)',
);

/** Groups, filters, joins and aggregates of rows. */
export const program = fc
  .record({
    dimensions: fc.uniqueArray(dimension, { maxLength: 2 }),
    aggregates: fc.array(aggregate, { minLength: 1, maxLength: 3 }),
    where: fc.option(condition, { nil: undefined }),
    from,
  })
  .map(({ dimensions, aggregates, where, from: source }) => {
    const list = [...dimensions, ...aggregates].join(', ');
    const groups = dimensions.length === 0 ? '' : ` group by ${dimensions.map((_, i) => i + 1).join(', ')}`;
    return `select ${list} from ${source}${where === undefined ? '' : ` where ${where}`}${groups}`;
  });

const figures = fc.uniqueArray(
  fc.constantFrom(
    'count(*)',
    'sum(cost)',
    'avg(hours)',
    'count(hours)',
    'sum(cost) filter (where insured)',
    'sum(paid)',
  ),
  { minLength: 1, maxLength: 2 },
);
const overFigures = fc.uniqueArray(
  fc.constantFrom(
    'count(*)',
    'avg(f0)',
    'sum(f0)',
    'stddev(n)',
    'count(*) filter (where n >= 3)',
    'avg(f0) filter (where n < 4)',
    'avg(n)',
  ),
  { minLength: 1, maxLength: 3 },
);

/** Per person, then over persons. */
export const twoLevels = fc
  .record({
    figures,
    over: overFigures,
    dimensions: fc.uniqueArray(fc.constantFrom('district', 'insured', 'bin(age, 10)'), { maxLength: 2 }),
    where: fc.option(condition, { nil: undefined }),
    having: fc.constantFrom('', ' having count(*) >= 2', ' having count(cost) < 4'),
    outer: fc.constantFrom('', ' where n >= 2', ' where n = 4 or n < 3', ' where not (n > 3)'),
  })
  .map((it) => {
    const inner = it.dimensions.map((sql, i) => `${sql} as g${i}`);
    const list = ['person_id', ...inner, 'count(*) as n', ...it.figures.map((sql, i) => `${sql} as f${i}`)];
    const groups = ['person_id', ...it.dimensions].join(', ');
    const where = it.where === undefined ? '' : ` where ${it.where}`;
    const outer = [...inner.map((_, i) => `g${i}`), ...it.over].join(', ');
    const by = inner.length === 0 ? '' : ` group by ${inner.map((_, i) => i + 1).join(', ')}`;
    return `select ${outer} from (select ${list.join(', ')} from visits${where} group by ${groups}${it.having}) t${it.outer}${by}`;
  })
  .filter((sql) => !/stddev\(f0\)/.test(sql));

/** Two of a kind below each other. */
const union = fc
  .tuple(dimension, fc.option(condition, { nil: undefined }), fc.option(condition, { nil: undefined }), fc.nat(5))
  .map(([by, first, second, limit]) => {
    const branch = (where: string | undefined): string =>
      `select ${by}, count(*), avg(cost) from visits${where === undefined ? '' : ` where ${where}`} group by 1`;
    return `${branch(first)} union all ${branch(second)}${limit === 0 ? '' : ` order by 2 desc, 1, 3 limit ${limit}`}`;
  });

/** Honest programs of all shapes that the language has. */
export const anyProgram = fc.oneof(
  { arbitrary: program, weight: 12 },
  { arbitrary: twoLevels, weight: 6 },
  { arbitrary: union, weight: 1 },
);

const VALUES: Readonly<Record<string, SqlValue>> = { d: 'A', a: 50, v: '2025-01-01', i: true };

/** Values of the parameters that a program names. */
export const parametersOf = (sql: string): readonly Parameter[] =>
  Object.entries(VALUES)
    .filter(([name]) => new RegExp(`:${name}\\b`).test(sql))
    .map(([name, value]) => ({ name, value }));
