import type { Committed, Db } from '@sluice/database';
import { addWorkingDays, civilDateOf, DomainError } from '@sluice/kernel';
import { record } from '@sluice/ledger';
import { sql } from 'kysely';
import { actorRef, assertMay } from '../actor-ref.ts';
import type { Actor } from '../catalogue-context.ts';
import { updateResource, updateVersion, findVersion, lockResource, tables } from '../store.ts';
import { parseContent } from '../present-resource.ts';
import type { RegisterContext } from './register-context.ts';
import { registers, type ChangeNoticeRow, type TombstoneRow } from './register-tables.ts';

export interface NewChange {
  readonly ground: 'law' | 'function';
  readonly title: string;
  readonly happenedOn: string;
  /** Entries of the own body that it touches. */
  readonly resources: readonly string[];
}

export interface ChangeView {
  readonly id: string;
  readonly ownerId: string;
  readonly ground: 'law' | 'function';
  readonly title: string;
  readonly happenedOn: string;
  readonly dueOn?: string;
  readonly state: 'open' | 'overdue' | 'in-time' | 'late';
  /** Each entry with the day on which its next version was handed in. */
  readonly entries: readonly { readonly resourceId: string; readonly submittedOn?: string }[];
}

/**
 * Notes a change of law or function; the limit runs from the day of the change, in working days of the statutory calendar
 * (CAT-07). @throws DomainError a refusal; `resource.unknown` (not-found), `policy.not-own`, `change.in-future` (invalid)
 */
export async function noteChange(
  context: RegisterContext,
  actor: Actor,
  it: NewChange,
): Promise<Committed<ChangeView>> {
  const { jurisdiction, body } = actor;
  assertMay(context, actor, 'change.note', { jurisdiction });
  const limits = context.limits(jurisdiction);
  const calendar = await context.calendar(context.db);
  const owned = await tables(context.db)
    .selectFrom('catalogue.resource')
    .select('id')
    .where('id', 'in', [...it.resources])
    .where('owner_id', '=', body)
    .execute();
  if (owned.length !== new Set(it.resources).size)
    throw new DomainError('policy.not-own', 'forbidden', { act: 'change.note' });
  if (it.happenedOn > civilDateOf(context.clock.now())) throw new DomainError('change.in-future', 'invalid');
  const { value, evidence } = await context.transact(async (tx) => {
    const row: ChangeNoticeRow = {
      ...{ id: context.ids.next<'change'>('chg'), jurisdiction, owner_id: body, ground: it.ground, title: it.title },
      happened_on: it.happenedOn,
      due_on:
        limits.updateWorkingDays === null ? null : addWorkingDays(it.happenedOn, limits.updateWorkingDays, calendar),
      ...{ resources: [...new Set(it.resources)], noted_by: actor.person, noted_at: tx.at },
    };
    await registers(tx).insertInto('catalogue.change_notice').values(row).execute();
    record(tx, {
      type: 'catalogue.change-noted',
      stream: `change:${row.id}`,
      actor: actorRef(actor),
      subjects: row.resources.map((id) => ({ kind: 'resource', id, rel: 'about' as const })),
      rows: [{ table: 'catalogue.change_notice', id: row.id }],
      ruleVersion: limits.version,
      payload: { ground: row.ground, happenedOn: row.happened_on, dueOn: row.due_on, entries: row.resources.length },
    });
    return row;
  });
  return { value: await presentChange(context, value), evidence };
}

/** Changes of a jurisdiction: in time, late, open or overdue, by the day on which each entry was handed in. */
export async function listChanges(context: RegisterContext, actor: Actor): Promise<readonly ChangeView[]> {
  assertMay(context, actor, 'resource.read', { jurisdiction: actor.jurisdiction });
  const rows = await registers(context.db)
    .selectFrom('catalogue.change_notice')
    .selectAll()
    .where('jurisdiction', '=', actor.jurisdiction)
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  return Promise.all(rows.map((row) => presentChange(context, row)));
}

async function presentChange(context: RegisterContext, row: ChangeNoticeRow): Promise<ChangeView> {
  const handedIn = await tables(context.db)
    .selectFrom('catalogue.resource_version')
    .select((e) => ['resource_id', e.fn.min('submitted_at').as('at')])
    .where('resource_id', 'in', row.resources)
    .where('submitted_at', '>=', new Date(`${row.happened_on}T00:00:00+08:00`))
    .groupBy('resource_id')
    .execute();
  const days = new Map(handedIn.map((one) => [one.resource_id, civilDateOf(new Date(one.at ?? 0))]));
  const entries = row.resources.map((resourceId) => {
    const submittedOn = days.get(resourceId);
    return { resourceId, ...(submittedOn === undefined ? {} : { submittedOn }) };
  });
  const { due_on: due } = row;
  const isDone = days.size === row.resources.length;
  const isLate = due !== null && [...days.values()].some((day) => day > due);
  const isOverdue = due !== null && civilDateOf(context.clock.now()) > due;
  return {
    ...{ id: row.id, ownerId: row.owner_id, ground: row.ground, title: row.title, happenedOn: row.happened_on },
    ...(due === null ? {} : { dueOn: due }),
    state: isDone ? (isLate ? 'late' : 'in-time') : isOverdue || isLate ? 'overdue' : 'open',
    entries,
  };
}

