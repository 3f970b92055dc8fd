import { record } from '@sluice/ledger';
import { checker } from '../act-parts.ts';
import type { VaultContext } from '../vault-context.ts';

/** Enters a rotation of the master key that was done while no database was open. */
export async function enterRotation(v: Pick<VaultContext, 'keyFolder' | 'transact'>): Promise<boolean> {
  const rotation = await v.keyFolder.rotationToEnter();
  if (!rotation) return false;
  await v.transact(async (tx) => {
    record(tx, {
      type: 'vault.master-key-rotated',
      stream: 'vault:keys',
      actor: checker,
      subjects: [],
      rows: [],
      ruleVersion: '1',
      payload: { from: rotation.from, to: rotation.to, keys: rotation.keys },
    });
    return Promise.resolve();
  });
  await v.keyFolder.rotationEntered();
  return true;
}
