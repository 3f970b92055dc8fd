import { sql } from 'kysely';
import type { VaultContext } from './vault-context.ts';

/** Checks of one batch that may end with the whole server before the batch is refused. */
export const MOST_BEGUN = 5;

/** Notes that a check begins. @returns how many began without an end, this one among them */
export async function countBegun(v: VaultContext, batchId: string): Promise<number> {
  const { value } = await v.transact(async (tx) => {
    const { rows } = await sql<{ times: number }>`
      insert into vault.batch_begun as b (id, times) values (${batchId}, 1)
      on conflict (id) do update set times = b.times + 1 returning times
    `.execute(tx.q);
    return rows[0]?.times ?? 1;
  });
  return value;
}

/** The check ended, well or not: what fails in order is tried again as its job says. */
export async function forgetBegun(v: VaultContext, batchId: string): Promise<void> {
  await v.transact((tx) => sql`delete from vault.batch_begun where id = ${batchId}`.execute(tx.q));
}
