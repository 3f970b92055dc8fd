import { gateRoutes, type Answer } from '@sluice/contract';
import { apply } from './apply.ts';
import { as, type ScenarioContext } from './scenario-context.ts';

type Result = Answer<typeof gateRoutes.runProgram>;

/** The years that the months of the product cover. */
const YEARS = "visit_date >= date '2024-01-01' and visit_date < date '2026-01-01'";

/** One diagnosis, county by county. */
const ALL = (table: string, { diagnosis }: Target): string => `select district_code, count(*) as visits
from ${table}
where icd10_code = '${diagnosis}'
  and ${YEARS}
group by district_code
order by district_code`;

/** The same question without one person, whom whoever knows him can describe. */
const BUT_ONE = (table: string, { district, diagnosis, month, sex, kind }: Target): string =>
  `select district_code, count(*) as visits
from ${table}
where icd10_code = '${diagnosis}'
  and ${YEARS}
  and not (district_code = '${district}' and date_trunc('month', visit_date) = date '${month}'
           and sex = '${sex}' and visit_kind = '${kind}')
group by district_code
order by district_code`;

type Target = ScenarioContext['city']['scenario']['target'];

/**
 * Chain e: two developers of different bodies, each with a grant of its own, put two questions whose supports differ by
 * one person. The first is answered; of the second the cell that would give the person away is withheld.
 * @returns grant of the second developer
 */
export async function difference(context: ScenarioContext, grantId: string): Promise<string> {
  const { scenario } = context.city;
  const second = await context.step(
    'e',
    ['第二家开发主体取得自己的授权', 'a second developer, of another body, gets a grant of its own'],
    async () =>
      apply({ ...context, developer: 'developer-2', run: `${context.run}b`, step: (_step, _title, work) => work({}) }),
  );
  await context.step(
    'e',
    [
      '两家各问一次，只差一人：该格扣下',
      'two developers ask questions that differ by one person: the cell is withheld',
    ],
    async (facts) => {
      const whole = await ask(context, context.developer, grantId, ALL(scenario.resource, scenario.target));
      const without = await ask(context, 'developer-2', second, BUT_ONE(scenario.resource, scenario.target));
      const { district } = scenario.target;
      if (cellOf(whole, district) === undefined) throw new Error(`the first question has no answer for ${district}`);
      if (cellOf(without, district) !== undefined)
        throw new Error('the gate let two answers out that give one person away');
      const cell = `${district}: ${String(cellOf(whole, district))}`;
      facts['first answer'] = {
        zh: `${String(whole.rows.length)} 个县区，${cell}`,
        en: `${String(whole.rows.length)} counties, ${cell}`,
      };
      facts['second answer'] = {
        zh: `${String(without.rows.length)} 个县区，${district} 不予输出`,
        en: `${String(without.rows.length)} counties, ${district} withheld`,
      };
    },
  );
  return second;
}

async function ask(
  context: ScenarioContext,
  who: string,
  id: string,
  sql: string,
): Promise<Extract<Result, { verdict: 'released' }>> {
  const developer = await as(context, who);
  const answer = await developer.call(gateRoutes.runProgram, { params: { id }, body: { sql } });
  if (answer.verdict !== 'released') throw new Error(`a count per county was not answered: ${answer.verdict}`);
  return answer;
}

/** The count of a county; nothing where the row or its count is withheld. */
const cellOf = (answer: Extract<Result, { verdict: 'released' }>, district: string) =>
  answer.rows.find(([code]) => code === district)?.[1] ?? undefined;
