import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { sql, type RawBuilder } from 'kysely';
import type { Sight } from './read-access.ts';
import { relationName, relations, relationsOf, type Relation } from './relations.ts';
import { readProjected } from './store-lineage.ts';

export type Direction = 'back' | 'forward';

/** A thing that was asked about. */
export interface LineageStart {
  readonly no: number;
  readonly kind: string;
  readonly id: string;
  readonly field: string;
  readonly jurisdiction: string | null;
  readonly body: string | null;
  /** Where the walk begins: the thing, or what a call was answered from. */
  readonly seeds: readonly number[];
}

export interface LineageNodeView {
  readonly kind: string;
  readonly id: string;
  readonly fields: string[];
  /** Steps from the thing asked about, on the ways that are shown. */
  readonly depth: number;
  readonly body: string | null;
}

export interface LineageView {
  readonly start: { readonly kind: string; readonly id: string; readonly field: string | null };
  readonly nodes: LineageNodeView[];
  readonly edges: {
    readonly from: string;
    readonly to: string;
    readonly rel: Relation;
    readonly fields: string[];
    /** How many entries say so. */
    readonly entries: number;
  }[];
  /** Things by kind in the whole answer, shown or not; without those that the reader may not see. */
  readonly counts: Readonly<Record<string, number>>;
  /** Things by kind that are there and not shown to this reader. */
  readonly hidden: Readonly<Record<string, number>>;
  /** The walk was stopped at its bound: there is more. */
  readonly truncated: boolean;
  /** Size of the log that is in the graph. */
  readonly upTo: number;
}

/** A walk visits at most so many nodes; what lies beyond is said to be there. */
export const REACH_BOUND = 200_000;
const FIELD_NODES = 2_000;

/** The calls of a thing stand in streams of many; what one was answered from says its entry. */
async function findCall(db: Db, id: string): Promise<LineageStart | null> {
  const { rows } = await sql<{ no: number; kind: string; jurisdiction: string | null; body: string | null }>`
    select n.no, n.kind, i.jurisdiction, i.body from ledger.log l join ledger.log_index i on i.idx = l.idx
    join ledger.lineage_node n on n.field = '' and n.kind in ('freeze', 'product')
      and n.kind || ':' || n.id = any(l.subjects)
    where l.subjects @> array[${`call:${id}`}] limit 2`.execute(db.q);
  const freeze = rows.find((row) => row.kind === 'freeze') ?? rows[0];
  return freeze
    ? { no: 0, kind: 'call', id, field: '', jurisdiction: freeze.jurisdiction, body: freeze.body, seeds: [freeze.no] }
    : null;
}

/**
 * Finds the thing an identifier names, or one field of it.
 * @throws DomainError `lineage.unknown` (not-found)
 */
export async function findStart(db: Db, id: string, field?: string): Promise<LineageStart> {
  const { rows } = await sql<Omit<LineageStart, 'seeds'>>`
    select n.no, n.kind, n.id, n.field, o.jurisdiction, o.body from ledger.lineage_node n
    join ledger.lineage_node o on o.id = n.id and o.kind = n.kind and o.field = ''
    where n.id = ${id} and n.field = ${field ?? ''} order by n.no limit 1`.execute(db.q);
  const [node] = rows;
  if (node) return { ...node, seeds: [node.no] };
  const call = id.startsWith('call_') && field === undefined ? await findCall(db, id) : null;
  if (!call) throw new DomainError('lineage.unknown', 'not-found', { id });
  return call;
}

/** What permits the thing whose column is asked about: the column has no grant of its own. */
async function seedsOf(db: Db, start: LineageStart, direction: Direction): Promise<readonly number[]> {
  if (direction === 'forward' || start.field === '') return start.seeds;
  const { rows } = await sql<{ no: number }>`
    select e.source as no from ledger.lineage_node o join ledger.lineage_edge e on e.target = o.no and e.rel = ${relations.permits}
    where o.id = ${start.id} and o.kind = ${start.kind} and o.field = ''`.execute(db.q);
  return [...start.seeds, ...rows.map((row) => row.no)];
}

/** `r` all nodes reached, `v` the things they are or belong to, with whether this reader sees them. */
export async function reachOf(
  db: Db,
  start: LineageStart,
  direction: Direction,
  sight: Sight,
): Promise<RawBuilder<unknown>> {
  const rels = [...relationsOf(direction, start.kind)];
  const seeds = [...(await seedsOf(db, start, direction))];
  const walk = sql.raw(direction === 'back' ? 'ledger.reach_back' : 'ledger.reach_forward');
  return sql`
    with r as materialized (
      select no, row_number() over () as place from ${walk}(${seeds}::int[], ${rels}::smallint[], ${REACH_BOUND + 1})
    ), n as materialized (
      select r.place, n.* from r join ledger.lineage_node n on n.no = r.no
    ), f as materialized (
      select kind, id, min(place) as place, array_agg(field order by field) as fields from n where field <> '' group by kind, id
    ), g as (
      select n.no, n.kind, n.id, n.jurisdiction, n.body, least(n.place, f.place) as place, f.fields
      from n left join f on f.id = n.id and f.kind = n.kind where n.field = ''
      union all
      select o.no, o.kind, o.id, o.jurisdiction, o.body, f.place, f.fields
      from f join ledger.lineage_node o on o.id = f.id and o.kind = f.kind and o.field = ''
      where not exists (select from n where n.id = f.id and n.kind = f.kind and n.field = '')
    ), v as materialized (
      select g.*,
        case when ${sight.jurisdiction}::text is null
          then g.kind <> all(${[...sight.ownOnly]}::text[]) or g.body is not distinct from ${sight.body}
          else g.jurisdiction is null or g.jurisdiction = ${sight.jurisdiction} end as visible
      from g
    )`;
}

