import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sampleGrant } from '../../test/sample-grant.ts';
import { compileProgram } from '../compile-program.ts';

const programs: Readonly<Record<string, string>> = {
  'group-and-average':
    "select district, count(*) as n, avg(cost) from visits where visited_on >= '2024-01-01' and visited_on < '2025-01-01' group by 1 having count(*) > 20 order by n desc limit 5",
  'levels-and-filters':
    "select date_trunc('month', visited_on), bin(age, 10), left(disease, 1), sum(cost) filter (where insured), count(*) filter (where not insured) from visits group by 1, 2, 3",
  'inner-join-turns-to-the-spine':
    'select r.sex, sum(v.cost) from residents r join visits v on v.person_id = r.person_id group by r.sex',
  'left-join-to-a-public-table':
    "select p.grade, count(distinct v.person_id), stddev(v.cost) from visits v left join places p on v.place = p.place where v.district in ('A', 'B') group by 1",
  'whole-table': 'select count(*), variance(cost) from visits',
};

it.each(Object.entries(programs))('prints %s for each engine', async (name, sql) => {
  const verdict = compileProgram(sql, [], sampleGrant);
  if (verdict.verdict === 'refused') throw new Error(verdict.diagnostics.map((item) => item.code).join());
  const lines = Object.entries(verdict.printed).map(
    ([engine, printed]) => `-- ${engine} ${JSON.stringify(printed.params)}\n${printed.sql};\n`,
  );
  await expect(`-- ${sql}\n\n${lines.join('\n')}`).toMatchFileSnapshot(
    join(import.meta.dirname, '../../cases/golden', `${name}.sql`),
  );
});
