import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { Profile } from '@sluice/profile';
import { lockApplication } from './application-store.ts';
import type { Application } from './contents.ts';
import { actorRef, assertPower, streamOf, versionOf, type Context } from './context.ts';
import { assertNoIssues } from './draft-application.ts';
import type { DevelopmentEntry } from './ports.ts';
import type { AuthorizationTables } from './tables.ts';

const q = (db: Db) => db.q.withTables<AuthorizationTables>();

export interface Consent {
  readonly role: string;
  readonly body: string;
  readonly decision: 'consent' | 'refuse';
  readonly reasons: readonly string[];
  readonly at: Date;
}

export interface Assessment {
  readonly id: string;
  readonly revision: number;
  readonly level: 'low' | 'medium' | 'high';
  readonly risks: readonly string[];
  readonly measures: readonly string[];
  readonly person: string;
  readonly at: Date;
  readonly acceptedBody: string | null;
  readonly acceptedAt: Date | null;
}

/** Consents in the order they were given; of a body the last one counts. */
export async function readConsents(db: Db, applicationId: string): Promise<readonly Consent[]> {
  return q(db)
    .selectFrom('authorization.grant_consent')
    .select(['role', 'body', 'decision', 'reasons', 'at'])
    .where('application_id', '=', applicationId)
    .orderBy('at')
    .orderBy('id')
    .execute();
}

/** The latest assessment. */
export async function readAssessment(db: Db, applicationId: string): Promise<Assessment | undefined> {
  const row = await q(db)
    .selectFrom('authorization.assessment')
    .selectAll()
    .where('application_id', '=', applicationId)
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (
    row && {
      ...{ id: row.id, revision: row.revision, level: row.level, risks: row.risks, measures: row.measures },
      ...{ person: row.person, at: row.at, acceptedBody: row.accepted_body, acceptedAt: row.accepted_at },
    }
  );
}

const OPEN: ReadonlySet<Application['state']> = new Set(['in-review', 'supplement', 'approved']);

/**
 * A providing agency says whether its data may go to this developer (AOC-10); it may say otherwise until the grant begins.
 * @throws DomainError `consent.not-open` (precondition), `consent.not-provider` (forbidden), `consent.reason-missing` (invalid)
 */
export async function giveConsent(
  context: Context,
  tx: Tx,
  id: string,
  given: { readonly decision: 'consent' | 'refuse'; readonly reasons: readonly string[] },
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  assertPower(context, actor, 'grant.consent', application.jurisdiction);
  if (!OPEN.has(application.state))
    throw new DomainError('consent.not-open', 'precondition', { state: application.state });
  if (!(application.contents.providers ?? []).includes(actor.body))
    throw new DomainError('consent.not-provider', 'forbidden');
  if (given.decision === 'refuse' && given.reasons.every((reason) => reason.trim() === ''))
    throw new DomainError('consent.reason-missing', 'invalid');
  const row = context.ids.next<'grant-consent'>('cns');
  await q(tx)
    .insertInto('authorization.grant_consent')
    .values({
      ...{ id: row, application_id: id, role: actor.role, person: actor.person, body: actor.body, at: tx.at },
      ...{ decision: given.decision, reasons: JSON.stringify(given.reasons) },
    })
    .execute();
  record(tx, {
    type: 'authorization.consent-given',
    stream: streamOf(application),
    actor: actorRef(actor),
    rows: [{ table: 'authorization.grant_consent', id: row }],
    ruleVersion: versionOf(application.profile),
    payload: { role: actor.role, decision: given.decision, reasons: [...given.reasons] },
  });
}

/**
 * A grant rests on the consents that the text asks for: that of the data authority stands in its confirmation of the
 * supply, that of an agency has to be given (AOC-10).
 * @throws DomainError `grant.consent-missing`, `grant.consent-refused` (precondition)
 */
export async function assertConsents(
  tx: Tx,
  profile: Profile,
  application: Application,
  listed: readonly DevelopmentEntry[],
): Promise<void> {
  const { consents: asked } = profile.grant;
  if (!asked.value.includes('source-agency')) return;
  const given = await readConsents(tx, application.id);
  const entries = new Set((application.contents.entries ?? []).map((entry) => entry.resourceId));
  const owners = new Set(listed.filter((entry) => entries.has(entry.resourceId)).map((entry) => entry.ownerId));
  for (const body of owners) {
    const last = given.findLast((one) => one.body === body);
    if (last?.decision === 'consent') continue;
    const code = last ? 'grant.consent-refused' : 'grant.consent-missing';
    throw new DomainError(code, 'precondition', { body, clause: asked.clause });
  }
}

