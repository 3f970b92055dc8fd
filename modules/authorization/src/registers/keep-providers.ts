import type { CaseActor } from '@sluice/cases';
import type { Db, Tx } from '@sluice/database';
import { DomainError, type CivilDate } from '@sluice/kernel';
import { assertPower, dateOf, type Context } from '../context.ts';
import { enterRegister, registers } from './register-store.ts';

/** Stages at which third parties work on public data (ORG-06). */
export type ProviderStage =
  | 'collection'
  | 'declassification'
  | 'decryption'
  | 'masking'
  | 'cleaning'
  | 'asset-marking'
  | 'labelling'
  | 'valuation'
  | 'quality'
  | 'insurance'
  | 'security'
  | 'development';

export interface ProviderView {
  readonly id: string;
  readonly jurisdiction: string;
  readonly name: string;
  readonly stages: string[];
  readonly qualification: string;
  readonly validUntil: CivilDate;
  readonly reviewed: boolean;
  readonly engagements: number;
  readonly incidents: number;
}

/** Lists a provider, or a practitioner, with the stages it is qualified for and until when. */
export async function listProvider(
  context: Context,
  tx: Tx,
  input: {
    readonly jurisdiction: string;
    readonly name: string;
    readonly stages: readonly ProviderStage[];
    readonly qualification: string;
    readonly validUntil: CivilDate;
  },
  actor: CaseActor,
): Promise<ProviderView> {
  assertPower(context, actor, 'provider.list', input.jurisdiction);
  const id = context.ids.next<'provider'>('pvd');
  const { jurisdiction, name, qualification, validUntil } = input;
  await registers(tx)
    .insertInto('authorization.provider')
    .values({
      ...{ id, jurisdiction, name, qualification, stages: [...input.stages], valid_until: validUntil },
      ...{ reviewed_by: null, reviewed_at: null, listed_by: actor.person, listed_at: tx.at },
    })
    .execute();
  enterRegister(context, tx, actor, jurisdiction, {
    ...{ table: 'authorization.provider', id, register: 'provider', state: 'listed', about: input.stages.join(' ') },
  });
  return one(tx, id);
}

