import { parseNote, verifyNote } from '../tlog/note.ts';
import { equalBytes } from '../tlog/tree-hash.ts';
import { entryFile, hash, HEADS, isGatheringStream, type BundleEntry } from './bundle-format.ts';
import { textOf, verifySignature, type CheckedLog } from './check-log.ts';
import { groupBy } from './group-by.ts';
import { claim, type Part, type Problem, type ProblemCode } from './report.ts';
import { parseStreamHeads, type StreamHeads } from './stream-heads.ts';
import type { ZipFiles } from './zip.ts';

const wrong = (code: ProblemCode): Part => ({
  problems: [{ code, file: HEADS }],
  claims: [claim('streams-whole', false)],
});

/**
 * The stories end where the log's key says that they end under this checkpoint. Whoever cuts one has no such signature;
 * a platform that signs an earlier end is convicted by the later entry. Bundles without the statement prove no end.
 */
export function checkHeads(files: ZipFiles, log: CheckedLog, entries: readonly BundleEntry[]): Part {
  const { checkpoint, keys } = log;
  if (!files.has(HEADS) || !checkpoint) return { problems: [], claims: [claim('streams-whole', false)] };
  const note = parseNote(textOf(files, HEADS));
  const stated = note && parseStreamHeads(note.text);
  if (!note || !stated) return wrong('heads-malformed');
  const same =
    stated.origin === checkpoint.origin && stated.size === checkpoint.size && equalBytes(stated.root, checkpoint.root);
  if (!same) return wrong('heads-other-checkpoint');
  const signed = verifyNote(note, keys, verifySignature);
  // Lines of strangers have no place in it: a bundle has one form.
  if (!signed || signed.length === 0 || signed.length !== note.signatures.length) return wrong('heads-unsigned');
  const problems = findCuts(stated, entries);
  const whole = problems.length === 0 && log.problems.length === 0;
  return { problems, claims: [claim('streams-whole', whole, { streams: stated.heads.length })] };
}

function findCuts({ heads }: StreamHeads, entries: readonly BundleEntry[]): readonly Problem[] {
  const stories = groupBy(
    entries.filter((one) => !isGatheringStream(one.stream)),
    (one) => one.stream,
  );
  const cuts = heads.flatMap(({ stream, last, leaf }): Problem[] => {
    const story = stories.get(stream) ?? [];
    const end = story[story.length - 1];
    const params = { stream, last, found: end?.streamSeq ?? '–' };
    if (end?.streamSeq === last && equalBytes(hash.leaf(end.bytes), leaf)) return [];
    return [{ code: 'stream-cut', file: end ? entryFile(end.index) : HEADS, params }];
  });
  const named = new Set(heads.map((one) => one.stream));
  const unnamed = [...stories.keys()].filter((stream) => !named.has(stream));
  return [...cuts, ...unnamed.map((stream): Problem => ({ code: 'heads-differ', file: HEADS, params: { stream } }))];
}
