import { gateRoutes } from '@sluice/contract';
import { as, type ScenarioContext } from './scenario-context.ts';
import { toShort } from './short-number.ts';

/** What an analyst asks: visits and mean cost of three common conditions per county and quarter. */
const HONEST = (table: string): string => `select district_code,
       date_trunc('quarter', visit_date) as quarter,
       icd10_code,
       count(*) as visits,
       avg(cost) as mean_cost
from ${table}
where icd10_code in ('I10', 'E11', 'J06')
group by district_code, date_trunc('quarter', visit_date), icd10_code
order by district_code, quarter, icd10_code`;

/** What nobody may ask. */
const FORBIDDEN = (table: string): string => `select citizen_id,
       count(*) as visits
from ${table}
group by citizen_id
order by visits desc
limit 10`;

/** Chain e: a program is refused with rule, place and reason; an honest one runs inside the domain. */
export async function query(context: ScenarioContext, grantId: string): Promise<void> {
  const developer = await as(context, 'developer');
  const table = context.city.scenario.resource;
  const params = { id: grantId };
  await context.step('e', ['闸门拒绝：逐人计数', 'refused at the gate: counting each person'], async (facts) => {
    const answer = await developer.call(gateRoutes.runProgram, { params, body: { sql: FORBIDDEN(table) } });
    if (answer.verdict !== 'refused') throw new Error('the gate let a program out that shows entity keys');
    const [first] = answer.diagnostics;
    facts['rule'] = first?.rule ?? '';
    facts['line'] = first?.line ?? 0;
    facts['column'] = first?.column ?? 0;
    facts['reason'] = first?.message ?? '';
    if (first?.clause) facts['clause'] = first.clause;
  });
  await context.step('e', ['闸门说明：统计查询', 'explained: what protects each column'], async (facts) => {
    const answer = await developer.call(gateRoutes.explainProgram, { params, body: { sql: HONEST(table) } });
    facts['verdict'] = answer.verdict;
    facts['columns'] = answer.columns.map(({ name }) => name).join(', ');
    facts['protections'] = answer.obligations.length;
  });
  await context.step('e', ['域内运行并放行', 'run inside the domain and released'], async (facts) => {
    const answer = await developer.call(gateRoutes.runProgram, { params, body: { sql: HONEST(table) } });
    if (answer.verdict === 'refused') {
      const reasons = answer.diagnostics.map(({ code, message }) => `${code} ${message.en}`).join('; ');
      throw new Error(`the honest program was refused: ${reasons}`);
    }
    if (answer.verdict !== 'released') throw new Error(`the honest program was not answered: ${answer.verdict}`);
    facts['rows'] = answer.rows.length;
    facts['first'] = (answer.rows[0] ?? []).map(toShort).join(' ');
    facts['note'] = { zh: '低于门槛的分组不予输出', en: 'groups below the threshold are withheld' };
  });
}
