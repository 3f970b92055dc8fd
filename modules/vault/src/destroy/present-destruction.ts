import type { DestructionRow, DestructionState, DestructionTarget } from '../tables.ts';

/** Grounds that a person may name: the texts' own for an exit (F1a Art.23), and those of the life of data. */
export const destructionGrounds = [
  'expiry',
  'own-request',
  'breach',
  'evaluation-not-passed',
  'incident',
  'law-or-policy',
  'superseded',
  'retention-over',
  'end-of-use',
] as const;
export type DestructionGround = (typeof destructionGrounds)[number];

export interface Approval {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly at: string;
}

export interface DestructionView {
  readonly id: string;
  readonly target: { readonly kind: DestructionTarget; readonly id: string };
  readonly ownerId: string;
  readonly jurisdiction: string;
  readonly ground: DestructionGround | 'grant-ended';
  readonly groundEntry?: string;
  readonly state: DestructionState;
  readonly requestedBy?: string;
  readonly requestedAt: string;
  readonly approvals: Approval[];
  readonly epochIds: string[];
  readonly keyIds: string[];
  readonly ciphertexts: { readonly file: string; readonly sha256: string }[];
  readonly retained: string[];
  readonly completedAt?: string;
  readonly escrowedUntil?: string;
}

export function presentDestruction(row: DestructionRow): DestructionView {
  return {
    id: row.id,
    target: { kind: row.target_kind, id: row.target_id },
    ownerId: row.owner_id,
    jurisdiction: row.jurisdiction,
    ground: row.ground as DestructionView['ground'],
    ...(row.ground_entry === null ? {} : { groundEntry: row.ground_entry }),
    state: row.state,
    ...(row.requested_by === null ? {} : { requestedBy: row.requested_by }),
    requestedAt: row.requested_at.toISOString(),
    approvals: [...approvalsOf(row)],
    epochIds: [...textsOf(row.epoch_ids)],
    keyIds: [...textsOf(row.key_ids)],
    ciphertexts: [...ciphertextsOf(row)],
    retained: [...textsOf(row.retained)],
    ...(row.completed_at === null ? {} : { completedAt: row.completed_at.toISOString() }),
    ...(row.escrowed_until === null ? {} : { escrowedUntil: row.escrowed_until.toISOString() }),
  };
}

export const approvalsOf = (row: DestructionRow): readonly Approval[] =>
  row.approvals as unknown as readonly Approval[];
export const textsOf = (value: DestructionRow['key_ids']): readonly string[] => value as readonly string[];
export const ciphertextsOf = (row: DestructionRow): readonly { readonly file: string; readonly sha256: string }[] =>
  row.ciphertexts as unknown as readonly { readonly file: string; readonly sha256: string }[];
