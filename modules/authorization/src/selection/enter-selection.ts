import type { ActorRef, ChangedRow, Tx } from '@sluice/database';
import { record, type ActPayload, type ActType } from '@sluice/ledger';
import { versionOf } from '../context.ts';

/** Enters what happened in a selection into its own stream. */
export function enterSelection<T extends ActType>(
  tx: Tx,
  selection: { readonly id: string; readonly profile: { readonly id: string; readonly version: string } },
  actor: ActorRef,
  act: { readonly type: T; readonly rows: readonly ChangedRow[]; readonly payload: ActPayload<T> },
): void {
  record<T>(tx, {
    ...act,
    stream: `selection:${selection.id}`,
    actor,
    subjects: [],
    ruleVersion: versionOf(selection.profile),
  });
}
