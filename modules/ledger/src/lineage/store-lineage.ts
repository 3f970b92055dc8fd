import type { Db } from '@sluice/database';
import { sql, type Transaction } from 'kysely';
import type { NodeKey } from './derive-edges.ts';

type Handle = Transaction<Record<never, never>>;

export interface LogLine {
  readonly idx: number;
  readonly entry: Uint8Array;
}

export interface NewNode extends NodeKey {
  readonly jurisdiction?: string | undefined;
  readonly body?: string | undefined;
}

export interface NewEdge {
  readonly source: number;
  readonly target: number;
  readonly rel: number;
  readonly entries: number;
  readonly first: number;
  readonly last: number;
}

export interface IndexLine {
  readonly idx: number;
  readonly at: string;
  readonly type: string;
  readonly jurisdiction: string | null;
  readonly person: string | null;
  readonly body: string | null;
}

export const nodeName = (node: NodeKey): string => `${node.kind}\n${node.id}\n${node.field ?? ''}`;

/** Takes the place of the projection; null while another process has it. */
export async function lockProjection(q: Handle): Promise<number | null> {
  const { rows } = await sql<{
    next: number;
  }>`select next_idx as next from ledger.projection for update skip locked`.execute(q);
  return rows[0]?.next ?? null;
}

export async function readProjected(db: Db): Promise<number> {
  const { rows } = await sql<{ next: number }>`select next_idx as next from ledger.projection`.execute(db.q);
  return rows[0]?.next ?? 0;
}

export async function moveProjection(q: Handle, next: number): Promise<void> {
  await sql`update ledger.projection set next_idx = ${next}`.execute(q);
}

export async function readLines(q: Handle, from: number, limit: number): Promise<readonly LogLine[]> {
  const { rows } = await sql<LogLine>`
    select idx, entry from ledger.log where idx >= ${from} order by idx limit ${limit}`.execute(q);
  return rows;
}

/** Inserts nodes that are new; an owner or a jurisdiction that was not known is added, one that is known stays. */
export async function upsertNodes(q: Handle, nodes: readonly NewNode[]): Promise<ReadonlyMap<string, number>> {
  const merged = new Map<string, { node: NewNode; jurisdiction: string | null; body: string | null }>();
  for (const node of nodes) {
    const known = merged.get(nodeName(node));
    merged.set(nodeName(node), {
      node,
      jurisdiction: known?.jurisdiction ?? node.jurisdiction ?? null,
      body: known?.body ?? node.body ?? null,
    });
  }
  if (merged.size === 0) return new Map();
  const all = [...merged.values()];
  const columns = sql`${all.map((one) => one.node.kind)}::text[], ${all.map((one) => one.node.id)}::text[],
    ${all.map((one) => one.node.field ?? '')}::text[], ${all.map((one) => one.jurisdiction)}::text[], ${all.map((one) => one.body)}::text[]`;
  await sql`
    insert into ledger.lineage_node as n (kind, id, field, jurisdiction, body) select * from unnest(${columns})
    on conflict (id, field, kind) do update
      set jurisdiction = coalesce(n.jurisdiction, excluded.jurisdiction), body = coalesce(n.body, excluded.body)
      where (n.jurisdiction is null and excluded.jurisdiction is not null) or (n.body is null and excluded.body is not null)`.execute(
    q,
  );
  const { rows } = await sql<{ no: number; kind: string; id: string; field: string }>`
    select n.no, n.kind, n.id, n.field from ledger.lineage_node n
    join unnest(${columns}) u(kind, id, field, j, b) on n.id = u.id and n.field = u.field and n.kind = u.kind`.execute(
    q,
  );
  return new Map(rows.map((row) => [nodeName(row), row.no]));
}

export async function upsertEdges(q: Handle, edges: readonly NewEdge[]): Promise<void> {
  if (edges.length === 0) return;
  await sql`
    insert into ledger.lineage_edge as e (source, target, rel, entries, first_idx, last_idx)
    select * from unnest(${edges.map((e) => e.source)}::int[], ${edges.map((e) => e.target)}::int[], ${edges.map((e) => e.rel)}::smallint[],
      ${edges.map((e) => e.entries)}::int[], ${edges.map((e) => e.first)}::bigint[], ${edges.map((e) => e.last)}::bigint[])
    on conflict (source, target, rel) do update
      set entries = e.entries + excluded.entries, last_idx = greatest(e.last_idx, excluded.last_idx)`.execute(q);
}

/** An epoch is whose its resource is. */
export async function ownEpochs(q: Handle, epochs: readonly number[], holds: number): Promise<void> {
  if (epochs.length === 0) return;
  await sql`
    update ledger.lineage_node n set body = r.body
    from ledger.lineage_edge e join ledger.lineage_node r on r.no = e.source
    where n.no = any(${[...epochs]}::int[]) and n.body is null and e.target = n.no and e.rel = ${holds} and r.body is not null`.execute(
    q,
  );
}

export async function insertIndex(q: Handle, lines: readonly IndexLine[]): Promise<void> {
  await sql`
    insert into ledger.log_index (idx, at, type, jurisdiction, person, body)
    select * from unnest(${lines.map((l) => l.idx)}::bigint[], ${lines.map((l) => l.at)}::timestamptz[], ${lines.map((l) => l.type)}::text[],
      ${lines.map((l) => l.jurisdiction)}::text[], ${lines.map((l) => l.person)}::text[], ${lines.map((l) => l.body)}::text[])
    on conflict (idx) do nothing`.execute(q);
}

export async function clearProjection(q: Handle): Promise<void> {
  await sql`truncate ledger.lineage_edge, ledger.lineage_node, ledger.log_index`.execute(q);
  await moveProjection(q, 0);
}