export interface NewAssessment {
  readonly level: Assessment['level'];
  readonly risks: readonly string[];
  readonly measures: readonly string[];
}

/**
 * Attaches an assessment of security and compliance to an application that is not decided yet (APP-06); a later one takes
 * its place. @throws DomainError `assessment.not-open` (precondition), `assessment.risk-missing`, `assessment.measure-missing`
 */
export async function assessApplication(
  context: Context,
  tx: Tx,
  id: string,
  input: NewAssessment,
  actor: CaseActor,
): Promise<void> {
  const application = await lockApplication(tx, id);
  assertPower(context, actor, 'application.assess', application.jurisdiction);
  if (application.state !== 'in-review' && application.state !== 'supplement')
    throw new DomainError('assessment.not-open', 'precondition', { state: application.state });
  const mute = (lines: readonly string[]): boolean => lines.every((line) => line.trim() === '');
  assertNoIssues([
    ...(mute(input.risks) ? [{ code: 'assessment.risk-missing', path: 'risks' }] : []),
    ...(input.level === 'high' && mute(input.measures)
      ? [{ code: 'assessment.measure-missing', path: 'measures' }]
      : []),
  ]);
  const revision = ((await readAssessment(tx, id))?.revision ?? 0) + 1;
  const row = context.ids.next<'assessment'>('asm');
  await q(tx)
    .insertInto('authorization.assessment')
    .values({
      ...{ id: row, application_id: id, revision, level: input.level },
      ...{ risks: JSON.stringify(input.risks), measures: JSON.stringify(input.measures) },
      ...{ person: actor.person, body: actor.body, at: tx.at },
    })
    .execute();
  record(tx, {
    type: 'authorization.application-assessed',
    stream: streamOf(application),
    actor: actorRef(actor),
    rows: [{ table: 'authorization.assessment', id: row }],
    ruleVersion: versionOf(application.profile),
    payload: { revision, level: input.level, risks: [...input.risks], measures: [...input.measures] },
  });
}

/**
 * Who answers for security accepts the measures, not who proposed them.
 * @throws DomainError `assessment.missing` (not-found), `assessment.accepted` (conflict), `assessment.own` (forbidden)
 */
export async function acceptMeasures(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<void> {
  const application = await lockApplication(tx, id);
  assertPower(context, actor, 'application.accept-measures', application.jurisdiction);
  const assessment = await readAssessment(tx, id);
  if (!assessment) throw new DomainError('assessment.missing', 'not-found');
  if (assessment.acceptedAt) throw new DomainError('assessment.accepted', 'conflict');
  if (assessment.person === actor.person) throw new DomainError('assessment.own', 'forbidden');
  await q(tx)
    .updateTable('authorization.assessment')
    .set({ accepted_by: actor.person, accepted_body: actor.body, accepted_at: tx.at })
    .where('id', '=', assessment.id)
    .execute();
  record(tx, {
    type: 'authorization.measures-accepted',
    stream: streamOf(application),
    actor: actorRef(actor),
    rows: [{ table: 'authorization.assessment', id: assessment.id }],
    ruleVersion: versionOf(application.profile),
    payload: { revision: assessment.revision },
  });
}

/**
 * Nothing is approved without the assessment the text asks for, nor at a high risk without accepted measures (APP-06).
 * @throws DomainError `application.assessment-missing`, `application.measures-not-accepted` (precondition)
 */
export async function assertAssessed(tx: Tx, profile: Profile, applicationId: string): Promise<void> {
  const { prior_assessment: asked } = profile.application;
  const assessment = await readAssessment(tx, applicationId);
  if (asked.value && !assessment)
    throw new DomainError('application.assessment-missing', 'precondition', { clause: asked.clause });
  if (assessment?.level === 'high' && !assessment.acceptedAt)
    throw new DomainError('application.measures-not-accepted', 'precondition', { clause: asked.clause });
}
