import type { ChangedRow, Tx } from '@sluice/database';
import { record, type ActPayload, type ActType } from '@sluice/ledger';
import type { CaseActor, CaseRecord } from './case-record.ts';

/** Enters what a person did on a case into the stream of what it decides. */
export function enterAct<T extends ActType>(
  tx: Tx,
  file: CaseRecord,
  actor: CaseActor,
  act: { readonly type: T; readonly rows: readonly ChangedRow[]; readonly payload: ActPayload<T> },
): void {
  record<T>(tx, {
    ...act,
    stream: file.stream,
    actor: { kind: 'person', person: actor.person, body: actor.body, role: actor.role },
    subjects: [{ kind: 'case', id: file.id, rel: 'about' }],
    ruleVersion: `${file.profile.id}@${file.profile.version}`,
  });
}
