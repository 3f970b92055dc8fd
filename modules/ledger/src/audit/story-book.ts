import type { Entry } from '../entry.ts';
import type { Findings } from './finding.ts';

/** What the entries say about a row: the digest after the last act on it, and under whose salt. */
export interface LastWord {
  readonly stream: string;
  readonly digest: string | null;
  readonly entryId: string;
}

interface StreamState {
  seq: number;
  leaf: string;
}

/** All that follows from entries read in order: streams with their links, references, the last word on each row. */
export interface StoryBook {
  /** Reads the next entry; `leaf` is its hash in hex. */
  take(bytes: Uint8Array, leaf: string, place: string): Entry | null;
  /** Where a stream stood before the first entry read; for an audit that does not begin at the beginning. */
  begin(stream: string, state: { readonly seq: number; readonly leaf: string }): void;
  readonly streams: ReadonlyMap<string, { readonly seq: number; readonly leaf: string }>;
  /** By table, then by row. */
  readonly rows: ReadonlyMap<string, ReadonlyMap<string, LastWord>>;
  /** References upstream that no stream read so far answers to. */
  unresolved(): readonly string[];
}

/** Kinds of subject that have a story of their own, so that a reference to one must lead to a stream. */
const storied: ReadonlySet<string> = new Set([
  ...['system', 'resource', 'demand', 'batch', 'epoch', 'application', 'grant', 'query', 'freeze', 'product', 'order'],
]);

export function createStoryBook(findings: Findings): StoryBook {
  const streams = new Map<string, StreamState>();
  const rows = new Map<string, Map<string, LastWord>>();
  const wanted = new Map<string, string>();
  return {
    streams,
    rows,
    begin: (stream, state) => void streams.set(stream, { ...state }),
    take(bytes, leaf, place) {
      const entry = readEntry(bytes);
      if (!entry) {
        findings.add('stream-broken', place);
        return null;
      }
      const before = streams.get(entry.stream);
      if (entry.streamSeq !== (before ? before.seq + 1 : 0) || entry.prev !== (before?.leaf ?? null))
        findings.add('stream-broken', `${entry.stream} #${entry.streamSeq}`);
      if (before) {
        before.seq = entry.streamSeq;
        before.leaf = leaf;
      } else streams.set(entry.stream, { seq: entry.streamSeq, leaf });
      for (const { kind, id, rel } of entry.subjects)
        if (rel === 'uses' && storied.has(kind) && !streams.has(`${kind}:${id}`)) wanted.set(`${kind}:${id}`, entry.id);
      for (const state of entry.commitments.state) {
        let table = rows.get(state.table);
        if (!table) rows.set(state.table, (table = new Map<string, LastWord>()));
        table.set(state.id, { stream: entry.stream, digest: state.digest, entryId: entry.id });
      }
      return entry;
    },
    unresolved: () =>
      [...wanted].filter(([stream]) => !streams.has(stream)).map(([stream, entry]) => `${entry} → ${stream}`),
  };
}

/** Null for bytes that are no entry: somebody wrote them past the door. */
function readEntry(bytes: Uint8Array): Entry | null {
  try {
    // A view, not a copy: a log has many entries.
    const entry = JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8')) as Entry;
    return typeof entry.stream === 'string' && Array.isArray(entry.subjects) && Array.isArray(entry.commitments.state)
      ? entry
      : null;
  } catch {
    return null;
  }
}
