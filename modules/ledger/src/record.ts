import type { ActorRef, ChangedRow, SubjectRef, Tx } from '@sluice/database';
import { DomainError, type JsonObject } from '@sluice/kernel';
import { actDefinition, isActType, type ActPayload, type ActType } from './act-types.ts';
import type { RetainClass } from './act-types/define.ts';

/** An act as a module states it. */
export interface Act<T extends ActType> {
  readonly type: T;
  /** `<kind>:<id>` of the object whose story this act continues. */
  readonly stream: string;
  readonly actor: ActorRef;
  /** Other objects: `uses` leads upstream to the source, `for` downstream. */
  readonly subjects?: readonly SubjectRef[];
  /** Every ledgered row that this transaction changed for this act, deleted ones too. */
  readonly rows: readonly ChangedRow[];
  /** Version of the rules that were applied: profile and module version. */
  readonly ruleVersion: string;
  readonly payload: ActPayload<T>;
  /** Only where it differs from the one of the type. */
  readonly retainClass?: RetainClass;
}

const STREAM = /^[a-z][a-z-]{0,31}:[\x21-\x7e]{1,120}$/;

/**
 * States an act; it is written as an entry at the end of the transaction, which commits both or neither.
 * @throws DomainError `ledger.unknown-act`, `ledger.malformed-stream`, `ledger.malformed-payload` (internal: a fault of the caller)
 */
export function record<T extends ActType>(tx: Tx, act: Act<T>): void {
  if (!isActType(act.type)) throw new DomainError('ledger.unknown-act', 'internal', { type: act.type });
  if (!STREAM.test(act.stream)) throw new DomainError('ledger.malformed-stream', 'internal', { type: act.type });
  const definition = actDefinition(act.type);
  const payload = definition.payload.safeParse(act.payload);
  if (!payload.success)
    throw new DomainError(
      'ledger.malformed-payload',
      'internal',
      { type: act.type },
      payload.error.issues.map((issue) => ({ code: `payload.${issue.code}`, path: issue.path.join('.') })),
    );
  tx.acts.push({
    type: act.type,
    stream: act.stream,
    actor: act.actor,
    subjects: act.subjects ?? [],
    rows: act.rows,
    ruleVersion: act.ruleVersion,
    payload: payload.data as JsonObject,
    retainClass: act.retainClass ?? definition.retainClass,
  });
}
