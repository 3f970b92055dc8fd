import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { assertPower, dateOf, type Context } from '../context.ts';
import { checkGrantUse } from '../end-grant.ts';
import type { Grant } from '../grant.ts';
import { readGrant } from '../grant-store.ts';
import { byActor, enterReport, enterSocial, moveSocial } from './enter-social.ts';
import type { FusionEntry, SocialContents, SocialData, SocialReport, SocialState } from './social-data.ts';
import { findReports, findSocial, findSocials, lockSocial, socialTables, type SocialChange } from './social-store.ts';

/**
 * Applies to bring data of one's own in for one's own grant (SOC-01). A proof of lawful acquisition may follow; nobody
 * agrees without one.
 * @throws DomainError refusals of the grant (forbidden), `social.name-taken` (conflict), `social.fields-wrong` (invalid)
 */
export async function applySocial(
  context: Context,
  tx: Tx,
  input: SocialContents & { readonly grantId: string },
  actor: CaseActor,
): Promise<SocialData> {
  const grant = await readGrant(tx, input.grantId);
  assertPower(context, actor, 'social-data.apply', grant.jurisdiction, grant.developer);
  assertAllowed(checkGrantUse(grant, { body: actor.body }, tx.at));
  const change = await contentsOf(context, tx, input, grant);
  const id = context.ids.next<'social-data'>('soc');
  const { jurisdiction, developer } = grant;
  await socialTables(tx)
    .insertInto('authorization.social_data')
    .values({
      ...{ id, jurisdiction, developer, grant_id: grant.id, scenario: grant.terms.scenario.code, ...change },
      ...{ state: 'applied', reasons: '[]', applied_by: actor.person, applied_at: tx.at, taken_back: false },
    })
    .execute();
  const made = await lockSocial(tx, id);
  enterSocial(context, tx, made, 'applied', byActor(actor), []);
  return made;
}

/** Changes what was applied with, until it is decided. @throws DomainError `social.wrong-state` (conflict), as `applySocial` */
export async function amendSocial(
  context: Context,
  tx: Tx,
  id: string,
  input: SocialContents,
  actor: CaseActor,
): Promise<SocialData> {
  const social = await ownSocial(context, tx, id, actor, 'social-data.edit');
  assertState(social, ['applied', 'returned']);
  const change = await contentsOf(context, tx, input, await readGrant(tx, social.grantId), id);
  return moveSocial(context, tx, { ...social, sha256: input.sha256 }, { ...change, state: 'applied' }, byActor(actor));
}

async function contentsOf(context: Context, tx: Tx, input: SocialContents, grant: Grant, self?: string) {
  const issues = context.checkFields?.(input.fields) ?? [];
  if (issues.length > 0) throw new DomainError('social.fields-wrong', 'invalid', {}, issues);
  const taken = await socialTables(tx)
    .selectFrom('authorization.social_data')
    .select('id')
    .where('jurisdiction', '=', grant.jurisdiction)
    .where('name', '=', input.name)
    .executeTakeFirst();
  if ((taken && taken.id !== self) || grant.terms.entries.some((entry) => entry.name === input.name))
    throw new DomainError('social.name-taken', 'conflict', { name: input.name });
  const { name, title, source, acquisition, proof, content, purpose, rights, revenue, exit } = input;
  return {
    ...{ name, title, source, acquisition, content, purpose, revenue, exit, sha256: input.sha256 },
    proof: proof === undefined ? null : JSON.stringify(proof),
    rights: JSON.stringify(rights),
    fields: JSON.stringify(input.fields),
    records: input.records ?? null,
  } satisfies SocialChange;
}

/**
 * The operator agrees, refuses, or gives it back to be completed.
 * @throws DomainError `social.proof-missing` (precondition): without proof of lawful acquisition nobody agrees (SOC-01)
 */
export async function decideSocial(
  context: Context,
  tx: Tx,
  id: string,
  given: { readonly outcome: 'agree' | 'return' | 'refuse'; readonly reasons: readonly string[] },
  actor: CaseActor,
): Promise<SocialData> {
  const social = await operatedSocial(context, tx, id, actor, 'social-data.review');
  assertState(social, ['applied']);
  if (given.outcome === 'agree' && social.proof === null) throw new DomainError('social.proof-missing', 'precondition');
  if (given.outcome !== 'agree' && given.reasons.length === 0)
    throw new DomainError('social.reasons-missing', 'invalid');
  const state = { agree: 'agreed', return: 'returned', refuse: 'refused' } as const;
  const change = {
    state: state[given.outcome],
    reasons: JSON.stringify(given.reasons),
    ...{ decided_by: actor.person, decided_at: tx.at },
  };
  return moveSocial(context, tx, social, change, byActor(actor), given.reasons);
}

/** The developer writes the entry of the fusion catalogue for what was agreed (SOC-02). */
export async function compileSocial(
  context: Context,
  tx: Tx,
  id: string,
  summary: string,
  actor: CaseActor,
): Promise<SocialData> {
  const social = await ownSocial(context, tx, id, actor, 'social-data.apply');
  assertState(social, ['agreed', 'compiled']);
  return moveSocial(context, tx, social, { state: 'compiled', summary }, byActor(actor));
}

