import type { Db, Tx } from '@sluice/database';
import { DomainError, type Reason } from '@sluice/kernel';
import { sql, type Insertable, type Selectable, type Updateable } from 'kysely';
import type { StoredAnswer } from './freeze-cube.ts';
import type { Actor, ProductState } from './product.ts';
import type {
  AnswerTable,
  FindingTable,
  ProductTable,
  ProductTables,
  ReleaseTable,
  StateChangeTable,
} from './tables.ts';

export type ProductRow = Selectable<ProductTable>;
export type ReleaseRow = Selectable<ReleaseTable>;
export type FindingRow = Selectable<FindingTable>;
export type StateChangeRow = Selectable<StateChangeTable>;
export type AnswerRow = Selectable<AnswerTable>;

export const tables = (db: Db) => db.q.withTables<ProductTables>();

/** Rows of one insert: PostgreSQL takes 65,535 parameters at most. */
const CHUNK = 5000;

/** @throws DomainError `product.not-found` */
export async function readProduct(db: Db, id: string): Promise<ProductRow> {
  return found(await tables(db).selectFrom('product.product').selectAll().where('id', '=', id).executeTakeFirst());
}

/** Reads and locks, so that two acts on one product happen one after the other. @throws DomainError `product.not-found` */
export async function lockProduct(tx: Tx, id: string): Promise<ProductRow> {
  return found(
    await tables(tx).selectFrom('product.product').selectAll().where('id', '=', id).forUpdate().executeTakeFirst(),
  );
}

function found(row: ProductRow | undefined): ProductRow {
  if (!row) throw new DomainError('product.not-found', 'not-found');
  return row;
}

export async function insertProduct(tx: Tx, row: Insertable<ProductTable>): Promise<void> {
  await tables(tx).insertInto('product.product').values(row).execute();
}

export async function updateProduct(tx: Tx, id: string, set: Updateable<ProductTable>): Promise<void> {
  await tables(tx)
    .updateTable('product.product')
    .set({ ...set, updated_at: tx.at })
    .where('id', '=', id)
    .execute();
}

