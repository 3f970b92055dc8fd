import type { Committed } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import type { Selectable } from 'kysely';
import { actorRef, assertMay } from '../actor-ref.ts';
import type { Actor } from '../catalogue-context.ts';
import { searchResources } from '../search-resources.ts';
import { findResource } from '../store.ts';
import { numberOf, type RegisterContext } from './register-context.ts';
import { registers, type NeedRoute, type NeedTable, type NeedTurn } from './register-tables.ts';

type NeedRow = Selectable<NeedTable>;

export interface NewNeed {
  readonly text: string;
  readonly purpose: string;
  /** Where the asker believes it belongs; the desk decides otherwise where his role cannot go that way. */
  readonly route?: NeedRoute | undefined;
}

export interface NeedView {
  readonly id: string;
  readonly number: string;
  readonly text: string;
  readonly purpose: string;
  readonly route: NeedRoute;
  readonly state: 'open' | 'met' | 'refused';
  readonly askedBody: string;
  readonly askedAt: string;
  readonly ageDays: number;
  readonly holderId?: string;
  readonly resourceId?: string;
  readonly history: readonly NeedTurn[];
  readonly closedAt?: string;
}

export interface NeedProposal {
  readonly resourceId: string;
  readonly title: string;
  readonly ownerId: string;
  readonly ownerName: string;
  /** Whether its attributes leave the need's route open. */
  readonly open: boolean;
  readonly found: readonly string[];
}

const PROPOSALS = 5;
const DAY_MS = 86_400_000;

/** Public bodies share with each other, a developer works under authorization, the public is opened to (F3 (三)). */
function routeOf(role: string, asked: NeedRoute | undefined): NeedRoute {
  if (role === 'developer' || role === 'operator') return 'authorization';
  if (role === 'public' || role === 'buyer' || role === 'data-subject') return 'opening';
  return asked ?? 'sharing';
}

/** Takes a demand at the one desk, with a number, and sends it to its queue (REG-05). @throws DomainError a refusal */
export async function raiseNeed(context: RegisterContext, actor: Actor, it: NewNeed): Promise<Committed<NeedView>> {
  const { jurisdiction } = actor;
  assertMay(context, actor, 'need.raise', { jurisdiction });
  const { value, evidence } = await context.transact(async (tx) => {
    const route = routeOf(actor.role, it.route);
    const number = await numberOf(tx, 'XQ', tx.at);
    const history: readonly NeedTurn[] = [{ turn: 'received', by: actor.person, at: tx.at.toISOString(), route }];
    const row: NeedRow = {
      ...{ id: context.ids.next<'need'>('ned'), number, jurisdiction, asked_by: actor.person, asked_body: actor.body },
      ...{ text: it.text, purpose: it.purpose, route, holder_id: null, resource_id: null, state: 'open', history },
      ...{ asked_at: tx.at, closed_at: null },
    };
    await registers(tx)
      .insertInto('catalogue.need')
      .values({ ...row, history: JSON.stringify(history) })
      .execute();
    record(tx, {
      type: 'catalogue.need-received',
      stream: `need:${row.id}`,
      actor: actorRef(actor),
      rows: [{ table: 'catalogue.need', id: row.id }],
      ruleVersion: context.limits(jurisdiction).version,
      payload: { number, route },
    });
    return row;
  });
  return { value: present(context, value), evidence };
}

/** Entries that may be what is meant, best first (REG-06). @throws DomainError `need.unknown` (not-found) */
export async function proposeForNeed(
  context: RegisterContext,
  actor: Actor,
  id: string,
): Promise<readonly NeedProposal[]> {
  const row = await getNeed(context, actor, id);
  const found = await searchResources(context, context.db, actor, {
    q: row.text,
    state: 'published',
    page: 1,
    pageSize: PROPOSALS,
  });
  return found.items.map((item) => ({
    ...{ resourceId: item.id, title: item.title, ownerId: item.ownerId, ownerName: item.ownerName },
    open: item.requests.includes(row.route),
    found: item.why.map((why) => why.found),
  }));
}

/**
 * Sends a demand to another queue, names the resource that it is about, or closes it as met or refused, each with its
 * reason in the history.
 * @throws DomainError a refusal; `need.unknown` (not-found), `need.closed` (conflict), `need.resource-missing` (precondition),
 * `review.reasons-missing` (invalid)
 */
