import { createHmac } from 'node:crypto';
import type { KeyDictionary } from './outcome.ts';
import { blob, ident, list, literal } from './quote-sql.ts';
import { isEntityKey, type Run } from './statistics.ts';
import { isClean, type StagePlan } from './stage-sql.ts';

/** A key with a larger share of the rows, and this many times the median entity's rows, stands for "unknown". */
const PLACEHOLDER_SHARE = 0.01;
const PLACEHOLDER_TIMES_MEDIAN = 1_000;
/** Below so many entities one of them may truly have most rows. */
const PLACEHOLDER_LEAST_ENTITIES = 1_000;

/** Keys that stand for nobody, by field, as a first pass over the whole file found them. */
export type DecidedPlaceholders = ReadonlyMap<string, readonly string[]>;

/**
 * One entity key of a batch, part by part. Session tables: `dictionary_i` (key, ord, mask) of all time, `map_i` (key, ord,
 * mask, n) of the part, `tally_i` (ord, n) of the batch, `suspects_i` and `applied_i` for placeholder identities.
 */
export class EntityKey {
  readonly field: string;
  readonly map: string;
  readonly #i: number;
  readonly #run: Run;
  readonly #plan: StagePlan;
  readonly #mask: string;
  readonly #decided: readonly string[] | undefined;
  #suspects = 0;

  constructor(
    run: Run,
    plan: StagePlan,
    at: { readonly index: number; readonly field: string; readonly entity: string },
    options: { readonly bucketKey: Uint8Array; readonly decided: DecidedPlaceholders | undefined },
  ) {
    this.#run = run;
    this.#plan = plan;
    this.#i = at.index;
    this.field = at.field;
    this.map = `map_${at.index}`;
    this.#mask = maskSql(options.bucketKey, at.entity);
    this.#decided = options.decided && (options.decided.get(at.field) ?? []);
  }

  /** Ordinals go on from the earlier epoch's: one entity keeps its number for as long as the resource lives. */
  async begin(earlier: KeyDictionary | undefined): Promise<void> {
    const start = earlier
      ? `select key, ord, mask from read_parquet(${literal(earlier.path)})`
      : 'select null::varchar as key, null::uinteger as ord, null::ubigint as mask where false';
    await this.#run(`create or replace temp table dictionary_${this.#i} as ${start}`);
    await this.#run(`create or replace temp table tally_${this.#i} (ord uinteger, n bigint)`);
    await this.#run(`create or replace temp table suspects_${this.#i} (key varchar)`);
    await this.#run(`create or replace temp table applied_${this.#i} (key varchar, n bigint)`);
  }