/** The operator’s review, without which nobody may cooperate with a third party (F1a Art.13, ENV-09). */
export async function reviewProvider(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<ProviderView> {
  const row = await lockProvider(tx, id);
  assertPower(context, actor, 'provider.review', row.jurisdiction);
  await registers(tx)
    .updateTable('authorization.provider')
    .set({ reviewed_by: actor.person, reviewed_at: tx.at })
    .where('id', '=', id)
    .execute();
  enterRegister(context, tx, actor, row.jurisdiction, {
    ...{ table: 'authorization.provider', id, register: 'provider', state: 'reviewed', about: row.name },
  });
  return one(tx, id);
}

export interface NewEngagement {
  readonly stage: ProviderStage;
  readonly purpose: string;
  /** Whoever ordered the work, and what it pays for it (ENV-09). */
  readonly developer?: string | undefined;
  readonly feeFen?: bigint | undefined;
}

/**
 * Engages a listed provider for a stage it is qualified for (ORG-06).
 * @throws DomainError `provider.not-found` (not-found), `provider.not-for-stage`, `provider.lapsed`, `provider.not-reviewed`
 * (precondition)
 */
export async function engageProvider(
  context: Context,
  tx: Tx,
  id: string,
  input: NewEngagement,
  actor: CaseActor,
): Promise<{ readonly engagement: string; readonly provider: ProviderView }> {
  const row = await lockProvider(tx, id);
  assertPower(context, actor, 'provider.engage', row.jurisdiction);
  const refuse = (code: string): never => {
    throw new DomainError(code, 'precondition', { provider: id, stage: input.stage });
  };
  if (!row.stages.includes(input.stage)) refuse('provider.not-for-stage');
  if (row.valid_until < dateOf(tx.at)) refuse('provider.lapsed');
  if (row.reviewed_at === null) refuse('provider.not-reviewed');
  return enterEngagement(context, tx, row, { ...input, kind: 'engagement' }, actor);
}

/** An incident at a listed provider: it stays in its record. */
export async function noteProviderIncident(
  context: Context,
  tx: Tx,
  id: string,
  input: { readonly stage: ProviderStage; readonly purpose: string },
  actor: CaseActor,
): Promise<ProviderView> {
  const row = await lockProvider(tx, id);
  assertPower(context, actor, 'provider.review', row.jurisdiction);
  return (await enterEngagement(context, tx, row, { ...input, kind: 'incident' }, actor)).provider;
}

/** @throws DomainError `engagement.not-found` (not-found), `engagement.delivered` (conflict) */
export async function deliverEngagement(context: Context, tx: Tx, id: string, actor: CaseActor): Promise<ProviderView> {
  const row = await registers(tx)
    .selectFrom('authorization.engagement as e')
    .innerJoin('authorization.provider as p', 'p.id', 'e.provider_id')
    .select(['e.delivered_at', 'e.kind', 'p.id', 'p.jurisdiction', 'p.name'])
    .where('e.id', '=', id)
    .executeTakeFirst();
  if (row?.kind !== 'engagement') throw new DomainError('engagement.not-found', 'not-found', { engagement: id });
  assertPower(context, actor, 'provider.engage', row.jurisdiction);
  if (row.delivered_at) throw new DomainError('engagement.delivered', 'conflict');
  await registers(tx)
    .updateTable('authorization.engagement')
    .set({ delivered_at: tx.at })
    .where('id', '=', id)
    .execute();
  enterRegister(context, tx, actor, row.jurisdiction, {
    ...{ table: 'authorization.engagement', id, register: 'engagement', state: 'delivered', about: row.name },
  });
  return one(tx, row.id);
}

async function enterEngagement(
  context: Context,
  tx: Tx,
  provider: { readonly id: string; readonly jurisdiction: string },
  input: NewEngagement & { readonly kind: 'engagement' | 'incident' },
  actor: CaseActor,
): Promise<{ readonly engagement: string; readonly provider: ProviderView }> {
  const id = context.ids.next<'engagement'>('eng');
  await registers(tx)
    .insertInto('authorization.engagement')
    .values({
      ...{ id, provider_id: provider.id, kind: input.kind, stage: input.stage, purpose: input.purpose },
      ...{ developer: input.developer ?? null, fee_fen: input.feeFen?.toString() ?? null, delivered_at: null },
      ...{ person: actor.person, body: actor.body, at: tx.at },
    })
    .execute();
  enterRegister(context, tx, actor, provider.jurisdiction, {
    ...{ table: 'authorization.engagement', id, register: 'engagement', state: input.kind, about: input.stage },
  });
  return { engagement: id, provider: await one(tx, provider.id) };
}

async function lockProvider(tx: Tx, id: string) {
  const row = await registers(tx)
    .selectFrom('authorization.provider')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DomainError('provider.not-found', 'not-found', { provider: id });
  return row;
}

export async function listProviders(db: Db, jurisdiction: string): Promise<readonly ProviderView[]> {
  const rows = await registers(db)
    .selectFrom('authorization.provider as p')
    .leftJoin('authorization.engagement as e', 'e.provider_id', 'p.id')
    .select(['p.id', 'p.jurisdiction', 'p.name', 'p.stages', 'p.qualification', 'p.valid_until', 'p.reviewed_at'])
    .select((select) => [
      select.fn.count<string>('e.id').filterWhere('e.kind', '=', 'engagement').as('engagements'),
      select.fn.count<string>('e.id').filterWhere('e.kind', '=', 'incident').as('incidents'),
    ])
    .where('p.jurisdiction', '=', jurisdiction)
    .groupBy('p.id')
    .orderBy('p.id')
    .limit(1_000)
    .execute();
  return rows.map((row) => ({
    ...{ id: row.id, jurisdiction: row.jurisdiction, name: row.name, stages: [...row.stages] },
    ...{ qualification: row.qualification, validUntil: row.valid_until, reviewed: row.reviewed_at !== null },
    ...{ engagements: Number(row.engagements), incidents: Number(row.incidents) },
  }));
}

async function one(db: Db, id: string): Promise<ProviderView> {
  const { jurisdiction } = await registers(db)
    .selectFrom('authorization.provider')
    .select('jurisdiction')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const found = (await listProviders(db, jurisdiction)).find((provider) => provider.id === id);
  if (!found) throw new DomainError('provider.not-found', 'not-found', { provider: id });
  return found;
}
