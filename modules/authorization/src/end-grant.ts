import type { CaseActor } from '@sluice/cases';
import type { Tx } from '@sluice/database';
import { allow, DomainError, refuse, type Decision, type Reason } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { lockApplication, findUnsigned, updateApplication } from './application-store.ts';
import {
  actorRef,
  applicationRow,
  assertPower,
  dateOf,
  profileOf,
  streamOf,
  versionOf,
  type Context,
} from './context.ts';
import { readDocuments } from './document-store.ts';
import { grantState, type Grant } from './grant.ts';
import { enterEnd } from './enter-end.ts';
import { findExpired, lockGrant } from './grant-store.ts';
import { sweepAgreements } from './operation/end-agreement.ts';
import { sweepNotices } from './publicity/run-notices.ts';
import { concludeSelections } from './selection/conclude-selections.ts';
import { isSigned } from './sign-documents.ts';

/**
 * Ends a grant at once with its ground. @throws DomainError `grant.ended` (conflict), `grant.not-operator` (forbidden)
 */
export async function revokeGrant(
  context: Context,
  tx: Tx,
  id: string,
  ground: string,
  actor: CaseActor,
): Promise<Grant> {
  const grant = await lockGrant(tx, id);
  assertPower(context, actor, 'grant.revoke', grant.jurisdiction);
  if (actor.role === 'operator' && actor.body !== grant.operator)
    throw new DomainError('grant.not-operator', 'forbidden');
  const state = grantState(grant, tx.at);
  if (state === 'expired' || state === 'revoked') throw new DomainError('grant.ended', 'conflict', { state });
  return enterEnd(tx, grant, { at: tx.at, cause: 'revoked', ground, by: actor.person }, actorRef(actor));
}

/**
 * Whether a job may rest on the grant now: its developer, its scenario, its time. One scenario, one grant (APP-01).
 * Reasons: `grant.other-developer`, `grant.other-scenario`, `grant.not-started`, `grant.suspended`,
 * `grant.expired`, `grant.revoked`.
 */
export function checkGrantUse(
  grant: Grant,
  use: { readonly body: string; readonly scenario?: string | undefined },
  now: Date,
): Decision {
  const reasons: Reason[] = [];
  const state = grantState(grant, now);
  // Another developer learns nothing else of the grant.
  if (use.body !== grant.developer) return refuse({ code: 'grant.other-developer' });
  if (use.scenario !== undefined && use.scenario !== grant.terms.scenario.code) {
    reasons.push({
      code: 'grant.other-scenario',
      params: { scenario: grant.terms.scenario.code },
      clause: grant.terms.clauses.purpose,
    });
  }
  if (state === 'prepared')
    reasons.push({ code: 'grant.not-started', params: { startsAt: grant.startsAt.toISOString() } });
  if (state === 'suspended') reasons.push({ code: 'grant.suspended', params: { ground: grant.held?.ground ?? '' } });
  if (state === 'expired') reasons.push({ code: 'grant.expired', params: { endsAt: grant.endsAt.toISOString() } });
  if (state === 'revoked') reasons.push({ code: 'grant.revoked', params: { ground: grant.ended?.ground ?? '' } });
  const [first, ...more] = reasons;
  return first ? refuse(first, ...more) : allow({ code: 'grant.in-force', params: { grant: grant.id } });
}

/** What the clock has brought about: ends of grants and lapsed approvals are entered, overdue steps are listed. */
export async function sweepAuthorization(
  context: Context,
  now: Date,
): Promise<{ expired: number; lapsed: number; overdue: number }> {
  const overdue = await context.cases.sweep(now);
  const { value: expired } = await context.transact((tx) => enterExpired(tx, now));
  await sweepNotices(context, now);
  await concludeSelections(context);
  await sweepAgreements(context, now);
  const { value: lapsed } = await context.transact((tx) => enterLapsed(context, tx, now));
  return { expired, lapsed, overdue };
}

async function enterExpired(tx: Tx, now: Date): Promise<number> {
  const ids = await findExpired(tx, now);
  for (const id of ids) {
    const grant = await lockGrant(tx, id);
    if (grant.ended) continue;
    await enterEnd(
      tx,
      grant,
      { at: grant.endsAt, cause: 'end-date', ground: 'end-date', by: null },
      { kind: 'system', part: 'authorization' },
    );
  }
  return ids.length;
}

async function enterLapsed(context: Context, tx: Tx, now: Date): Promise<number> {
  let lapsed = 0;
  for (const id of await findUnsigned(tx, dateOf(now))) {
    const application = await lockApplication(tx, id);
    if (application.state !== 'approved') continue;
    const documents = await readDocuments(tx, id);
    const signed = profileOf(context, application).agreement.documents.value.every((definition) =>
      documents.some((document) => document.kind === definition.kind && isSigned(definition, document)),
    );
    // A set that is signed waits for the authority's filing, which is no fault of its parties.
    if (signed) continue;
    await updateApplication(tx, id, { state: 'lapsed' });
    record(tx, {
      type: 'authorization.application-lapsed',
      stream: streamOf(application),
      actor: { kind: 'system', part: 'authorization' },
      rows: [applicationRow(id)],
      ruleVersion: versionOf(application.profile),
      payload: { dueOn: application.signDueOn ?? '' },
    });
    lapsed += 1;
  }
  return lapsed;
}
