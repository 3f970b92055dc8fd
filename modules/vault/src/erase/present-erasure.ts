import { fromUtf8, utf8 } from '@sluice/crypto';
import { DomainError } from '@sluice/kernel';
import type { ErasureRow } from '../tables.ts';
import type { VaultContext } from '../vault-context.ts';

/** What obliges to it: the law on personal information, an objection that was upheld, a mistake of the source. */
export const erasureGrounds = ['subject-request', 'objection-upheld', 'consent-withdrawn', 'source-mistake'] as const;
export type ErasureGround = (typeof erasureGrounds)[number];

/** Whose records, and what they should say; personal data, kept under seal and only until it is done. */
export interface ErasureSubject {
  readonly key: string;
  readonly changes?: Readonly<Record<string, string | null>>;
}

export interface ErasureView {
  readonly id: string;
  readonly resourceId: string;
  readonly jurisdiction: string;
  readonly kind: ErasureRow['kind'];
  /** The entity key by which the person is named; never his key. */
  readonly field: string;
  readonly ground: ErasureGround;
  readonly state: ErasureRow['state'];
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly approvedBy?: string;
  readonly hiddenAt?: string;
  readonly dueAt?: string;
  readonly finishedAt?: string;
  readonly overdue: boolean;
  readonly rows?: number;
  readonly epochBefore?: string;
  readonly epochAfter?: string;
}

export function presentErasure(row: ErasureRow, now: Date): ErasureView {
  return {
    id: row.id,
    resourceId: row.resource_id,
    jurisdiction: row.jurisdiction,
    kind: row.kind,
    field: row.field,
    ground: row.ground as ErasureGround,
    state: row.state,
    requestedBy: row.requested_by,
    requestedAt: row.requested_at.toISOString(),
    ...(row.approved_by === null ? {} : { approvedBy: row.approved_by }),
    ...(row.hidden_at === null ? {} : { hiddenAt: row.hidden_at.toISOString() }),
    ...(row.due_at === null ? {} : { dueAt: row.due_at.toISOString() }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at.toISOString() }),
    overdue: row.state === 'hidden' && row.due_at !== null && row.due_at < now,
    ...(row.rows === null ? {} : { rows: row.rows }),
    ...(row.epoch_before === null ? {} : { epochBefore: row.epoch_before }),
    ...(row.epoch_after === null ? {} : { epochAfter: row.epoch_after }),
  };
}

const contextOf = (id: string): Uint8Array => utf8(`vault erasure\n${id}`);

export const sealSubject = (v: VaultContext, id: string, subject: ErasureSubject): Buffer =>
  Buffer.from(v.sealer.seal(v.sourceKey, utf8(JSON.stringify(subject)), contextOf(id)));

/** @throws DomainError `vault.erasure-settled` (conflict) when it is done and nobody is named any more */
export function openSubject(v: VaultContext, row: ErasureRow): ErasureSubject {
  if (row.subject === null) throw new DomainError('vault.erasure-settled', 'conflict', { state: row.state });
  return JSON.parse(fromUtf8(v.sealer.open(v.sourceKey, row.subject, contextOf(row.id)))) as ErasureSubject;
}

/** What every entry of an erasure's story has in common. */
export const actOfErasure = (v: VaultContext, row: ErasureRow) => ({
  stream: `erasure:${row.id}`,
  subjects: [{ kind: 'resource', id: row.resource_id, rel: 'about' as const }],
  rows: [{ table: 'vault.erasure', id: row.id }],
  ruleVersion: v.ruleVersion(row.jurisdiction),
});
