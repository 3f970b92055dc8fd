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
  const found = new Map<string, ChainStream>();
  const unresolved = new Set<string>();
  let layer: readonly string[] = [start.entry.stream];
  for (let depth = 0; layer.length > 0 && found.size < MAX_STREAMS; depth += 1) {
    const next = new Set<string>();
    for (const stream of layer) {
      const partial = isGatheringStream(stream);
      const entries = partial
        ? depth === 0
          ? [start]
          : []
        : await streamUpTo(db, stream, size, depth === 0 ? start : null);
      if (entries.length === 0) {
        unresolved.add(stream);
        continue;
      }
      const uses = usesOf(entries).filter((one) => one !== stream);
      found.set(stream, { stream, depth, partial, entries, uses });
      for (const one of uses) next.add(one);
    }
    layer = [...next].filter((one) => !found.has(one) && !unresolved.has(one));
  }
  return {
    start,
    streams: [...found.values()].toSorted((a, b) => b.depth - a.depth || (a.stream < b.stream ? -1 : 1)),
    unresolved: [...unresolved].toSorted(),
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
