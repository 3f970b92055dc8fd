import { ident, list, literal } from './quote-sql.ts';
import type { Run } from './statistics.ts';
import { isClean, type StagePlan } from './stage-sql.ts';

/**
 * Adds to `excluded` every clean row whose unique value stands earlier in the file, or already in the epoch that the
 * batch continues: the first one stays. Repeated values are found first, so that a clean batch costs one aggregate.
 */
export async function findDuplicates(run: Run, plan: StagePlan, earlier: readonly string[]): Promise<void> {
  for (const field of plan.fields.filter((f) => f.unique)) {
    const name = ident(field.name);
    const rule = literal('duplicate');
    const label = literal(field.name);
    await run(
      `create or replace temp table repeated as select ${name} as v from stage where ${isClean(plan)} and ${name} is not null group by 1 having count(*) > 1`,
    );
    const [found] = await run('select count(*) from repeated');
    if (Number(found?.[0] ?? 0) > 0) {
      await run(
        `insert into excluded select __file, __row, ${label}, ${rule} from (
           select s.__file, s.__row, row_number() over (partition by s.${name} order by p.base + s.__row) as n
           from stage s join parts p on s.__file = p.file semi join repeated d on s.${name} = d.v where ${isClean(plan)}) where n > 1`,
      );
    }
    if (earlier.length > 0) {
      await run(
        `insert into excluded select s.__file, s.__row, ${label}, ${rule} from stage s semi join (select ${name} as v from read_parquet(${list(earlier)}, union_by_name=true)) e on s.${name} = e.v
         anti join excluded x on s.__file = x.file and s.__row = x.r where ${isClean(plan)}`,
      );
    }
    await run('drop table repeated');
  }
}
