import { fromHexPure, toHexPure } from '../tlog/base64.ts';
import { entryFile, hash, digest, isGatheringStream, payloadFile, type BundleEntry } from './bundle-format.ts';
import { canonicalText, isObject, parseCanonical } from './canonical.ts';
import type { Problem } from './report.ts';
import type { ZipFiles } from './zip.ts';

/** Streams run 0 … n without a hole, each entry naming the leaf hash of the one before. */
export function checkStreams(entries: readonly BundleEntry[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [stream, story] of Map.groupBy(entries, (one) => one.stream)) {
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

/** Payloads are the committed ones. Answers also how many entries came without theirs. */
export function checkPayloads(
  files: ZipFiles,
  entries: readonly BundleEntry[],
): { readonly problems: readonly Problem[]; readonly missing: number } {
  const problems: Problem[] = [];
  let missing = 0;
  for (const entry of entries) {
    const file = payloadFile(entry.index);
    const bytes = files.get(file);
    if (!bytes) {
      missing += 1;
      continue;
    }
    const opening = parseCanonical(bytes);
    const salt = isObject(opening) && typeof opening['salt'] === 'string' ? fromHexPure(opening['salt']) : null;
    if (
      !isObject(opening) ||
      Object.keys(opening).length !== 2 ||
      !isObject(opening['payload']) ||
      salt?.length !== 32
    ) {
      problems.push({ code: 'payload-malformed', file });
      continue;
    }
    const text = new TextEncoder().encode(canonicalText(opening['payload']));
    const salted = new Uint8Array(32 + text.length);
    salted.set(salt);
    salted.set(text, 32);
    if (toHexPure(digest(salted)) !== entry.payload) problems.push({ code: 'payload-wrong', file });
  }
  return { problems, missing };
}

/** Follows `uses` from the entry; answers what the bundle does not hold. */
export function findUnresolved(entries: readonly BundleEntry[], entryId: string): readonly string[] {
  const streams = Map.groupBy(entries, (one) => one.stream);
  const start = entries.find((one) => one.id === entryId);
  const unresolved = new Set<string>();
  const seen = new Set<string>();
  const queue = start ? [...start.uses, ...(isGatheringStream(start.stream) ? [] : [start.stream])] : [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const story = streams.get(next);
    if (!story) unresolved.add(next);
    else for (const one of story) queue.push(...one.uses);
  }
  return [...unresolved].toSorted();
}
