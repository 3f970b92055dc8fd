import type { Db } from '@sluice/database';
import { isGatheringStream } from './verifier/bundle-format.ts';
import { findEntry, findStream, type StoredEntry } from './read-entries.ts';

/** One object on the way from source to an entry. */
export interface ChainStream {
  readonly stream: string;
  readonly depth: number;
  /** Only the entry itself: the stream gathers the acts of many objects. */
  readonly partial: boolean;
  readonly entries: readonly StoredEntry[];
  readonly uses: readonly string[];
}

export interface Chain {
  readonly start: StoredEntry;
  /** Upstream first: the last one is the stream of the entry itself. */
  readonly streams: readonly ChainStream[];
  /** Subjects that name no stream of this log. */
  readonly unresolved: readonly string[];
  /** A bound was reached: there is more upstream than is here. */
  readonly cut: boolean;
}

/** A chain is bounded, so that no request can ask for the whole log. */
const MAX_STREAMS = 200;
const MAX_STREAM_ENTRIES = 2000;

/** What entries were made from: `uses` of each, without repetition. */
export function usesOf(entries: readonly StoredEntry[]): readonly string[] {
  const all = entries.flatMap((one) =>
    one.entry.subjects.filter((s) => s.rel === 'uses').map((s) => `${s.kind}:${s.id}`),
  );
  return [...new Set(all)].toSorted();
}

/**
 * Follows `uses` upstream from an entry, taking every stream whole up to `size` of the log.
 * Null when there is no such entry.
 */
export async function traceChain(db: Db, entryId: string, size: number): Promise<Chain | null> {
  const start = await findEntry(db, entryId);
  if (!start) return null;
  return { start, ...(await traceStreams(db, [start.entry.stream], size, start)) };
}

/** Upstream of given streams, which come with their whole stories; of the stream of `start` also what leads up to it. */
export async function traceStreams(
  db: Db,
  from: readonly string[],
  size: number,
  start: StoredEntry | null,
): Promise<Omit<Chain, 'start'>> {
  const found = new Map<string, ChainStream>();
  const unresolved = new Set<string>();
  let cut = false;
  let layer: readonly string[] = from;
  for (let depth = 0; layer.length > 0; depth += 1) {
    if (found.size >= MAX_STREAMS) {
      cut = true;
      break;
    }
    const next = new Set<string>();
    for (const stream of layer) {
      const partial = isGatheringStream(stream);
      const own = depth === 0 ? start : null;
      const entries = partial ? (own ? [own] : []) : await streamUpTo(db, stream, size, own);
      if (entries.length === 0) {
        unresolved.add(stream);
        continue;
      }
      cut ||= entries.length === MAX_STREAM_ENTRIES;
      const uses = usesOf(entries).filter((one) => one !== stream);
      found.set(stream, { stream, depth, partial, entries, uses });
      for (const one of uses) next.add(one);
    }
    layer = [...next].filter((one) => !found.has(one) && !unresolved.has(one));
  }
  return {
    streams: [...found.values()].toSorted((a, b) => b.depth - a.depth || (a.stream < b.stream ? -1 : 1)),
    unresolved: [...unresolved].toSorted(),
    cut,
  };
}

/** Published entries; for the asked entry's own stream also what leads up to it, though it may still wait. */
async function streamUpTo(
  db: Db,
  stream: string,
  size: number,
  start: StoredEntry | null,
): Promise<readonly StoredEntry[]> {
  const entries = await findStream(db, stream, 0, MAX_STREAM_ENTRIES);
  return entries.filter(
    (one) =>
      (one.index !== null && one.index < size) || (start !== null && one.entry.streamSeq <= start.entry.streamSeq),
  );
}