interface Counted {
  readonly counts: Record<string, number>;
  readonly hidden: Record<string, number>;
}

export function splitCounts(rows: readonly { kind: string; visible: boolean; n: number }[], sight: Sight): Counted {
  const [counts, hidden]: Record<string, number>[] = [{}, {}];
  for (const { kind, visible, n } of rows) {
    if (visible && counts) counts[kind] = n;
    else if (sight.countsHidden && hidden) hidden[kind] = n;
  }
  return { counts: counts ?? {}, hidden: hidden ?? {} };
}

interface Answer {
  readonly reached: number;
  readonly counts: readonly { kind: string; visible: boolean; n: number }[] | null;
  readonly nodes:
    | readonly { no: number; kind: string; id: string; fields: string[] | null; body: string | null }[]
    | null;
  readonly fields: readonly { no: number; owner: number; field: string }[] | null;
}

/**
 * Where a thing came from, or where it went, at the level of things or of one field (AUD-01): counts of all, and the
 * nearest `limit` of them with the ways between.
 */
export async function traceLineage(
  db: Db,
  start: LineageStart,
  question: { readonly direction: Direction; readonly limit: number; readonly sight: Sight },
): Promise<LineageView> {
  const upTo = await readProjected(db);
  const reach = await reachOf(db, start, question.direction, question.sight);
  const { rows } = await sql<Answer>`${reach}, s as materialized (
      select * from v where visible order by place limit ${question.limit}
    )
    select (select count(*) from r) as reached,
      (select jsonb_agg(c) from (select kind, visible, count(*) as n from v group by kind, visible) c) as counts,
      (select jsonb_agg(jsonb_build_object('no', no, 'kind', kind, 'id', id, 'fields', fields, 'body', body) order by place) from s) as nodes,
      (select jsonb_agg(f) from (
        select n.no, s.no as owner, n.field from s join ledger.lineage_node n on n.id = s.id and n.kind = s.kind and n.field = any(s.fields)
        where n.no in (select no from r) limit ${FIELD_NODES}) f) as fields`.execute(db.q);
  const [answer] = rows;
  const nodes = answer?.nodes ?? [];
  const edges = await edgesAmong(db, nodes, answer?.fields ?? [], relationsOf(question.direction, start.kind));
  const all = start.kind === 'call' ? [...edges, ...callEdges(start, nodes)] : edges;
  const depths = depthsOf(start.id, all);
  return {
    start: { kind: start.kind, id: start.id, field: start.field === '' ? null : start.field },
    nodes: [
      ...(start.kind === 'call' ? [{ kind: 'call', id: start.id, fields: [], depth: 0, body: start.body }] : []),
      ...nodes.map(({ kind, id, fields, body }) => ({
        ...{ kind, id, body },
        fields: fields ?? [],
        depth: depths.get(id) ?? 1,
      })),
    ],
    edges: all,
    ...splitCounts(answer?.counts ?? [], question.sight),
    truncated: (answer?.reached ?? 0) > REACH_BOUND,
    upTo,
  };
}

type ShownEdge = LineageView['edges'][number];

const callEdges = (start: LineageStart, nodes: readonly { no: number; id: string }[]): readonly ShownEdge[] =>
  nodes
    .filter((node) => start.seeds.includes(node.no))
    .map((node) => ({ from: node.id, to: start.id, rel: 'called-by' as const, fields: [], entries: 1 }));

/** Ways between the things shown; ways between their fields are folded into them. */
async function edgesAmong(
  db: Db,
  nodes: readonly { no: number; id: string }[],
  fields: readonly { no: number; owner: number; field: string }[],
  rels: readonly number[],
): Promise<ShownEdge[]> {
  const idOf = new Map(nodes.map((node) => [node.no, node.id]));
  const fieldOf = new Map(fields.map((one) => [one.no, one]));
  const all = [...idOf.keys(), ...fieldOf.keys()];
  const { rows } = await sql<{ source: number; target: number; rel: number; entries: number }>`
    select source, target, rel, entries from ledger.lineage_edge
    where source = any(${all}::int[]) and target = any(${all}::int[]) and rel = any(${[...rels]}::smallint[])
    order by source, target, rel`.execute(db.q);
  const folded = new Map<string, { edge: ShownEdge; fields: Set<string> }>();
  for (const row of rows) {
    const from = idOf.get(fieldOf.get(row.source)?.owner ?? row.source);
    const to = idOf.get(fieldOf.get(row.target)?.owner ?? row.target);
    if (from === undefined || to === undefined || from === to) continue;
    const key = `${from} ${to} ${row.rel}`;
    const known = folded.get(key) ?? {
      edge: { from, to, rel: relationName(row.rel), fields: [], entries: row.entries },
      fields: new Set<string>(),
    };
    const field = fieldOf.get(row.source)?.field;
    if (field !== undefined) known.fields.add(field);
    folded.set(key, known);
  }
  return [...folded.values()].map(({ edge, fields: used }) => ({ ...edge, fields: [...used].toSorted() }));
}

/** Steps from the thing asked about, either way. */
function depthsOf(start: string, edges: readonly ShownEdge[]): ReadonlyMap<string, number> {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    next.set(from, [...(next.get(from) ?? []), to]);
    next.set(to, [...(next.get(to) ?? []), from]);
  }
  const depths = new Map([[start, 0]]);
  let layer = [start];
  for (let depth = 1; layer.length > 0; depth += 1) {
    layer = [...new Set(layer.flatMap((one) => next.get(one) ?? []))].filter((one) => !depths.has(one));
    for (const one of layer) depths.set(one, depth);
  }
  return depths;
}