/** The operator publishes the entry: from then on it may be imported, where the text asks for a catalogue. */
export async function publishSocial(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<SocialData> {
  const social = await operatedSocial(context, tx, id, actor, 'social-data.publish');
  assertState(social, ['compiled']);
  return moveSocial(context, tx, social, { state: 'published', published_at: tx.at }, byActor(actor));
}

const APPROVED: readonly SocialState[] = ['agreed', 'compiled', 'published', 'imported'];

/** The operator withdraws its approval: out of the catalogue and of every program at once; what was imported is removed. */
export async function withdrawApproval(
  context: Context,
  tx: Tx,
  id: string,
  reasons: readonly string[],
  actor: CaseActor,
): Promise<SocialData> {
  const social = await operatedSocial(context, tx, id, actor, 'social-data.review');
  assertState(social, APPROVED);
  if (reasons.length === 0) throw new DomainError('social.reasons-missing', 'invalid');
  const change = {
    state: social.epochId === null ? ('removed' as const) : ('blocked' as const),
    ...{ reasons: JSON.stringify(reasons), end_ground: 'approval-withdrawn', ended_at: tx.at },
  };
  return moveSocial(context, tx, social, change, byActor(actor), reasons);
}

/** What was turned away, found out about by the operator. @throws DomainError `social.report-closed` (conflict) */
export async function closeReport(
  context: Context,
  tx: Tx,
  given: { readonly id: string; readonly report: string; readonly finding: string },
  actor: CaseActor,
): Promise<SocialData> {
  const social = await operatedSocial(context, tx, given.id, actor, 'social-data.review');
  const report = (await findReports(tx, social.id)).find((one) => one.id === given.report);
  if (!report) throw new DomainError('social.report-not-found', 'not-found', { id: given.report });
  if (report.closedAt !== null) throw new DomainError('social.report-closed', 'conflict', { id: report.id });
  await socialTables(tx)
    .updateTable('authorization.social_report')
    .set({ finding: given.finding, closed_by: actor.person, closed_at: tx.at })
    .where('id', '=', report.id)
    .execute();
  enterReport(context, tx, social, { ...report, state: 'closed' }, byActor(actor));
  return social;
}

export async function readSocial(
  context: Context,
  db: Db,
  id: string,
  actor: CaseActor,
): Promise<SocialData & { readonly reports: readonly SocialReport[] }> {
  const social = await findSocial(db, id);
  if (!social || (actor.role === 'developer' && social.developer !== actor.body))
    throw new DomainError('social.not-found', 'not-found', { id });
  assertPower(context, actor, 'social-data.read', social.jurisdiction, social.developer);
  return { ...social, reports: await findReports(db, id) };
}

/** A developer's own, or all of a place for those who see all. */
export async function listSocial(
  context: Context,
  db: Db,
  of: { readonly jurisdiction: string; readonly grantId?: string | undefined },
  actor: CaseActor,
): Promise<readonly SocialData[]> {
  assertPower(context, actor, 'social-data.read', of.jurisdiction);
  return findSocials(db, {
    jurisdiction: of.jurisdiction,
    ...(actor.role === 'developer' ? { developer: actor.body } : {}),
    ...(of.grantId === undefined ? {} : { grantId: of.grantId }),
  });
}

/** The fusion catalogue as it stands: what is published and not withdrawn (SOC-02). For everybody. */
export async function listFusionCatalogue(db: Db, jurisdiction: string): Promise<readonly FusionEntry[]> {
  const all = await findSocials(db, { jurisdiction, states: ['published', 'imported'] });
  return all.flatMap((one) =>
    one.publishedAt === null || one.decidedAt === null
      ? []
      : [
          {
            ...{ id: one.id, jurisdiction: one.jurisdiction, developer: one.developer, title: one.title },
            ...{ summary: one.summary ?? '', source: one.source, scenario: one.scenario },
            ...{ approvedAt: one.decidedAt, publishedAt: one.publishedAt },
          },
        ],
  );
}

async function ownSocial(context: Context, tx: Tx, id: string, actor: CaseActor, act: string): Promise<SocialData> {
  const social = await lockSocial(tx, id);
  if (actor.role === 'developer' && social.developer !== actor.body)
    throw new DomainError('social.not-found', 'not-found', { id });
  assertPower(context, actor, act, social.jurisdiction, social.developer);
  return social;
}

async function operatedSocial(
  context: Context,
  tx: Tx,
  id: string,
  actor: CaseActor,
  act: string,
): Promise<SocialData> {
  const social = await lockSocial(tx, id);
  assertPower(context, actor, act, social.jurisdiction);
  const grant = await readGrant(tx, social.grantId);
  if (actor.body !== grant.operator || actor.person === social.appliedBy)
    throw new DomainError('social.not-operator', 'forbidden');
  return social;
}

export function assertState(social: SocialData, states: readonly SocialState[]): void {
  if (!states.includes(social.state)) throw new DomainError('social.wrong-state', 'conflict', { state: social.state });
}

/** States in which its file may come: after publication where the text asks for a catalogue, after the approval elsewhere. */
export function importableStates(context: Context, social: SocialData, at: Date): readonly SocialState[] {
  const profile = context.profiles.current(social.jurisdiction, dateOf(at));
  return profile.social_data.catalogue_required.value ? ['published'] : ['agreed', 'compiled', 'published'];
}