export async function turnNeed(
  context: RegisterContext,
  actor: Actor,
  id: string,
  it: {
    readonly turn: 're-routed' | 'proposed' | 'met' | 'refused';
    readonly route?: NeedRoute | undefined;
    readonly resourceId?: string | undefined;
    readonly reason?: string | undefined;
  },
): Promise<Committed<NeedView>> {
  const asked = await getNeed(context, actor, id);
  assertMay(context, actor, 'need.route', { jurisdiction: asked.jurisdiction });
  const resource = it.resourceId === undefined ? undefined : await findResource(context.db, it.resourceId);
  if (it.resourceId !== undefined && resource?.state !== 'published')
    throw new DomainError('resource.unknown', 'not-found', { id: it.resourceId });
  const { value, evidence } = await context.transact(async (tx) => {
    const row = await registers(tx)
      .selectFrom('catalogue.need')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (row.state !== 'open') throw new DomainError('need.closed', 'conflict', { state: row.state });
    if ((it.turn === 're-routed' || it.turn === 'refused') && it.reason === undefined)
      throw new DomainError('review.reasons-missing', 'invalid');
    const about = resource?.id ?? row.resource_id;
    if ((it.turn === 'met' || it.turn === 'proposed') && about === null)
      throw new DomainError('need.resource-missing', 'precondition', { id });
    const isClosing = it.turn === 'met' || it.turn === 'refused';
    const next: NeedRow = {
      ...row,
      route: it.turn === 're-routed' ? (it.route ?? row.route) : row.route,
      resource_id: about,
      holder_id: resource?.owner_id ?? row.holder_id,
      state: it.turn === 'met' ? 'met' : it.turn === 'refused' ? 'refused' : 'open',
      history: [...row.history, { ...it, by: actor.person, at: tx.at.toISOString() }],
      closed_at: isClosing ? tx.at : null,
    };
    const { route, resource_id, holder_id, state, closed_at } = next;
    await registers(tx)
      .updateTable('catalogue.need')
      .set({ route, resource_id, holder_id, state, closed_at, history: JSON.stringify(next.history) })
      .where('id', '=', id)
      .execute();
    record(tx, {
      type: 'catalogue.need-turned',
      stream: `need:${id}`,
      actor: actorRef(actor),
      subjects: about === null ? [] : [{ kind: 'resource', id: about, rel: 'about' }],
      rows: [{ table: 'catalogue.need', id }],
      ruleVersion: context.limits(row.jurisdiction).version,
      payload: { turn: it.turn, route, state },
    });
    return next;
  });
  return { value: present(context, value), evidence };
}

export interface NeedList {
  readonly items: readonly NeedView[];
  readonly total: number;
  readonly met: number;
  /** Met over all; absent while there is none (REG-06). */
  readonly satisfaction?: number;
}

/** The desk's queue, or what the own body asked for and owes (CAT-09). */
export async function listNeeds(
  context: RegisterContext,
  actor: Actor,
  filter: { readonly route?: NeedRoute | undefined; readonly state?: NeedRow['state'] | undefined },
): Promise<NeedList> {
  assertMay(context, actor, 'need.read', { jurisdiction: actor.jurisdiction });
  const all = await registers(context.db)
    .selectFrom('catalogue.need')
    .selectAll()
    .where('jurisdiction', '=', actor.jurisdiction)
    .orderBy('closed_at', 'desc')
    .orderBy('asked_at')
    .orderBy('id')
    .execute();
  const seen = all.filter((row) => sees(context, actor, row));
  const met = seen.filter((row) => row.state === 'met').length;
  const items = seen
    .filter((row) => filter.route === undefined || row.route === filter.route)
    .filter((row) => filter.state === undefined || row.state === filter.state)
    .map((row) => present(context, row));
  return {
    ...{ items, total: seen.length, met },
    ...(seen.length === 0 ? {} : { satisfaction: met / seen.length }),
  };
}

const sees = (context: RegisterContext, actor: Actor, row: NeedRow): boolean =>
  row.asked_body === actor.body ||
  row.holder_id === actor.body ||
  context.seesAll('duty-and-demand-lists', actor.role) ||
  actor.role === 'custodian';

async function getNeed(context: RegisterContext, actor: Actor, id: string): Promise<NeedRow> {
  assertMay(context, actor, 'need.read', { jurisdiction: actor.jurisdiction });
  const row = await registers(context.db)
    .selectFrom('catalogue.need')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row?.jurisdiction !== actor.jurisdiction || !sees(context, actor, row))
    throw new DomainError('need.unknown', 'not-found', { id });
  return row;
}

function present(context: RegisterContext, row: NeedRow): NeedView {
  const until = (row.closed_at ?? context.clock.now()).getTime();
  return {
    ...{ id: row.id, number: row.number, text: row.text, purpose: row.purpose, route: row.route, state: row.state },
    ...{ askedBody: row.asked_body, askedAt: row.asked_at.toISOString() },
    ageDays: Math.floor((until - row.asked_at.getTime()) / DAY_MS),
    ...(row.holder_id === null ? {} : { holderId: row.holder_id }),
    ...(row.resource_id === null ? {} : { resourceId: row.resource_id }),
    history: row.history,
    ...(row.closed_at === null ? {} : { closedAt: row.closed_at.toISOString() }),
  };
}
