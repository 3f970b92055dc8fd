import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A text of a source file, below `src`, and what stands there instead. */
interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** One rule broken: in one place, and in `also` where a second one would stop the same. */
export interface Mutant extends Change {
  readonly id: string;
  readonly rule: string;
  readonly also?: readonly Change[];
  /** Database tests, below `src`, that have to notice; without it cases and scenarios have to. */
  readonly suite?: string;
}

export const sourceFolder = join(import.meta.dirname, '../src');

export const mutants = JSON.parse(
  readFileSync(join(import.meta.dirname, '../cases/mutants.json'), 'utf8'),
) as readonly Mutant[];

const changesOf = (mutant: Mutant): readonly Change[] => [mutant, ...(mutant.also ?? [])];

/**
 * The source of a file with the rule broken, undefined where the mutant leaves it as it is. A mutant that no longer fits
 * its source is an error, not a mutant that was noticed.
 */
export function mutate(mutant: Mutant, file: string, source: string): string | undefined {
  const change = changesOf(mutant).find((item) => join(sourceFolder, item.file) === file);
  if (!change) return undefined;
  const parts = source.split(change.from);
  if (parts.length !== 2) throw new Error(`mutant "${mutant.id}" does not fit ${change.file} any more`);
  return parts.join(change.to);
}

/** Mutants whose place in the source is not there, or not one. */
export const stray = (): readonly string[] =>
  mutants
    .filter((mutant) =>
      changesOf(mutant).some(
        ({ file, from }) => readFileSync(join(sourceFolder, file), 'utf8').split(from).length !== 2,
      ),
    )
    .map((item) => item.id);
