import { TWIN_CHECKPOINT, type BundleEntry } from './bundle-format.ts';
import type { About } from './about.ts';
import { checkInclusion, checkTwinLog, mainTree, twinTree, type BundleTree, type CheckedLog } from './check-log.ts';
import { checkBounds, checkRange, countOutside } from './check-range.ts';
import { claim, type Part, type Problem } from './report.ts';
import type { ZipFiles } from './zip.ts';

const NONE: Part = { problems: [], claims: [] };

const problemsOfTree = (
  files: ZipFiles,
  tree: BundleTree,
  log: CheckedLog,
  about: About,
  entries: readonly BundleEntry[],
): readonly Problem[] => {
  if (!log.checkpoint) return [];
  return about.kind === 'range'
    ? checkRange(files, tree, log.checkpoint, about, entries)
    : checkInclusion(files, tree, log.checkpoint, entries);
};

/** The entries are in the signed log; those of a range are all of it. */
export function checkRecorded(
  files: ZipFiles,
  log: CheckedLog,
  about: About,
  entries: readonly BundleEntry[],
  malformed: readonly Problem[],
): Part {
  const problems = problemsOfTree(files, mainTree, log, about, entries);
  const proven = log.checkpoint !== null && problems.length === 0 && malformed.length === 0;
  const claims = [claim('recorded', proven, { entries: entries.length, size: log.checkpoint?.size ?? 0 })];
  if (about.kind === 'range') {
    const { from, to, since, until } = about;
    const outside = countOutside(about, entries);
    const bounds = log.checkpoint ? checkBounds(about, log.checkpoint.size, entries) : [];
    const whole = proven && bounds.length === 0;
    claims.push(claim('range-whole', whole, { from, last: to - 1, since: since ?? '–', until: until ?? '–', outside }));
    return { problems: [...problems, ...bounds], claims };
  }
  return { problems, claims };
}

/** The same entries under SM3 and SM2, where the bundle has them. */
export function checkTwin(files: ZipFiles, main: CheckedLog, about: About, entries: readonly BundleEntry[]): Part {
  const twin = checkTwinLog(files, main);
  if (!twin) return NONE;
  const problems = [...twin.problems, ...problemsOfTree(files, twinTree, twin, about, entries)];
  const proven = problems.length === 0 && files.has(TWIN_CHECKPOINT);
  return { problems, claims: [claim('twin-recorded', proven, { size: twin.checkpoint?.size ?? 0 })] };
}
