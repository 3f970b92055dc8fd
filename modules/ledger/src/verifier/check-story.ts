import { fromHexPure, toHexPure } from '../tlog/base64.ts';
import { entryFile, hash, digest, isGatheringStream, payloadFile, type BundleEntry } from './bundle-format.ts';
import { canonicalText, isObject, parseCanonical } from './canonical.ts';
import { groupBy, sortedBy } from './group-by.ts';
import type { Problem } from './report.ts';
import type { ZipFiles } from './zip.ts';

/** Streams run 0 … n without a hole, each entry naming the leaf hash of the one before. */
export function checkStreams(entries: readonly BundleEntry[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [stream, story] of groupBy(entries, (one) => one.stream)) {
    if (isGatheringStream(stream)) continue;
    for (const [place, entry] of story.entries()) {
      const before = story[place - 1];
      const file = entryFile(entry.index);
      if (entry.streamSeq !== place)
        problems.push({ code: 'stream-hole', file, params: { stream, expected: place, found: entry.streamSeq } });
      else if (entry.prev !== (before ? toHexPure(hash.leaf(before.bytes)) : null))
        problems.push({ code: 'stream-link', file, params: { stream, seq: place } });
    }
  }
  return problems;
}

export type Payload = Readonly<Record<string, unknown>>;

export interface CheckedPayloads {
  /** Committed payloads by entry id. */
  readonly opened: ReadonlyMap<string, Payload>;
  readonly problems: readonly Problem[];
}

/** Payloads are the committed ones. */
export function checkPayloads(files: ZipFiles, entries: readonly BundleEntry[]): CheckedPayloads {
  const problems: Problem[] = [];
  const opened = new Map<string, Payload>();
  for (const entry of entries) {
    const file = payloadFile(entry.index);
    const bytes = files.get(file);
    if (!bytes) continue;
    const opening = readOpening(bytes);
    if (!opening) problems.push({ code: 'payload-malformed', file });
    else if (toHexPure(digest(opening.salted)) !== entry.payload) problems.push({ code: 'payload-wrong', file });
    else opened.set(entry.id, opening.payload);
  }
  return { opened, problems };
}

function readOpening(bytes: Uint8Array): { readonly payload: Payload; readonly salted: Uint8Array } | null {
  const opening = parseCanonical(bytes);
  if (!isObject(opening) || Object.keys(opening).length !== 2) return null;
  const { payload, salt } = opening;
  const saltBytes = typeof salt === 'string' ? fromHexPure(salt) : null;
  if (!isObject(payload) || saltBytes?.length !== 32) return null;
  const text = new TextEncoder().encode(canonicalText(payload));
  const salted = new Uint8Array(32 + text.length);
  salted.set(saltBytes);
  salted.set(text, 32);
  return { payload, salted };
}

/** Follows `uses` from given streams and entries; answers what the bundle does not hold. */
export function findUnresolved(entries: readonly BundleEntry[], from: readonly string[]): readonly string[] {
  const streams = groupBy(entries, (one) => one.stream);
  const unresolved = new Set<string>();
  const seen = new Set<string>();
  const queue = [...from];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const story = streams.get(next);
    if (!story) unresolved.add(next);
    else for (const one of story) queue.push(...one.uses);
  }
  return sortedBy(unresolved, (one) => one);
}
