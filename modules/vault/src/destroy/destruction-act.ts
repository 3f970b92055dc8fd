import type { EntryRef } from '@sluice/database';
import type { DestructionRow, DestructionTarget } from '../tables.ts';
import type { VaultContext } from '../vault-context.ts';

export interface Written<T> {
  readonly value: T;
  readonly evidence: readonly EntryRef[];
}

export interface NewDestruction {
  readonly kind: DestructionTarget;
  readonly id: string;
  readonly ground: string;
  readonly ownerId: string;
  readonly ownerBody?: string | undefined;
  readonly jurisdiction: string;
  readonly by: string | null;
  readonly groundEntry: string | null;
}

export function newRow(v: VaultContext, it: NewDestruction, at: Date): DestructionRow {
  return {
    id: v.ids.next<'destruction'>('des'),
    target_kind: it.kind,
    target_id: it.id,
    owner_id: it.ownerId,
    owner_body: it.ownerBody ?? null,
    jurisdiction: it.jurisdiction,
    ground: it.ground,
    ground_entry: it.groundEntry,
    requested_by: it.by,
    requested_at: at,
    approvals: [],
    state: 'requested',
    epoch_ids: [],
    key_ids: [],
    ciphertexts: [],
    retained: [],
    completed_at: null,
    escrowed_until: null,
  };
}

/** What every entry of a destruction's story has in common. */
export function actOf(v: VaultContext, row: DestructionRow) {
  const owner = row.target_kind === 'workspace' ? 'grant' : 'resource';
  return {
    stream: `destruction:${row.id}`,
    subjects: [
      { kind: owner, id: row.owner_id, rel: 'about' as const },
      ...(row.target_kind === 'epoch' ? [{ kind: 'epoch', id: row.target_id, rel: 'about' as const }] : []),
    ],
    rows: [{ table: 'vault.destruction', id: row.id }],
    ruleVersion: v.ruleVersion(row.jurisdiction),
  };
}
