import type { Db } from '@sluice/database';
import type { GrantSnapshot } from './grant-snapshot.ts';
import { hashProgram } from './hash-program.ts';
import type { Accepted } from './program-types.ts';
import { movesOf, onEpoch } from './release/move-epochs.ts';
import { dataSetOf } from './release/support-family.ts';
import { findAnswer } from './store.ts';

/**
 * The same question of an epoch from which this one differs by a few entities, where that was answered: asked again, it
 * would tell what these have added (R13). The answer stands, and the entry names the epoch that it is of.
 */
export async function answeredEarlier(db: Db, snapshot: GrantSnapshot, verdict: Accepted): Promise<Accepted | null> {
  const { epochId } = dataSetOf(verdict.ir.input);
  for (const move of movesOf(snapshot)) {
    if (move.to !== epochId) continue;
    const release = onEpoch(verdict.ir.input, move);
    const hash = hashProgram(release);
    if (await findAnswer(db, dataSetOf(release), hash))
      return { ...verdict, ir: { ...verdict.ir, input: release }, hash };
  }
  return null;
}
