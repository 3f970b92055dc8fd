import type { Committed, Db } from '@sluice/database';
import { addWorkingDays, civilDateOf, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { Selectable } from 'kysely';
import { actorRef, assertMay } from '../actor-ref.ts';
import type { Actor } from '../catalogue-context.ts';
import { parseContent } from '../present-resource.ts';
import { findResource, findVersion } from '../store.ts';
import { numberOf, type RegisterContext } from './register-context.ts';
import {
  registers,
  type AffectedUse,
  type Finding,
  type ObjectionKind,
  type ObjectionState,
  type ObjectionTable,
  type Paper,
} from './register-tables.ts';

type ObjectionRow = Selectable<ObjectionTable>;

export interface NewObjection {
  readonly kind: ObjectionKind;
  readonly resourceId: string;
  readonly registrationId?: string | undefined;
  readonly statement: string;
  readonly evidence: readonly Paper[];
}

export interface ObjectionView {
  readonly id: string;
  readonly number: string;
  readonly kind: ObjectionKind;
  readonly jurisdiction: string;
  readonly resourceId: string;
  readonly resourceTitle: string;
  readonly registrationId?: string;
  readonly state: ObjectionState;
  readonly dueOn: string;
  readonly overdue: boolean;
  readonly receivedAt: string;
  /** Whose turn it is. */
  readonly waitsFor: 'source-agency' | 'decision' | 'correction' | 'nobody';
  readonly statement?: string;
  readonly evidence: readonly Paper[];
  readonly findings: readonly Finding[];
  readonly reasons: readonly string[];
  readonly decidedAt?: string;
  readonly closedAt?: string;
  readonly correctedEpochId?: string;
  readonly affected: readonly AffectedUse[];
}

const HANDLERS: ReadonlySet<string> = new Set(['custodian', 'registration-body']);
/** Who acts for himself: that others stand in the same body gives them no sight of it. */
const PERSONS: ReadonlySet<string> = new Set(['public', 'data-subject', 'buyer']);

/**
 * Takes an objection in, with a number and a limit. Whoever may see the resource may object to it (QUA-05).
 * @throws DomainError a refusal; `resource.unknown` (not-found), `objection.registration-unknown` (not-found)
 */
export async function raiseObjection(
  context: RegisterContext,
  actor: Actor,
  it: NewObjection,
): Promise<Committed<ObjectionView>> {
  const resource = await findResource(context.db, it.resourceId);
  if (!resource || resource.published_version === null)
    throw new DomainError('resource.unknown', 'not-found', { id: it.resourceId });
  assertMay(context, actor, 'objection.raise', { jurisdiction: resource.jurisdiction });
  await assertRegistration(context.db, it);
  const calendar = await context.calendar(context.db);
  const limits = context.limits(resource.jurisdiction);
  const { value, evidence } = await context.transact(async (tx) => {
    const number = await numberOf(tx, 'YY', tx.at);
    const row: ObjectionRow = {
      ...{ id: context.ids.next<'objection'>('obj'), number, jurisdiction: resource.jurisdiction, kind: it.kind },
      ...{ resource_id: resource.id, registration_id: it.registrationId ?? null, owner_id: resource.owner_id },
      ...{ raised_by: actor.person, raised_body: actor.body, statement: it.statement, evidence: it.evidence },
      ...{ state: 'received', findings: [], reasons: [], decided_by: null, decided_at: null },
      due_on: addWorkingDays(civilDateOf(tx.at), limits.objectionWorkingDays, calendar),
      ...{ epoch_id: resource.current_epoch_id, version: resource.published_version, corrected_epoch_id: null },
      ...{ affected: [], received_at: tx.at, closed_at: null },
    };
    await registers(tx)
      .insertInto('catalogue.objection')
      .values({ ...row, ...json(row) })
      .execute();
    record(tx, {
      type: 'catalogue.objection-received',
      stream: `objection:${row.id}`,
      actor: actorRef(actor),
      subjects: [{ kind: 'resource', id: resource.id, rel: 'about' }],
      rows: [{ table: 'catalogue.objection', id: row.id }],
      ruleVersion: limits.version,
      payload: { number, kind: row.kind, dueOn: row.due_on, papers: row.evidence.map((one) => one.sha256) },
    });
    return row.id;
  });
  return { value: await readObjection(context, actor, value), evidence };
}

const json = (row: Pick<ObjectionRow, 'evidence' | 'findings' | 'affected'>) => ({
  evidence: JSON.stringify(row.evidence),
  findings: JSON.stringify(row.findings),
  affected: JSON.stringify(row.affected),
});

async function assertRegistration(db: Db, { kind, registrationId, resourceId }: NewObjection): Promise<void> {
  if (kind !== 'registration') return;
  const found = await registers(db)
    .selectFrom('catalogue.registration')
    .select('resources')
    .where('id', '=', registrationId ?? '')
    .executeTakeFirst();
  if (!found?.resources.includes(resourceId))
    throw new DomainError('objection.registration-unknown', 'not-found', { id: registrationId ?? '' });
}

/**
 * What the agency that supplied the data, or who keeps it, found when verifying (QUA-06).
 * @throws DomainError a refusal; `objection.unknown` (not-found), `objection.settled`, `objection.found-already` (conflict)
 */
export async function findOnObjection(
  context: RegisterContext,
  actor: Actor,
  id: string,
  finding: { readonly holds: boolean; readonly text: string },
): Promise<Committed<ObjectionView>> {
  return change(context, actor, id, (row, at) => {
    const by = partOf(actor, row);
    if (row.state !== 'received') throw new DomainError('objection.settled', 'conflict', { state: row.state });
    if (row.findings.some((one) => one.by === by)) throw new DomainError('objection.found-already', 'conflict', { by });
    const entry: Finding = { by, handler: actor.person, ...finding, at: at.toISOString() };
    return {
      change: { findings: [...row.findings, entry] },
      type: 'catalogue.objection-verified',
      payload: { by, holds: finding.holds },
    };
  });
}

function partOf(actor: Actor, row: ObjectionRow): Finding['by'] {
  if (actor.role === 'custodian' || actor.role === 'registration-body') return actor.role;
  // Another agency has nothing to find about data that is not its own.
  if (actor.body !== row.owner_id) throw new DomainError('policy.not-own', 'forbidden', { act: 'objection.handle' });
  return 'source-agency';
}

/**
 * Upholds (the source has to correct and deliver again; everybody downstream is named) or rejects with reasons.
 * @throws DomainError a refusal; `objection.settled` (conflict), `objection.agency-not-heard` (precondition),
 * `review.reasons-missing` (invalid)
 */
export async function decideObjection(
  context: RegisterContext,
  actor: Actor,
  id: string,
  decision: { readonly outcome: 'uphold' | 'reject'; readonly reasons: readonly string[] },
): Promise<Committed<ObjectionView>> {
  const { resource_id: resource, raised_by: openedBy, jurisdiction } = await getObjection(context.db, id);
  assertMay(context, actor, 'objection.decide', { jurisdiction, openedBy });
  const affected = decision.outcome === 'uphold' ? await context.usesOf(context.db, resource) : [];
  return change(context, actor, id, (row, at) => {
    if (row.state !== 'received') throw new DomainError('objection.settled', 'conflict', { state: row.state });
    if (!row.findings.some((one) => one.by === 'source-agency'))
      throw new DomainError('objection.agency-not-heard', 'precondition', { id });
    if (decision.reasons.length === 0) throw new DomainError('review.reasons-missing', 'invalid');
    const state = decision.outcome === 'uphold' ? 'upheld' : 'rejected';
    return {
      change: {
        state,
        reasons: [...decision.reasons],
        decided_by: actor.person,
        decided_at: at,
        affected: [...affected],
        ...(state === 'rejected' ? { closed_at: at } : {}),
      },
      type: 'catalogue.objection-decided',
      payload: { outcome: decision.outcome, affected: affected.map((one) => `${one.kind}:${one.id}`) },
    };
  });
}

/**
 * Closes an upheld objection when the source was corrected: other data was gathered since, or another version published.
 * @throws DomainError a refusal; `objection.settled` (conflict), `objection.not-corrected` (precondition)
 */
export async function closeObjection(
  context: RegisterContext,
  actor: Actor,
  id: string,
): Promise<Committed<ObjectionView>> {
  const asked = await getObjection(context.db, id);
  const resource = await findResource(context.db, asked.resource_id);
  return change(context, actor, id, (row, at) => {
    partOf(actor, row);
    if (row.state !== 'upheld') throw new DomainError('objection.settled', 'conflict', { state: row.state });
    const epoch = resource?.current_epoch_id ?? null;
    const gathered = epoch !== null && epoch !== row.epoch_id;
    const republished = (resource?.published_version ?? 0) > (row.version ?? 0);
    if (row.kind === 'data' ? !gathered : !gathered && !republished)
      throw new DomainError('objection.not-corrected', 'precondition', { id });
    return {
      change: { state: 'corrected', closed_at: at, corrected_epoch_id: gathered ? epoch : null },
      type: 'catalogue.objection-closed',
      payload: { epoch: gathered ? epoch : null, version: resource?.published_version ?? null },
    };
  });
}

interface Turn {
  readonly change: Partial<ObjectionRow>;
  readonly type: 'catalogue.objection-verified' | 'catalogue.objection-decided' | 'catalogue.objection-closed';
  readonly payload: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}

async function change(
  context: RegisterContext,
  actor: Actor,
  id: string,
  turn: (row: ObjectionRow, at: Date) => Turn,
): Promise<Committed<ObjectionView>> {
  const { evidence } = await context.transact(async (tx) => {
    const row = await registers(tx)
      .selectFrom('catalogue.objection')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (!row) throw new DomainError('objection.unknown', 'not-found', { id });
    assertMay(context, actor, 'objection.handle', { jurisdiction: row.jurisdiction });
    const { change: changed, type, payload } = turn(row, tx.at);
    const { findings, affected, evidence: _, ...plain } = changed;
    await registers(tx)
      .updateTable('catalogue.objection')
      .set({
        ...plain,
        ...(findings ? { findings: JSON.stringify(findings) } : {}),
        ...(affected ? { affected: JSON.stringify(affected) } : {}),
      })
      .where('id', '=', id)
      .execute();
    record(tx, {
      type,
      stream: `objection:${id}`,
      actor: actorRef(actor),
      subjects: [
        { kind: 'resource', id: row.resource_id, rel: 'about' },
        ...(affected ?? []).map((one) => ({ kind: one.kind, id: one.id, rel: 'for' as const })),
      ],
      rows: [{ table: 'catalogue.objection', id }],
      ruleVersion: context.limits(row.jurisdiction).version,
      payload: payload as never,
    });
  });
  return { value: await readObjection(context, actor, id), evidence };
}

async function getObjection(db: Db, id: string): Promise<ObjectionRow> {
  const row = await registers(db).selectFrom('catalogue.objection').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DomainError('objection.unknown', 'not-found', { id });
  return row;
}

/** Who raised it, whose data it is, who handles or inspects, and whoever is affected by an upheld one. */
function sees(context: RegisterContext, actor: Actor, row: ObjectionRow): boolean {
  if (row.raised_by === actor.person || row.owner_id === actor.body) return true;
  if (row.raised_body === actor.body && !PERSONS.has(actor.role)) return true;
  if (row.affected.some((one) => one.body === actor.body)) return true;
  if (row.jurisdiction !== actor.jurisdiction) return false;
  return HANDLERS.has(actor.role) || (actor.role !== 'source-agency' && context.seesAll('objection', actor.role));
}

/** @throws DomainError a refusal; `objection.unknown` (not-found), also for one that the reader may not see */
export async function readObjection(context: RegisterContext, actor: Actor, id: string): Promise<ObjectionView> {
  const row = await getObjection(context.db, id);
  if (!sees(context, actor, row)) throw new DomainError('objection.unknown', 'not-found', { id });
  return presentObjection(context, actor, row);
}

/** The one queue of a jurisdiction, the most urgent first; everybody finds his part of it. */
export async function listObjections(
  context: RegisterContext,
  actor: Actor,
  filter: { readonly resourceId?: string | undefined; readonly state?: ObjectionState | undefined },
): Promise<readonly ObjectionView[]> {
  assertMay(context, actor, 'objection.read', { jurisdiction: actor.jurisdiction });
  let query = registers(context.db)
    .selectFrom('catalogue.objection')
    .selectAll()
    .where('jurisdiction', '=', actor.jurisdiction)
    .orderBy('closed_at', 'desc')
    .orderBy('due_on')
    .orderBy('number');
  if (filter.resourceId !== undefined) query = query.where('resource_id', '=', filter.resourceId);
  if (filter.state !== undefined) query = query.where('state', '=', filter.state);
  const rows = (await query.execute()).filter((row) => sees(context, actor, row));
  return Promise.all(rows.map((row) => presentObjection(context, actor, row)));
}

async function presentObjection(context: RegisterContext, actor: Actor, row: ObjectionRow): Promise<ObjectionView> {
  const resource = await findResource(context.db, row.resource_id);
  const version =
    resource && (await findVersion(context.db, resource.id, resource.published_version ?? resource.version));
  const isOpen = row.closed_at === null;
  const handles = row.raised_by === actor.person || row.owner_id === actor.body || HANDLERS.has(actor.role);
  return {
    ...{ id: row.id, number: row.number, kind: row.kind, jurisdiction: row.jurisdiction, resourceId: row.resource_id },
    resourceTitle: version ? parseContent(version.content).title : '',
    ...(row.registration_id === null ? {} : { registrationId: row.registration_id }),
    ...{ state: row.state, dueOn: row.due_on },
    overdue: isOpen && civilDateOf(context.clock.now()) > row.due_on,
    receivedAt: row.received_at.toISOString(),
    waitsFor: waitsFor(row),
    // May name persons: for those who handle it and whoever wrote it.
    ...(handles ? { statement: row.statement } : {}),
    ...{ evidence: row.evidence, findings: row.findings, reasons: row.reasons, affected: row.affected },
    ...(row.decided_at === null ? {} : { decidedAt: row.decided_at.toISOString() }),
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
    ...(row.corrected_epoch_id === null ? {} : { correctedEpochId: row.corrected_epoch_id }),
  };
}

function waitsFor({ state, findings }: ObjectionRow): ObjectionView['waitsFor'] {
  if (state === 'upheld') return 'correction';
  if (state !== 'received') return 'nobody';
  return findings.some((one) => one.by === 'source-agency') ? 'decision' : 'source-agency';
}
