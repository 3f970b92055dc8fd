import type { Db } from '@sluice/database';
import type { Transaction } from 'kysely';
import { decodeEntry, type Entry } from '../entry.ts';
import type { PayloadMaster } from '../flush-acts.ts';
import { openPayloads } from '../open-payload.ts';
import {
  deriveEdges,
  jurisdictionOf,
  payloadTypes,
  releaseOf,
  type ColumnInputs,
  type Derived,
} from './derive-edges.ts';
import { relations } from './relations.ts';
import {
  clearProjection,
  insertIndex,
  lockProjection,
  moveProjection,
  nodeName,
  ownEpochs,
  readLines,
  upsertEdges,
  upsertNodes,
  type NewEdge,
} from './store-lineage.ts';

export interface ProjectorOptions {
  readonly db: Db;
  readonly master: PayloadMaster;
  /** Columns of a release and what they were computed from; the row they stand in is digested in the entry. */
  readonly columns: (db: Db, releaseId: string) => Promise<readonly ColumnInputs[]>;
  readonly batch?: number;
}

const BATCH = 2_000;

/**
 * Brings the derived tables up to the end of the log, batch by batch: each in one transaction with the place it
 * reached, so that a stop anywhere loses and repeats nothing. It reads the log and never holds up who writes it.
 * @returns the index after the last entry projected
 */
export async function projectLineage(options: ProjectorOptions): Promise<number> {
  const limit = options.batch ?? BATCH;
  for (;;) {
    const { next, taken } = await options.db.q.transaction().execute((q) => projectBatch(options, q, limit));
    if (next === null || taken < limit) return next ?? 0;
  }
}

/** Throws the derived tables away and makes them again from the log. */
export async function rebuildLineage(options: ProjectorOptions): Promise<number> {
  await options.db.q.transaction().execute((q) => clearProjection(q));
  return projectLineage(options);
}

interface Placed {
  readonly idx: number;
  readonly entry: Entry;
}

async function projectBatch(options: ProjectorOptions, q: Transaction<Record<never, never>>, limit: number) {
  const from = await lockProjection(q);
  if (from === null) return { next: null, taken: 0 };
  const lines = await readLines(q, from, limit);
  const last = lines.at(-1);
  if (!last) return { next: from, taken: 0 };
  const entries = lines.map((line): Placed => ({ idx: line.idx, entry: decodeEntry(line.entry) }));
  await writeGraph(q, await deriveAll(options, { q }, entries));
  await insertIndex(
    q,
    entries.map(({ idx, entry: { at, type, ruleVersion, actor } }) => ({
      idx,
      at,
      type,
      jurisdiction: jurisdictionOf(ruleVersion) ?? null,
      person: actor.kind === 'person' ? actor.person : null,
      body: actor.kind === 'person' ? actor.body : null,
    })),
  );
  await moveProjection(q, last.idx + 1);
  return { next: last.idx + 1, taken: lines.length };
}

interface DerivedAt extends Derived {
  readonly idx: number;
}

async function deriveAll(options: ProjectorOptions, db: Db, entries: readonly Placed[]): Promise<readonly DerivedAt[]> {
  const derived: DerivedAt[] = [];
  for (const { idx, entry } of entries) {
    const payload = payloadTypes.has(entry.type) ? await readPayload(options, db, entry.id) : undefined;
    const release = releaseOf(entry);
    const columns = release === undefined ? undefined : await options.columns(db, release);
    derived.push({ idx, ...deriveEdges(entry, { ...(payload ? { payload } : {}), ...(columns ? { columns } : {}) }) });
  }
  return derived;
}

/** A payload that was shredded, or spoilt by hand, says nothing; the audit names the second, and the log goes on. */
async function readPayload(
  { master }: ProjectorOptions,
  db: Db,
  entryId: string,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    const [opening] = await openPayloads(db, master, [entryId]);
    return opening && (JSON.parse(opening.text) as Readonly<Record<string, unknown>>);
  } catch {
    return undefined;
  }
}

async function writeGraph(q: Transaction<Record<never, never>>, derived: readonly DerivedAt[]): Promise<void> {
  const places = await upsertNodes(
    q,
    derived.flatMap((one) => [...one.nodes, ...one.edges.flatMap((edge) => [edge.from, edge.to])]),
  );
  const edges = new Map<string, NewEdge>();
  const epochs = new Set<number>();
  for (const { idx, edges: found } of derived)
    for (const edge of found) {
      const [source, target] = [places.get(nodeName(edge.from)), places.get(nodeName(edge.to))];
      if (source === undefined || target === undefined || source === target) continue;
      const rel = relations[edge.rel];
      const key = `${source} ${target} ${rel}`;
      const known = edges.get(key);
      edges.set(key, {
        ...{ source, target, rel, last: idx },
        entries: (known?.entries ?? 0) + (edge.times ?? 1),
        first: known?.first ?? idx,
      });
      if (edge.rel === 'holds') epochs.add(target);
    }
  await upsertEdges(q, [...edges.values()]);
  await ownEpochs(q, [...epochs], relations.holds);
}