const CYCLE_DAYS: Readonly<Record<string, number>> = {
  'real-time': 1,
  daily: 1,
  weekly: 7,
  monthly: 31,
  quarterly: 92,
  'half-yearly': 184,
  yearly: 366,
};
/** An entry is looked through again after so long, whatever its data does. */
const REVIEW_DAYS = 365;
const DAY_MS = 86_400_000;

export interface Promptness {
  readonly owners: readonly {
    readonly ownerId: string;
    readonly ownerName: string;
    readonly entries: number;
    /** Of 100; entries that are neither stale nor behind their declared cycle. */
    readonly promptness: number;
    readonly stale: readonly {
      readonly resourceId: string;
      readonly title: string;
      readonly reasons: readonly ('review-cycle' | 'data-late' | 'never-supplied')[];
      readonly days: number;
    }[];
  }[];
}

/** Entries past their review cycle or with data behind the declared cycle, and each agency's promptness (CAT-08). */
export async function readPromptness(context: RegisterContext, actor: Actor): Promise<Promptness> {
  assertMay(context, actor, 'coverage.read', { jurisdiction: actor.jurisdiction });
  const rows = await sql<{
    id: string;
    owner_id: string;
    owner_name: string;
    published_at: Date;
    supplied_at: Date | null;
    content: string;
  }>`
    select r.id, r.owner_id, r.owner_name, r.published_at, r.supplied_at, v.content
    from catalogue.resource r
    join catalogue.resource_version v on v.resource_id = r.id and v.version = r.published_version
    where r.jurisdiction = ${actor.jurisdiction} and r.state = 'published'
    order by r.owner_id, r.id
  `.execute(context.db.q);
  const now = context.clock.now().getTime();
  const owners = [...Map.groupBy(rows.rows, (row) => row.owner_id)].map(([ownerId, own]) => {
    const stale = own.flatMap((row) => {
      const content = parseContent(row.content);
      const age = Math.floor((now - row.published_at.getTime()) / DAY_MS);
      const cycle = CYCLE_DAYS[content.updateCycle ?? ''];
      const since = Math.floor((now - (row.supplied_at ?? row.published_at).getTime()) / DAY_MS);
      const reasons = [
        ...(age > REVIEW_DAYS ? ['review-cycle' as const] : []),
        ...(cycle !== undefined && since > cycle
          ? [row.supplied_at === null ? ('never-supplied' as const) : ('data-late' as const)]
          : []),
      ];
      return reasons.length === 0
        ? []
        : [{ resourceId: row.id, title: content.title, reasons, days: Math.max(since, 0) }];
    });
    const prompt = own.length - stale.length;
    return {
      ...{ ownerId, ownerName: own[0]?.owner_name ?? '', entries: own.length },
      promptness: Math.round((prompt / own.length) * 1_000) / 10,
      stale,
    };
  });
  return { owners };
}

export interface Resolved {
  readonly identifier: string;
  readonly state: 'published' | 'withdrawn';
  readonly resourceId: string;
  readonly jurisdiction: string;
  readonly ownerName: string;
  readonly title: string;
  readonly version?: number;
  readonly digest?: string;
  readonly withdrawnAt?: string;
  readonly reason?: string;
  readonly successor?: string;
}

/**
 * What an identifier stands for now: node, owner and state; of what was withdrawn, when and why (PLT-14).
 * @throws DomainError `identifier.unknown` (not-found)
 */
export async function resolveIdentifier(db: Db, identifier: string): Promise<Resolved> {
  const stone = await registers(db)
    .selectFrom('catalogue.tombstone')
    .selectAll()
    .where('id', '=', identifier)
    .executeTakeFirst();
  if (stone) return buried(stone);
  const resource = await tables(db)
    .selectFrom('catalogue.resource')
    .selectAll()
    .where('code', '=', identifier)
    .executeTakeFirst();
  const version =
    resource?.published_version === null || !resource
      ? undefined
      : await findVersion(db, resource.id, resource.published_version);
  if (!resource || !version) throw new DomainError('identifier.unknown', 'not-found', { identifier });
  return {
    ...{ identifier, state: 'published', resourceId: resource.id, jurisdiction: resource.jurisdiction },
    ...{ ownerName: resource.owner_name, title: parseContent(version.content).title, version: version.version },
    ...(version.digest === null ? {} : { digest: version.digest }),
  };
}

