import type { Db, Tx } from '@sluice/database';
import { currentClaim, type IdempotencyStore } from '@sluice/http';
import type { Clock } from '@sluice/kernel';

/** Keys are remembered this long; then the same key is a new request. */
const KEPT_MS = 24 * 3_600_000;

type HttpTables = {
  'http.idempotency': {
    id: string;
    request_digest: string;
    effect_committed: boolean;
    status: number | null;
    sealed_answer: Buffer | null;
    created_at: Date;
  };
};

/** Idempotency keys in the database. Its writes are no acts of the domain, so they need no door and no entry. */
export function createIdempotencyStore(db: Db, clock: Clock): IdempotencyStore {
  const q = db.q.withTables<HttpTables>();
  return {
    async claim(id, requestDigest) {
      const row = { id, request_digest: requestDigest, effect_committed: false, created_at: clock.now() };
      const made = await q
        .insertInto('http.idempotency')
        .values({ ...row, status: null, sealed_answer: null })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      if (made.numInsertedOrUpdatedRows === 1n) return undefined;
      const before = await q.selectFrom('http.idempotency').selectAll().where('id', '=', id).executeTakeFirst();
      return {
        requestDigest: before?.request_digest ?? requestDigest,
        effectCommitted: before?.effect_committed ?? false,
        status: before?.status ?? undefined,
        sealedAnswer: before?.sealed_answer ?? undefined,
      };
    },
    async keepAnswer(id, status, sealed) {
      await q
        .updateTable('http.idempotency')
        .set({ status, sealed_answer: Buffer.from(sealed) })
        .where('id', '=', id)
        .execute();
    },
    async release(id) {
      const { numDeletedRows } = await q
        .deleteFrom('http.idempotency')
        .where('id', '=', id)
        .where('effect_committed', '=', false)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
  };
}

/** Step of every transaction: notes, with the effect itself, that the running request had one. */
export async function markClaim(tx: Tx): Promise<void> {
  const id = currentClaim();
  if (id) await markClaims(tx, [id]);
}

/** The same for requests that are recorded together. */
export async function markClaims(tx: Tx, ids: readonly string[]): Promise<void> {
  const q = tx.q.withTables<HttpTables>();
  await q.updateTable('http.idempotency').set({ effect_committed: true }).where('id', 'in', ids).execute();
}

/**
 * At start: claims of requests that a crash ended before they had any effect may be made again, and old ones go.
 * Answers the number removed.
 */
export async function sweepClaims(db: Db, clock: Clock): Promise<number> {
  const before = new Date(clock.now().getTime() - KEPT_MS);
  const { numDeletedRows } = await db.q
    .withTables<HttpTables>()
    .deleteFrom('http.idempotency')
    .where((row) =>
      row.or([
        row('created_at', '<', before),
        row.and([row('status', 'is', null), row('effect_committed', '=', false)]),
      ]),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
}

/** Answers that are kept for repeated requests may hold results: all go, the memory that they were given stays. */
export async function forgetAnswers(db: Db): Promise<void> {
  await db.q.withTables<HttpTables>().updateTable('http.idempotency').set({ sealed_answer: null }).execute();
}
