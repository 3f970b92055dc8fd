import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { assertPower, type Context } from '../context.ts';
import { checkGrantUse } from '../end-grant.ts';
import { grantState } from '../grant.ts';
import { readGrant } from '../grant-store.ts';
import { byActor, enterReport, moveSocial, platform } from './enter-social.ts';
import { assertState, importableStates } from './keep-social.ts';
import type { SocialData } from './social-data.ts';
import { findSocial, findSocials, lockSocial, socialTables } from './social-store.ts';

/**
 * Whether a file may come now: reviewed, published where the text asks for it, its grant in force (SOC-03).
 * @throws DomainError `social.not-found` (not-found), `social.wrong-state` (conflict), refusals of power and grant
 */
export async function assertImportable(context: Context, db: Db, id: string, actor: CaseActor): Promise<SocialData> {
  const social = await findSocial(db, id);
  if (!social || (actor.role === 'developer' && social.developer !== actor.body))
    throw new DomainError('social.not-found', 'not-found', { id });
  assertPower(context, actor, 'social-data.import', social.jurisdiction, social.developer);
  const now = context.clock.now();
  assertState(social, importableStates(context, social, now));
  assertAllowed(checkGrantUse(await readGrant(db, social.grantId), { body: actor.body }, now));
  return social;
}

/** What did not pass is recorded: a report is opened for the operator (SOC-03). Nothing of the file is kept but its digest. */
export async function reportRefusal(
  context: Context,
  tx: Tx,
  id: string,
  refused: { readonly code: string; readonly sha256?: string | undefined },
  actor: CaseActor,
): Promise<void> {
  const social = await lockSocial(tx, id);
  const report = {
    ...{ id: context.ids.next<'social-report'>('srp'), code: refused.code, sha256: refused.sha256 ?? null },
    state: 'opened' as const,
  };
  await socialTables(tx)
    .insertInto('authorization.social_report')
    .values({
      ...{ id: report.id, social_id: id, jurisdiction: social.jurisdiction, code: report.code, sha256: report.sha256 },
      ...{ person: actor.person, body: actor.body, at: tx.at, finding: null, closed_by: null, closed_at: null },
    })
    .execute();
  enterReport(context, tx, social, report, byActor(actor));
}

/**
 * Notes that the vault has sealed the file, in the transaction in which its epoch became current. A file that came for
 * something withdrawn meanwhile is blocked at once.
 * @returns whether the resource is social data at all
 */
export async function noteSocialEpoch(
  context: Context,
  tx: Tx,
  epoch: { readonly resourceId: string; readonly epochId: string; readonly rows: number },
): Promise<boolean> {
  if (!(await findSocial(tx, epoch.resourceId))) return false;
  const social = await lockSocial(tx, epoch.resourceId);
  const fits = importableStates(context, social, tx.at).includes(social.state);
  const change = {
    state: fits ? ('imported' as const) : ('blocked' as const),
    ...{ epoch_id: epoch.epochId, rows: epoch.rows, imported_at: tx.at },
  };
  await moveSocial(context, tx, social, change, platform);
  return true;
}

/** What was imported and may not stay: its grant has ended, or its approval was withdrawn. */
export async function endingSocial(context: Context, db: Db): Promise<readonly SocialData[]> {
  const now = context.clock.now();
  const ending: SocialData[] = [];
  for (const social of await findSocials(db, { states: ['imported', 'blocked', 'leaving'] })) {
    const state = grantState(await readGrant(db, social.grantId), now);
    if (social.state !== 'imported' || state === 'expired' || state === 'revoked') ending.push(social);
  }
  return ending;
}

/** The end of use is entered: from here on it is only waited for its removal. */
export async function leaveSocial(context: Context, tx: Tx, id: string): Promise<SocialData> {
  const social = await lockSocial(tx, id);
  if (social.state === 'leaving') return social;
  assertState(social, ['imported', 'blocked']);
  const ground = social.endGround ?? 'grant-ended';
  const change = { state: 'leaving' as const, end_ground: ground, ended_at: tx.at };
  return moveSocial(context, tx, social, change, platform, [ground]);
}

/** Its owner has it back, as its terms say (SOC-04). @throws DomainError `social.not-returned` (precondition), `social.wrong-state` */
export async function takeBackSocial(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<SocialData> {
  const social = await assertReturnable(context, tx, id, actor);
  await lockSocial(tx, id);
  return moveSocial(context, tx, social, { state: 'leaving', taken_back: true }, byActor(actor), ['taken-back']);
}

/** @throws DomainError `social.not-found`, `social.not-returned` (precondition), `social.wrong-state` (conflict) */
export async function assertReturnable(context: Context, db: Db, id: string, actor: CaseActor): Promise<SocialData> {
  const social = await findSocial(db, id);
  if (!social || social.developer !== actor.body) throw new DomainError('social.not-found', 'not-found', { id });
  assertPower(context, actor, 'social-data.import', social.jurisdiction, social.developer);
  if (social.exit !== 'return') throw new DomainError('social.not-returned', 'precondition', { exit: social.exit });
  assertState(social, ['leaving']);
  return social;
}

/** Its keys are gone. */
export async function removeSocial(context: Context, tx: Tx, id: string): Promise<SocialData> {
  const social = await lockSocial(tx, id);
  assertState(social, ['leaving']);
  return moveSocial(context, tx, social, { state: 'removed' }, platform, [social.endGround ?? 'grant-ended']);
}

/** What of a grant's own tables is there for a program now. */
export const importedOf = (db: Db, grantId: string): Promise<readonly SocialData[]> =>
  findSocials(db, { grantId, states: ['imported'] });
