import { toHexPure } from '../tlog/base64.ts';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import { equalBytes } from '../tlog/tree-hash.ts';
import type { About } from './about.ts';
import { entryFile, hash, RANGE_PROOF, TWIN_RANGE_PROOF, type BundleEntry } from './bundle-format.ts';
import { textOf, type BundleTree } from './check-log.ts';
import { groupBy } from './group-by.ts';
import { parseRangeProof, rootFromRange } from './range-proof.ts';
import type { Problem } from './report.ts';
import type { ZipFiles } from './zip.ts';

type RangeAbout = Extract<About, { readonly kind: 'range' }>;

/** The entries are all those of the range, in their order, under the signed root. */
export function checkRange(
  files: ZipFiles,
  tree: BundleTree,
  checkpoint: Checkpoint,
  about: RangeAbout,
  entries: readonly BundleEntry[],
): readonly Problem[] {
  for (let index = about.from, place = 0; index < about.to; index += 1, place += 1)
    if (entries[place]?.index !== index) return [{ code: 'range-hole', file: entryFile(index), params: { index } }];
  if (entries.length !== about.to - about.from)
    return [{ code: 'range-hole', file: entryFile(about.to), params: { index: about.to } }];
  const file = tree.hash === hash ? RANGE_PROOF : TWIN_RANGE_PROOF;
  const proof = parseRangeProof(textOf(files, file));
  if (!proof || proof.from !== about.from || proof.to !== about.to) return [{ code: 'range-malformed', file }];
  const leaves = entries.map((entry) => tree.hash.leaf(entry.bytes));
  const root = rootFromRange(tree.hash, proof, leaves, checkpoint.size);
  return root && equalBytes(root, checkpoint.root) ? [] : [{ code: 'range-wrong', file }];
}

/** Inside a range a story may begin before and end after, but what lies in it is without a hole. */
export function checkStreamsInRange(entries: readonly BundleEntry[]): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [stream, story] of groupBy(entries, (one) => one.stream))
    for (const [place, entry] of story.entries()) {
      const before = story[place - 1];
      const file = entryFile(entry.index);
      if (!before) {
        if ((entry.streamSeq === 0) !== (entry.prev === null))
          problems.push({ code: 'stream-link', file, params: { stream, seq: entry.streamSeq } });
        continue;
      }
      const expected = before.streamSeq + 1;
      if (entry.streamSeq !== expected)
        problems.push({ code: 'stream-hole', file, params: { stream, expected, found: entry.streamSeq } });
      else if (entry.prev !== toHexPure(hash.leaf(before.bytes)))
        problems.push({ code: 'stream-link', file, params: { stream, seq: entry.streamSeq } });
    }
  return problems;
}

/**
 * A range of a time begins and ends with neighbours that lie outside it, unless the log does: without them whoever made
 * the bundle could have begun or ended it anywhere.
 */
export function checkBounds(about: RangeAbout, size: number, entries: readonly BundleEntry[]): readonly Problem[] {
  const { from, to, since, until } = about;
  const problems: Problem[] = [];
  const beginning = entries[0];
  const end = entries[entries.length - 1];
  if (since !== null && from > 0 && !(beginning !== undefined && beginning.at < since))
    problems.push({ code: 'range-bounds', file: entryFile(from), params: { bound: since } });
  if (until !== null && to < size && !(end !== undefined && end.at >= until))
    problems.push({ code: 'range-bounds', file: entryFile(to - 1), params: { bound: until } });
  return problems;
}

/** How many entries of a time range lie outside it: the log orders commits, not clocks, and the neighbours stand beside. */
export function countOutside(about: RangeAbout, entries: readonly BundleEntry[]): number {
  const { since, until } = about;
  return entries.filter((one) => (since !== null && one.at < since) || (until !== null && one.at >= until)).length;
}
