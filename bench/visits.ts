import type { FieldDefinition } from '@sluice/catalogue';

const field = (name: string, title: string, more: Partial<FieldDefinition>): FieldDefinition => ({
  name,
  title,
  type: 'text',
  required: true,
  role: 'other',
  grade: 2,
  ...more,
});

const month = { name: 'month', kind: 'date', unit: 'month' } as const;
const identity = { name: 'identity', kind: 'identity' } as const;

/** Visits to hospitals as an agency would define them: keys, dimensions with levels, a measure, ranges and codes. */
export const visitFields: readonly FieldDefinition[] = [
  field('pid', '人员标识', { role: 'entity-key', entity: 'person', grade: 4, maxLength: 18, pattern: '[0-9]{18}' }),
  field('name', '姓名', { role: 'direct-identifier', grade: 4, maxLength: 20 }),
  field('hospital', '医院', { maxLength: 20, levels: [identity] }),
  field('district', '区县', { role: 'quasi-identifier', maxLength: 6, levels: [identity] }),
  field('age', '年龄', {
    type: 'integer',
    role: 'quasi-identifier',
    min: 0,
    max: 130,
    levels: [{ name: 'ten-years', kind: 'bin', width: 10 }],
  }),
  field('sex', '性别', { role: 'quasi-identifier', codes: ['1', '2'], levels: [identity] }),
  field('icd', '疾病编码', {
    role: 'sensitive',
    grade: 4,
    maxLength: 8,
    levels: [{ name: 'block', kind: 'prefix', length: 1 }],
  }),
  field('cost', '费用', { type: 'decimal', min: 0, max: 1_000_000, measure: true }),
  field('visit_date', '就诊日期', { type: 'date', role: 'quasi-identifier', levels: [month] }),
];

/** `rows` rows of visits by `people` persons, the same in every run: a select that makes them from the row's number. */
export function visitRows(rows: number, people: number): string {
  const mixed = (salt: number, modulus: number): string => `((hash(i * 31 + ${salt}) % ${modulus})::bigint)`;
  return `select
      lpad((320000000000000000 + ${mixed(1, people)} * 7919)::varchar, 18, '0') as pid,
      '姓名' || (${mixed(1, people)} % 5000)::varchar as name,
      'H' || lpad((${mixed(2, 120)})::varchar, 3, '0') as hospital,
      (320900 + ${mixed(3, 16)})::varchar as district,
      ${mixed(4, 100)}::integer as age,
      (1 + ${mixed(5, 2)})::varchar as sex,
      chr((65 + ${mixed(6, 20)})::integer) || lpad((${mixed(7, 90)})::varchar, 2, '0') as icd,
      (10 + ${mixed(8, 500_000)} / 100.0)::decimal(18, 2) as cost,
      (date '2024-01-01' + ${mixed(9, 730)}::integer) as visit_date
    from range(${rows}) t(i)`;
}

export const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