const buried = (row: TombstoneRow): Resolved => ({
  ...{ identifier: row.id, state: 'withdrawn', resourceId: row.resource_id, jurisdiction: row.jurisdiction },
  ...{ ownerName: row.owner_name, title: row.title, withdrawnAt: row.withdrawn_at.toISOString(), reason: row.reason },
  ...(row.successor === null ? {} : { successor: row.successor }),
});

/**
 * Takes a published entry out of the catalogue. Nobody finds it any more; its identifier resolves to a tombstone and is
 * never given again.
 * @throws DomainError a refusal; `resource.unknown` (not-found), `resource.not-published` (conflict)
 */
export async function withdrawResource(
  context: RegisterContext,
  actor: Actor,
  id: string,
  it: { readonly reason: string; readonly successor?: string | undefined },
): Promise<Committed<Resolved>> {
  const { value, evidence } = await context.transact(async (tx) => {
    const resource = await lockResource(tx, id);
    if (!resource) throw new DomainError('resource.unknown', 'not-found', { id });
    assertMay(context, actor, 'resource.withdraw', {
      jurisdiction: resource.jurisdiction,
      ownerBody: resource.owner_id,
    });
    const { code, published_version: published } = resource;
    const version = published === null ? undefined : await findVersion(tx, id, published);
    if (code === null || !version) throw new DomainError('resource.not-published', 'conflict', { id });
    if (it.successor !== undefined) await resolveIdentifier(tx, it.successor);
    const row: TombstoneRow = {
      ...{ id: code, resource_id: id, jurisdiction: resource.jurisdiction, owner_name: resource.owner_name },
      ...{ title: parseContent(version.content).title, reason: it.reason, successor: it.successor ?? null },
      ...{ withdrawn_by: actor.person, withdrawn_at: tx.at },
    };
    await registers(tx).insertInto('catalogue.tombstone').values(row).execute();
    await updateVersion(tx, version.id, { state: 'superseded' });
    await updateResource(tx, id, { state: 'draft', code: null, published_version: null, updated_at: tx.at });
    await tables(tx).deleteFrom('catalogue.resource_search').where('id', '=', id).execute();
    record(tx, {
      type: 'catalogue.resource-withdrawn',
      stream: `resource:${id}`,
      actor: actorRef(actor),
      rows: [
        { table: 'catalogue.resource', id },
        { table: 'catalogue.resource_version', id: version.id },
        { table: 'catalogue.tombstone', id: code },
      ],
      ruleVersion: context.rules(resource.jurisdiction).version,
      payload: { code, version: version.version, ...(it.successor === undefined ? {} : { successor: it.successor }) },
    });
    return row;
  });
  return { value: buried(value), evidence };
}

export interface RollUp {
  readonly levels: readonly {
    readonly jurisdiction: string;
    readonly parent?: string;
    /** Published entries of its own. */
    readonly own: number;
    /** Distinct entries of its own and of all below it. */
    readonly total: number;
    /** Entries below that carry the identifier of one that is counted already. */
    readonly doubles: number;
  }[];
}

/**
 * One ledger: each level with the distinct entries of itself and of all below, counted from the same rows that everybody
 * reads, so that a change below stands above with its own commit (CAT-03). What a body with the same code
 * catalogued under the same title in two places is one entry.
 */
export async function readRollUp(
  context: RegisterContext,
  parents: ReadonlyMap<string, string | undefined>,
): Promise<RollUp> {
  const rows = await sql<{ jurisdiction: string; key: string }>`
    select r.jurisdiction, split_part(r.code, '/', 1) || ' ' || s.title_key as key
    from catalogue.resource r join catalogue.resource_search s on s.id = r.id
    where r.state = 'published'
  `.execute(context.db.q);
  const own = Map.groupBy(rows.rows, (row) => row.jurisdiction);
  const below = (jurisdiction: string): readonly string[] => [
    jurisdiction,
    ...[...parents].filter(([, parent]) => parent === jurisdiction).flatMap(([child]) => below(child)),
  ];
  return {
    levels: [...parents].map(([jurisdiction, parent]) => {
      const all = below(jurisdiction).flatMap((one) => own.get(one) ?? []);
      const distinct = new Set(all.map((row) => row.key)).size;
      return {
        jurisdiction,
        ...(parent === undefined ? {} : { parent }),
        ...{ own: own.get(jurisdiction)?.length ?? 0, total: distinct, doubles: all.length - distinct },
      };
    }),
  };
}
