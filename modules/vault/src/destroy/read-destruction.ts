import { assertAllowed } from '@sluice/kernel';
import type { Actor, VaultContext } from '../vault-context.ts';
import { presentDestruction, type DestructionView } from './present-destruction.ts';
import { getDestruction, pageOfDestructions } from './store-destruction.ts';

/** @throws DomainError a refusal of `destruction.read`; `vault.destruction-not-found` (not-found) */
export async function readDestruction(v: VaultContext, actor: Actor, id: string): Promise<DestructionView> {
  const row = await getDestruction(v.db, id);
  mayRead(v, actor, row.jurisdiction);
  return presentDestruction(row);
}

/** Destructions of a jurisdiction, newest first. @throws DomainError a refusal of `destruction.read` */
export async function listDestructions(
  v: VaultContext,
  actor: Actor,
  jurisdiction: string,
  page: number,
  size: number,
): Promise<{ items: DestructionView[]; total: number }> {
  mayRead(v, actor, jurisdiction);
  const { rows, total } = await pageOfDestructions(v.db, jurisdiction, page, size);
  return { items: rows.map(presentDestruction), total };
}

/** That data is gone is told to everyone who may read evidence. */
const mayRead = (v: VaultContext, actor: Actor, objectJurisdiction: string): void =>
  assertAllowed(v.policy.decide({ actor, act: 'destruction.read', objectJurisdiction }));
