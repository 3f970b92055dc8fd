import type { ActorRef, ChangedRow, Tx } from '@sluice/database';
import { record, type ActPayload, type ActType } from '@sluice/ledger';
import { versionOf } from '../context.ts';
import type { OperationAgreement } from './agreement.ts';

/** Enters what happened to an operation agreement into its own stream, or into that of the jurisdiction's operators. */
export function enterAgreement<T extends ActType>(
  tx: Tx,
  agreement: Pick<OperationAgreement, 'id' | 'operator' | 'profile'>,
  actor: ActorRef,
  act: {
    readonly type: T;
    readonly rows: readonly ChangedRow[];
    readonly payload: ActPayload<T>;
    readonly stream?: string;
  },
): void {
  record<T>(tx, {
    type: act.type,
    rows: act.rows,
    payload: act.payload,
    stream: act.stream ?? `operation-agreement:${agreement.id}`,
    actor,
    subjects: [{ kind: 'body', id: agreement.operator, rel: 'about' }],
    ruleVersion: versionOf(agreement.profile),
  });
}
