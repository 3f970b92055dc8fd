import type { Range } from '../reading.ts';

export interface FoundFile {
  readonly name: string;
  readonly changedMs: number;
}

/** A file that was touched so shortly ago may still be on its way. */
const SETTLED_MS = 5_000;
const UNFINISHED = /(?:^|\/)\.|\.(?:tmp|part|partial|crdownload|filepart)$/i;

/** Time and name: files are taken in that order, each once. */
const placeOf = ({ name, changedMs }: FoundFile): string =>
  `${String(Math.trunc(changedMs)).padStart(15, '0')} ${name}`;

/** The oldest settled file after the last one that was taken, with its place; after a crash the same one again. */
export function nextFile(
  files: readonly FoundFile[],
  range: Range,
  around: { readonly now: Date; readonly settledMs?: number },
): (FoundFile & { readonly place: string }) | undefined {
  const settled = around.now.getTime() - (around.settledMs ?? SETTLED_MS);
  return files
    .filter(({ name, changedMs }) => !UNFINISHED.test(name) && changedMs <= settled)
    .map((file) => ({ ...file, place: placeOf(file) }))
    .filter(
      ({ place }) =>
        (range.low === undefined || place > range.low) && (range.high === undefined || place === range.high),
    )
    .toSorted((a, b) => (a.place < b.place ? -1 : 1))
    .at(0);
}
