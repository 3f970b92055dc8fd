import type { ActorRef, SubjectRef, Transact, Tx } from '@sluice/database';
import { isDomainError, type IdSource } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { createHash } from 'node:crypto';
import type { GrantSnapshot } from './grant-snapshot.ts';
import type { Release } from './ir/relation.ts';
import type { Accepted } from './program-types.ts';
import { tablesOf } from './run/domain-tables.ts';
import { insertDecision } from './store.ts';

/** The door to writing and fresh names: all that entering an act takes. */
export interface ActContext {
  readonly transact: Transact;
  readonly ids: IdSource;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A program as somebody sent it under a grant. */
export interface Sent {
  readonly actor: ActorRef;
  readonly snapshot: GrantSnapshot;
  readonly sql: string;
}

export interface DecisionInput {
  readonly id: string;
  readonly input: Sent;
  readonly kind: 'explain' | 'query' | 'freeze';
  readonly irDigest: string | null;
  readonly codes: readonly string[];
  readonly releaseId: string | null;
}

export async function writeDecision(tx: Tx, decision: DecisionInput): Promise<void> {
  const { actor, snapshot, sql } = decision.input;
  await insertDecision(tx, {
    id: decision.id,
    grant_id: snapshot.id,
    kind: decision.kind,
    person: actor.kind === 'person' ? actor.person : actor.part,
    text_digest: sha256(sql),
    ir_digest: decision.irDigest,
    rule_version: snapshot.ruleVersion,
    verdict: decision.irDigest === null ? 'refused' : 'accepted',
    codes: decision.codes,
    release_id: decision.releaseId,
    decided_at: tx.at,
  });
}

export function epochsOf(release: Release): readonly string[] {
  return [...new Set(tablesOf(release.input.input.input).values())];
}

/** Epochs that a program reads, in all its branches. */
export const epochsOfProgram = (program: Accepted): readonly string[] => [
  ...new Set((program.union?.branches ?? [program]).flatMap(({ ir }) => epochsOf(ir.input))),
];

/** What every act of the gate says alike: whose grant, which epochs. */
export function actOf(
  input: Sent,
  stream: string,
  rows: readonly { readonly table: string; readonly id: string }[],
  epochs: readonly string[],
) {
  const used = input.snapshot.tables.filter((table) => epochs.includes(table.epochId));
  const subjects: readonly SubjectRef[] = [
    { kind: 'grant', id: input.snapshot.id, rel: 'uses' },
    ...used.map((table): SubjectRef => ({ kind: 'resource', id: table.resourceId, rel: 'uses' })),
    ...used.map((table): SubjectRef => ({ kind: 'epoch', id: table.epochId, rel: 'uses' })),
  ];
  return { stream, actor: input.actor, subjects, rows, ruleVersion: input.snapshot.ruleVersion };
}

/** Writes a refusal and its entry into a transaction. @returns the decision's id */
export async function refusedInto(
  tx: Tx,
  context: ActContext,
  input: Sent,
  kind: DecisionInput['kind'],
  codes: readonly string[],
  rules: readonly string[],
): Promise<string> {
  const decisionId = context.ids.next('dec');
  await writeDecision(tx, { id: decisionId, input, kind, irDigest: null, codes, releaseId: null });
  record(tx, {
    ...actOf(input, `query:${decisionId}`, [{ table: 'gate.decision', id: decisionId }], []),
    type: kind === 'freeze' ? 'gate.cube-refused' : 'gate.query-refused',
    payload: { textDigest: sha256(input.sql), codes: [...codes], rules: [...rules] },
  });
  return decisionId;
}

/** That something ran and gave no answer is an act too. */
export async function recordFailure(
  context: ActContext,
  input: Sent,
  kind: 'query' | 'freeze',
  verdict: Accepted,
  error: unknown,
): Promise<void> {
  if (!isDomainError(error) || error.code !== 'gate.not-completed') return;
  const id = context.ids.next('dec');
  const epochs = epochsOf(verdict.ir.input);
  await context.transact(async (tx) => {
    await writeDecision(tx, {
      id,
      input,
      kind,
      irDigest: verdict.hash,
      codes: ['gate.not-completed'],
      releaseId: null,
    });
    record(tx, {
      ...actOf(input, `query:${id}`, [{ table: 'gate.decision', id }], epochs),
      type: 'gate.query-failed',
      payload: { textDigest: sha256(input.sql), irDigest: verdict.hash, epochs: [...epochs] },
    });
  });
}