  /** Numbers the entities of the part and excludes rows of placeholder identities; true where there were any. */
  async take(): Promise<boolean> {
    const i = this.#i;
    const key = ident(this.field);
    await this.#run(
      `create or replace temp table seen as select cast(${key} as varchar) as key, count(*) as n from part where ${isClean(this.#plan)} and ${key} is not null group by 1`,
    );
    // The hashes are made before the numbering, which one thread does alone.
    await this.#run(
      `create or replace temp table fresh as select key, ${this.#mask} as mask from seen anti join dictionary_${i} using (key)`,
    );
    await this.#run(
      `insert into dictionary_${i} select key, ((select coalesce(max(ord) + 1, 0) from dictionary_${i}) + row_number() over () - 1)::uinteger, mask from fresh`,
    );
    await this.#run(
      `create or replace temp table ${this.map} as select s.key, d.ord, d.mask, s.n from seen s join dictionary_${i} d using (key)`,
    );
    await this.#run(`insert into tally_${i} select ord, n from ${this.map}`);
    return this.#excludePlaceholders();
  }

  async #excludePlaceholders(): Promise<boolean> {
    const zeros = `length(key) >= 3 and trim(key, '0-') = ''`;
    await this.#run(
      `create or replace temp table placeholders as select key, n from ${this.map} where ${zeros}${await this.#shareCondition()}`,
    );
    const [found] = await this.#run('select count(*) from placeholders');
    if (Number(found?.[0] ?? 0) === 0) return false;
    await this.#run(`insert into applied_${this.#i} select key, n from placeholders where not (${zeros})`);
    await this.#run(
      `insert into excluded select s.rowid, ${literal(this.field)}, 'placeholder' from part s semi join placeholders d on cast(s.${ident(this.field)} as varchar) = d.key where ${isClean(this.#plan)}`,
    );
    return true;
  }

  /** A key with an absurd share of the whole has it in some part too: only those are looked at across all parts. */
  async #shareCondition(): Promise<string> {
    if (this.#decided) return this.#decided.length === 0 ? '' : ` or list_contains(${list(this.#decided)}, key)`;
    const i = this.#i;
    await this.#run(
      `insert into suspects_${i} select key from ${this.map} where n > ${PLACEHOLDER_SHARE} * (select sum(n) from ${this.map}) and key not in (select key from suspects_${i})`,
    );
    this.#suspects = Number((await this.#run(`select count(*) from suspects_${i}`))[0]?.[0] ?? 0);
    return this.#suspects === 0 ? '' : ` or list_contains(${list(await this.#absurd())}, key)`;
  }

  /** Suspects with an absurd share of all that was read so far. */
  async #absurd(): Promise<readonly string[]> {
    if (this.#suspects === 0) return [];
    const i = this.#i;
    const rows = await this.#run(
      `with total as (select ord, sum(n) as n from tally_${i} group by 1), a as (select count(*) as entities, sum(n) as total, median(n) as middle from total)
       select d.key from total t join dictionary_${i} d using (ord) semi join suspects_${i} s using (key), a
       where a.entities >= ${PLACEHOLDER_LEAST_ENTITIES} and t.n > a.total * ${PLACEHOLDER_SHARE} and t.n > a.middle * ${PLACEHOLDER_TIMES_MEDIAN}`,
    );
    return rows.map(([key]) => String(key));
  }

  /** What the whole file says, where parts were judged otherwise before it was all known; undefined where all is well. */
  async revise(): Promise<readonly string[] | undefined> {
    if (this.#decided || this.#suspects === 0) return undefined;
    const i = this.#i;
    const absurd = await this.#absurd();
    const rows = await this.#run(
      `select s.key, (select coalesce(sum(t.n), 0) from tally_${i} t join dictionary_${i} d using (ord) where d.key = s.key), (select coalesce(sum(a.n), 0) from applied_${i} a where a.key = s.key) from suspects_${i} s`,
    );
    const isWrong = rows.some(([key, total, applied]) =>
      absurd.includes(String(key)) ? Number(applied) !== Number(total) : Number(applied) !== 0,
    );
    return isWrong ? absurd : undefined;
  }

  async writeDictionary(path: string): Promise<KeyDictionary> {
    await this.#run(
      `copy (select key, ord, mask from dictionary_${this.#i}) to ${literal(path)} (format parquet, compression zstd)`,
    );
    return { field: this.field, path };
  }
}

/** The entity keys of a definition, in the order of its fields. */
export function entityKeys(
  run: Run,
  plan: StagePlan,
  options: { readonly bucketKey: Uint8Array; readonly decided: DecidedPlaceholders | undefined },
): readonly EntityKey[] {
  return plan.fields
    .filter(isEntityKey)
    .map(
      ({ name, entity }, index) => new EntityKey(run, plan, { index, field: name, entity: entity ?? name }, options),
    );
}

const HASH_BLOCK = 64;

/**
 * One bit of 64, chosen by HMAC-SHA256 of the entity under a key derived for its kind: a person has one bucket in every
 * table, and nobody without the key can choose identities that fall into one bucket.
 */
function maskSql(bucketKey: Uint8Array, entity: string): string {
  const key = Buffer.concat([
    createHmac('sha256', bucketKey).update(`bucket:${entity}`).digest(),
    Buffer.alloc(HASH_BLOCK - 32),
  ]);
  const pad = (value: number): string => blob(key.map((byte) => byte ^ value));
  const digest = `sha256(${pad(0x5c)} || unhex(sha256(${pad(0x36)} || encode(key))))`;
  const hex = "'0123456789abcdef'";
  const bucket = `((instr(${hex}, substr(h, 1, 1)) - 1) % 4 * 16 + instr(${hex}, substr(h, 2, 1)) - 1)`;
  return `(select 1::ubigint << ${bucket}::ubigint from (select ${digest} as h))`;
}