/** Words as a pattern for ILIKE: what the reader typed stands for itself. */
const patternOf = (q: string): string => `%${q.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;

/** Products that the actor may see, newest first. */
export async function listProducts(
  db: Db,
  filter: {
    readonly actor: Actor;
    readonly all: boolean;
    readonly state?: ProductState | undefined;
    readonly q?: string | undefined;
    readonly limit: number;
    readonly offset: number;
  },
): Promise<{ readonly rows: readonly ProductRow[]; readonly total: number }> {
  const base = tables(db)
    .selectFrom('product.product')
    .where((eb) =>
      filter.all
        ? eb.or([eb('jurisdiction', '=', filter.actor.jurisdiction), eb('developer', '=', filter.actor.body)])
        : eb('developer', '=', filter.actor.body),
    )
    .$if(filter.state !== undefined, (q) => q.where('state', '=', filter.state ?? 'draft'))
    .$if(filter.q !== undefined, (q) =>
      q.where((eb) => eb.or([eb('title', 'ilike', patternOf(filter.q ?? '')), eb('id', '=', filter.q ?? '')])),
    );
  const rows = await base
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  const { total } = await base.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  return { rows, total };
}

export async function insertRelease(tx: Tx, row: Insertable<ReleaseTable>): Promise<void> {
  await tables(tx).insertInto('product.release').values(row).execute();
}

export async function insertAnswers(tx: Tx, releaseId: string, answers: readonly StoredAnswer[]): Promise<void> {
  for (let from = 0; from < answers.length; from += CHUNK) {
    const rows = answers.slice(from, from + CHUNK).map((answer, i) => ({
      id: `${releaseId}.${from + i}`,
      release_id: releaseId,
      key: answer.key,
      rows: answer.rows,
      row_count: answer.rowCount,
      digest: answer.digest,
    }));
    await tables(tx).insertInto('product.answer').values(rows).execute();
  }
}

export async function readRelease(db: Db, id: string): Promise<ReleaseRow> {
  const row = await tables(db).selectFrom('product.release').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('product.not-frozen', 'precondition');
  return row;
}

/** Id of the product that a freeze of the gate was made for. @throws DomainError `product.not-frozen` (precondition) */
export async function readFrozenProduct(db: Db, freezeId: string): Promise<string> {
  const row = await tables(db)
    .selectFrom('product.release')
    .select('product_id')
    .where('freeze_id', '=', freezeId)
    .executeTakeFirst();
  if (!row) throw new DomainError('product.not-frozen', 'precondition');
  return row.product_id;
}

export async function readReleases(db: Db, ids: readonly string[]): Promise<readonly ReleaseRow[]> {
  if (ids.length === 0) return [];
  return tables(db).selectFrom('product.release').selectAll().where('id', 'in', ids).execute();
}

export async function countReleases(db: Db, productId: string): Promise<number> {
  const row = await tables(db)
    .selectFrom('product.release')
    .select((eb) => eb.fn.countAll<number>().as('n'))
    .where('product_id', '=', productId)
    .executeTakeFirstOrThrow();
  return row.n;
}

export async function readAnswers(db: Db, releaseId: string): Promise<readonly AnswerRow[]> {
  return tables(db).selectFrom('product.answer').selectAll().where('release_id', '=', releaseId).execute();
}

export async function readFindings(db: Db, productIds: readonly string[]): Promise<readonly FindingRow[]> {
  if (productIds.length === 0) return [];
  return tables(db)
    .selectFrom('product.finding')
    .selectAll()
    .where('product_id', 'in', productIds)
    .orderBy('found_at')
    .orderBy('id')
    .execute();
}

export interface NewFinding {
  readonly id: string;
  readonly productId: string;
  readonly round: number;
  /** Step of the review; empty for what the platform computed. */
  readonly step: string;
  readonly check: string;
  readonly by: 'platform' | 'person';
  readonly role: string;
  readonly outcome: 'pass' | 'fail';
  readonly finding?: string | undefined;
  readonly measure?: string | undefined;
  readonly reasons: readonly Reason[];
  readonly actor?: Actor;
}

/** One finding per step, check and round. @throws DomainError `database.unique` (conflict) on a second one. */
export async function insertFindings(tx: Tx, findings: readonly NewFinding[]): Promise<void> {
  const rows = findings.map((one) => ({
    id: one.id,
    product_id: one.productId,
    round: one.round,
    step: one.step,
    check_name: one.check,
    found_by: one.by,
    role: one.role,
    outcome: one.outcome,
    finding: one.finding ?? null,
    measure: one.measure ?? null,
    reasons: JSON.stringify(one.reasons),
    person: one.actor?.person ?? null,
    body: one.actor?.body ?? null,
    found_at: tx.at,
  }));
  await tables(tx).insertInto('product.finding').values(rows).execute();
}

export async function readStateChanges(db: Db, productIds: readonly string[]): Promise<readonly StateChangeRow[]> {
  if (productIds.length === 0) return [];
  return tables(db)
    .selectFrom('product.state_change')
    .selectAll()
    .where('product_id', 'in', productIds)
    .orderBy('seq')
    .execute();
}

export async function insertStateChange(
  tx: Tx,
  change: {
    readonly id: string;
    readonly productId: string;
    readonly from: ProductState | null;
    readonly to: ProductState;
    readonly ground?: string | undefined;
  },
): Promise<void> {
  const { seq } = await tables(tx)
    .selectFrom('product.state_change')
    .select((eb) => eb.fn.countAll<number>().as('seq'))
    .where('product_id', '=', change.productId)
    .executeTakeFirstOrThrow();
  await tables(tx)
    .insertInto('product.state_change')
    .values({
      id: change.id,
      product_id: change.productId,
      seq,
      from_state: change.from,
      to_state: change.to,
      ground: change.ground ?? null,
      changed_at: tx.at,
    })
    .execute();
}

export async function listOfGrant(
  db: Db,
  grantId: string,
  states: readonly ProductState[],
): Promise<readonly ProductRow[]> {
  return tables(db)
    .selectFrom('product.product')
    .selectAll()
    .where('grant_id', '=', grantId)
    .where('state', 'in', states)
    .orderBy('id')
    .execute();
}

export async function listInState(db: Db, state: ProductState): Promise<readonly ProductRow[]> {
  return tables(db).selectFrom('product.product').selectAll().where('state', '=', state).orderBy('id').execute();
}

/** Listed products whose present release names one of the epochs. */
export async function listRestingOn(db: Db, epochIds: readonly string[]): Promise<readonly ProductRow[]> {
  if (epochIds.length === 0) return [];
  return tables(db)
    .selectFrom('product.product as p')
    .innerJoin('product.release as r', 'r.id', 'p.release_id')
    .selectAll('p')
    .where('p.state', '=', 'listed')
    .where(
      sql<boolean>`exists (select from jsonb_array_elements(r.epochs) e where e ->> 'epochId' = any(${[...epochIds]}::text[]))`,
    )
    .orderBy('p.id')
    .execute();
}
