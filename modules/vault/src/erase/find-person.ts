import type { FieldDefinition } from '@sluice/catalogue';
import type { EngineSession, EngineValue } from '@sluice/engines';
import { DomainError } from '@sluice/kernel';
import { ident, literal } from '../ingest/quote-sql.ts';
import { engineType } from '../ingest/rules.ts';
import { isFaulty, stageSql, failed } from '../ingest/stage-sql.ts';
import { bucketColumn, isEntityKey, ordinalColumn } from '../ingest/statistics.ts';

/** One pass over the segments of an epoch. */
export const PASS_DEADLINE_MS = 1_800_000;
const limits = { deadlineMs: PASS_DEADLINE_MS, maxRows: 1_000 };

export const countOf = (rows: readonly (readonly EngineValue[])[]): number => Number(rows[0]?.[0] ?? 0);

/** The person's number in the dictionary of the resource; his key travels as a parameter, never in a text. */
export async function ordinalOf(session: EngineSession, dictionary: string, key: string): Promise<number | undefined> {
  const { rows } = await session.run(
    { sql: `select ord from read_parquet(${literal(dictionary)}) where key = $1`, params: [key] },
    limits,
  );
  return rows[0] === undefined ? undefined : Number(rows[0][0]);
}

/** Rows with that number, in one segment. */
export async function rowsWith(session: EngineSession, path: string, field: string, ordinal: number): Promise<number> {
  const { rows } = await session.run(
    { sql: `select count(*) from read_parquet(${literal(path)}) where ${ident(ordinalColumn(field))} = ${ordinal}` },
    limits,
  );
  return countOf(rows);
}

/**
 * Writes the person's rows with the corrected values as a segment of their own; they are checked like delivered ones.
 * @throws DomainError `vault.correction-faulty` (invalid) with field and rule of the first fault
 */
export async function writeCorrected(
  session: EngineSession,
  paths: readonly string[],
  who: { readonly field: string; readonly ordinal: number },
  fields: readonly FieldDefinition[],
  changes: Readonly<Record<string, string | null>>,
  to: string,
): Promise<number> {
  const sources = `read_parquet([${paths.map(literal).join(', ')}], union_by_name=true)`;
  const own = fields.filter(isEntityKey).flatMap(({ name }) => [ordinalColumn(name), bucketColumn(name)]);
  const columns = fields.map(({ name }, at) => {
    const value = changes[name];
    if (value === undefined) return `${ident(name)} as c${at}`;
    return `${value === null ? 'null' : literal(value)}::varchar as c${at}`;
  });
  const relation = `(select ${[...columns, ...own.map(ident)].join(', ')} from ${sources} where ${ident(ordinalColumn(who.field))} = ${who.ordinal})`;
  const staged = stageSql(
    fields.map((field, at) => ({
      field,
      expression: `c${at}`,
      ...(changes[field.name] === undefined ? { sourceType: engineType(field.type).toUpperCase() } : {}),
    })),
  );
  await session.run({ sql: `create or replace temp table corrected as ${staged.over(relation)}` }, limits);
  await assertSound(session, staged.plan);
  // Ordinals and buckets are the same in all rows of the person; those of other keys go with their row.
  await session.run(
    {
      sql: `create or replace temp table numbers as select row_number() over () as r, ${own.map(ident).join(', ')} from ${relation}`,
    },
    limits,
  );
  const kept = [...fields.map(({ name }) => `s.${ident(name)}`), ...own.map((name) => `n.${ident(name)}`)];
  const written = await session.run(
    {
      sql: `copy (select ${kept.join(', ')} from (select *, row_number() over () as r from corrected) s join numbers n using (r)) to ${literal(to)} (format parquet, compression zstd)`,
    },
    limits,
  );
  return countOf(written.rows);
}

async function assertSound(session: EngineSession, plan: ReturnType<typeof stageSql>['plan']): Promise<void> {
  const faulty = countOf(
    (await session.run({ sql: `select count(*) from corrected where ${isFaulty(plan)}` }, limits)).rows,
  );
  if (faulty === 0) return;
  for (const check of plan.checks) {
    const { rows } = await session.run({ sql: `select count(*) from corrected where ${failed(plan, check)}` }, limits);
    if (countOf(rows) > 0)
      throw new DomainError('vault.correction-faulty', 'invalid', { field: check.field, rule: check.rule });
  }
}
