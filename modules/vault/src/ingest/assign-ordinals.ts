import { createHmac } from 'node:crypto';
import type { IngestInput } from './ingest-file.ts';
import { blob, ident, literal } from './quote-sql.ts';
import { isEntityKey, type Run } from './statistics.ts';
import { isClean, type StagePlan } from './stage-sql.ts';

/** Session tables of one entity key: `counts` (key, n) of this batch, `dictionary` (key, ord, mask) of all time. */
export interface KeyTable {
  readonly field: string;
  readonly entity: string;
  readonly counts: string;
  readonly dictionary: string;
}

/** A key with a larger share of the rows, and this many times the median entity's rows, stands for "unknown". */
const PLACEHOLDER_SHARE = 0.01;
const PLACEHOLDER_TIMES_MEDIAN = 1_000;
/** Below so many entities one of them may truly have most rows. */
const PLACEHOLDER_LEAST_ENTITIES = 1_000;

/**
 * Counts rows per entity and excludes placeholder identities: all zeros, or one key with an absurd share. Left in, one of
 * them makes the bound on rows per entity useless for everybody.
 */
export async function countEntities(run: Run, plan: StagePlan): Promise<readonly KeyTable[]> {
  const keys = plan.fields.filter(isEntityKey).map((f, i): KeyTable => ({
    field: f.name,
    entity: f.entity ?? f.name,
    counts: `counts_${i}`,
    dictionary: `dictionary_${i}`,
  }));
  for (const key of keys) {
    await run(
      `create temp table ${key.counts} as select cast(${ident(key.field)} as varchar) as key, count(*) as n from stage where ${isClean(plan)} and ${ident(key.field)} is not null group by 1`,
    );
    await run(
      `create or replace temp table placeholders as select key from ${key.counts}, (select count(*) as entities, sum(n) as total, median(n) as middle from ${key.counts}) a
       where (length(key) >= 3 and replace(replace(key, '0', ''), '-', '') = '')
          or (a.entities >= ${PLACEHOLDER_LEAST_ENTITIES} and n > a.total * ${PLACEHOLDER_SHARE} and n > a.middle * ${PLACEHOLDER_TIMES_MEDIAN})`,
    );
    const [found] = await run('select count(*) from placeholders');
    if (Number(found?.[0] ?? 0) > 0) {
      await run(
        `insert into excluded select s.__file, s.__row, ${literal(key.field)}, 'placeholder' from stage s semi join placeholders d on cast(s.${ident(key.field)} as varchar) = d.key where ${isClean(plan)}`,
      );
    }
    await run('drop table placeholders');
  }
  return keys;
}

/** Ordinals go on from the earlier epoch's: one entity keeps its number for as long as the resource lives. */
export async function assignOrdinals(run: Run, keys: readonly KeyTable[], input: IngestInput): Promise<void> {
  for (const key of keys) {
    const earlier = input.previous?.dictionaries.find((d) => d.field === key.field);
    const start = earlier
      ? `select key, ord, mask from read_parquet(${literal(earlier.path)})`
      : 'select null::varchar as key, null::uinteger as ord, null::ubigint as mask where false';
    await run(`create temp table ${key.dictionary} as ${start}`);
    const [next] = await run(`select coalesce(max(ord) + 1, 0) from ${key.dictionary}`);
    await run(
      `insert into ${key.dictionary} select key, (${Number(next?.[0] ?? 0)} + row_number() over () - 1)::uinteger, ${maskSql(input.bucketKey, key.entity)}
       from ${key.counts} c anti join ${key.dictionary} d using (key)`,
    );
  }
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
