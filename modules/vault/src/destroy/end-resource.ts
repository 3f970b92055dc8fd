import { isDomainError } from '@sluice/kernel';
import { checker } from '../act-parts.ts';
import type { VaultContext } from '../vault-context.ts';
import { newRow, type Written } from './destruction-act.ts';
import { beginDestruction, finishDestruction } from './execute-destruction.ts';
import { planDestruction } from './plan-destruction.ts';
import { presentDestruction, type DestructionView } from './present-destruction.ts';
import { digestsOf } from './request-destruction.ts';
import { insertDestruction } from './store-destruction.ts';

/**
 * Destroys all data of a resource because what it was there for has ended: nobody has to ask or approve, an entry orders it.
 * For what was brought in for one grant alone.
 * @returns nothing where none of its data is left, or while a delivery of it is being checked
 */
export async function endResource(
  v: VaultContext,
  ended: {
    readonly id: string;
    readonly jurisdiction: string;
    readonly ground: 'grant-ended' | 'end-of-use';
    readonly groundEntry: string;
  },
): Promise<Written<DestructionView> | undefined> {
  const target = { kind: 'resource' as const, id: ended.id, ownerId: ended.id, jurisdiction: ended.jurisdiction };
  const plan = await planOf(v, ended.id);
  if (!plan || (plan.epochIds.length === 0 && plan.keyIds.length === 0)) return undefined;
  const ciphertexts = await digestsOf(v, plan.keyIds);
  let afterwards = (): void => undefined;
  const committed = await v.transact(async (tx) => {
    const row = newRow(v, { ...target, ground: ended.ground, by: null, groundEntry: ended.groundEntry }, tx.at);
    await insertDestruction(tx, row);
    afterwards = await beginDestruction(v, tx, row, plan, ciphertexts, checker);
    return presentDestruction(row);
  });
  afterwards();
  const { value, evidence } = await finishDestruction(v, committed.value.id);
  return { value, evidence: [...committed.evidence, ...evidence] };
}

async function planOf(v: VaultContext, id: string) {
  try {
    return await planDestruction(v.db, { target_kind: 'resource', target_id: id, owner_id: id });
  } catch (error) {
    if (isDomainError(error) && error.code === 'vault.batch-in-work') return undefined;
    throw error;
  }
}
