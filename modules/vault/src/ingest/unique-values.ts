import { engineType } from './rules.ts';
import { ident, list, literal } from './quote-sql.ts';
import type { Run } from './statistics.ts';
import { isClean, type StagePlan } from './stage-sql.ts';

/**
 * Values that may stand only once, part by part: of clean rows the first one stays, the others go to `excluded`; so do
 * values that the continued epoch has already. Session tables `unique_i` (v) of all that was seen.
 */
export class UniqueValues {
  readonly #run: Run;
  readonly #plan: StagePlan;
  readonly #fields: readonly { readonly name: string; readonly table: string; readonly type: string }[];
  #isEmpty = true;

  constructor(run: Run, plan: StagePlan) {
    this.#run = run;
    this.#plan = plan;
    this.#fields = plan.fields
      .filter((field) => field.unique)
      .map(({ name, type }, i) => ({ name, table: `unique_${i}`, type: engineType(type) }));
  }

  async begin(earlier: readonly string[]): Promise<void> {
    for (const { name, table, type } of this.#fields) {
      await this.#run(`create or replace temp table ${table} (v ${type})`);
      if (earlier.length === 0) continue;
      await this.#run(
        `insert into ${table} select ${ident(name)} from read_parquet(${list(earlier)}, union_by_name=true) where ${ident(name)} is not null`,
      );
      this.#isEmpty = false;
    }
  }

  /** True where rows of the part were excluded. */
  async take(): Promise<boolean> {
    let isFound = false;
    for (const { name, table } of this.#fields) {
      const value = ident(name);
      const clean = `${isClean(this.#plan)} and ${value} is not null`;
      await this.#run(
        `create or replace temp table repeated as select ${value} as v from part where ${clean} group by 1 having count(*) > 1`,
      );
      // The part is the smaller side however much was seen before.
      if (!this.#isEmpty)
        await this.#run(
          `create or replace temp table known as select distinct u.v from ${table} u semi join (select ${value} as v from part where ${clean}) p using (v)`,
        );
      if (await this.#isAny('repeated')) isFound = (await this.#excludeRepeated(name)) || isFound;
      if (!this.#isEmpty && (await this.#isAny('known'))) isFound = (await this.#excludeKnown(name)) || isFound;
      await this.#run(`insert into ${table} select distinct ${value} from part where ${clean}`);
    }
    this.#isEmpty = false;
    return isFound;
  }

  async #isAny(table: string): Promise<boolean> {
    return Number((await this.#run(`select count(*) from ${table}`))[0]?.[0] ?? 0) > 0;
  }

  async #excludeRepeated(name: string): Promise<boolean> {
    await this.#run(
      `insert into excluded select r, ${literal(name)}, 'duplicate' from (
         select s.rowid as r, row_number() over (partition by s.${ident(name)} order by s.rowid) as n
         from part s semi join repeated d on s.${ident(name)} = d.v where ${isClean(this.#plan)}) where n > 1`,
    );
    return true;
  }

  async #excludeKnown(name: string): Promise<boolean> {
    await this.#run(
      `insert into excluded select s.rowid, ${literal(name)}, 'duplicate' from part s semi join known d on s.${ident(name)} = d.v
       anti join (select r from excluded where field = ${literal(name)} and rule = 'duplicate') x on s.rowid = x.r where ${isClean(this.#plan)}`,
    );
    return true;
  }
}
