import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { Sight } from './read-access.ts';
import { relations } from './relations.ts';
import { readProjected } from './store-lineage.ts';
import { REACH_BOUND, reachOf, splitCounts, type LineageStart } from './trace-lineage.ts';

export interface ReachedThing {
  readonly kind: string;
  readonly id: string;
  readonly body: string | null;
  /** Fields of it that are touched, where the way leads through fields. */
  readonly fields: string[];
  /** Calls that were answered from what was reached; for orders. */
  readonly calls: number;
}

export interface BlastRadius {
  readonly start: { readonly kind: string; readonly id: string; readonly field: string | null };
  readonly counts: Readonly<Record<string, number>>;
  readonly hidden: Readonly<Record<string, number>>;
  readonly kind: string;
  readonly items: ReachedThing[];
  /** Give it as `after` for the next page; null on the last. */
  readonly next: number | null;
  readonly truncated: boolean;
  readonly upTo: number;
}

interface Answer {
  readonly reached: number;
  readonly counts: readonly { kind: string; visible: boolean; n: number }[] | null;
  readonly items: readonly (Omit<ReachedThing, 'fields'> & { no: number; fields: string[] | null })[] | null;
}

/** All that a source reaches: counts by kind, and the things of one kind, page by page in the order they came to be. */
export async function readBlastRadius(
  db: Db,
  start: LineageStart,
  page: { readonly kind: string; readonly after: number; readonly limit: number; readonly sight: Sight },
): Promise<BlastRadius> {
  const upTo = await readProjected(db);
  const reach = await reachOf(db, start, 'forward', page.sight);
  const { rows } = await sql<Answer>`${reach}, s as materialized (
      select * from v where visible and kind = ${page.kind} and no > ${page.after} order by no limit ${page.limit}
    )
    select (select count(*) from r) as reached,
      (select jsonb_agg(c) from (select kind, visible, count(*) as n from v group by kind, visible) c) as counts,
      (select jsonb_agg(jsonb_build_object('no', no, 'kind', kind, 'id', id, 'fields', fields, 'body', body, 'calls',
        (select coalesce(sum(e.entries), 0) from ledger.lineage_edge e
          where e.target = s.no and e.rel = ${relations['called-by']} and e.source in (select r.no from r))) order by no) from s) as items`.execute(
    db.q,
  );
  const [answer] = rows;
  const items = answer?.items ?? [];
  return {
    start: { kind: start.kind, id: start.id, field: start.field === '' ? null : start.field },
    ...splitCounts(answer?.counts ?? [], page.sight),
    kind: page.kind,
    items: items.map(({ no: _no, fields, ...rest }) => ({ ...rest, fields: fields ?? [] })),
    next: items.length === page.limit ? (items.at(-1)?.no ?? null) : null,
    truncated: (answer?.reached ?? 0) > REACH_BOUND,
    upTo,
  };
}

/** Owners of what a source reaches, with their things. */
export interface ReachedOwner {
  readonly body: string;
  readonly objects: Readonly<Record<string, readonly string[]>>;
  readonly counts: Readonly<Record<string, number>>;
}

/** Named one by one in a notice; beyond it only counted. */
const NAMED = 100;

/** Everyone who has to be told: the owners of all things of these kinds downstream, whoever asks. */
export async function findOwners(
  db: Db,
  start: LineageStart,
  kinds: readonly string[],
): Promise<readonly ReachedOwner[]> {
  const everything: Sight = { jurisdiction: null, body: '', ownOnly: [], countsHidden: true };
  const reach = await reachOf(db, start, 'forward', everything);
  const { rows } = await sql<{ body: string; kind: string; n: number; ids: string[] }>`${reach}
    select body, kind, count(*) as n, (array_agg(id order by no))[1:${NAMED}] as ids
    from v where body is not null and kind = any(${[...kinds]}::text[]) and id <> ${start.id} group by body, kind order by body, kind`.execute(
    db.q,
  );
  const owners = new Map<string, { objects: Record<string, readonly string[]>; counts: Record<string, number> }>();
  for (const row of rows) {
    const known = owners.get(row.body) ?? { objects: {}, counts: {} };
    known.objects[row.kind] = row.ids;
    known.counts[row.kind] = row.n;
    owners.set(row.body, known);
  }
  return [...owners].map(([body, one]) => ({ body, ...one }));
}
