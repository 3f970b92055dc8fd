import type { EngineValue } from '@sluice/engines';
import { dialects } from '../../print/dialect.ts';
import { printAtoms } from '../../print/print-atoms.ts';
import type { Candidate, SpanInput } from './candidate.ts';
import type { ScannedClass } from './scan-classes.ts';

/** Combinations of values that one statement names, and rows that it answers with. */
const MOST_TOLD = 2_000;
const MOST_ROWS = 60_000;

/** A support without a combination of what is out: the classes of rows on which that is not zero. */
export interface Remainder {
  readonly candidate: Candidate;
  readonly classes: readonly ScannedClass[];
}

/**
 * A combination that is not zero on fewer than k entities tells about them, so that its support stays: the entities of
 * all remainders are counted in one pass over their rows alone.
 */
export async function refuseRemainders(
  { families, key, k, query, effort }: SpanInput,
  remainders: readonly Remainder[],
): Promise<void> {
  for (const { candidate, classes } of remainders) if (rowsOf(classes) < k) candidate.standing = 'refused';
  // Where each row is an entity of its own there is nothing more to count.
  if (key.ordinal === null) return;
  const asked = fewest(remainders.filter(({ candidate }) => candidate.standing === null));
  if (asked.length === 0 || effort.left <= 0) return;
  const told = asked.flatMap(({ classes }) => classes.flatMap((one) => one.told));
  const printed = printAtoms({ families, key, sample: 1, where: null, told, most: MOST_ROWS }, dialects.duckdb);
  if (!printed) return;
  const { rows } = await query(printed);
  if (rows.length >= MOST_ROWS) return;
  const owners = new Map<string, EngineValue[]>();
  for (const row of rows) {
    const [owner = null] = row;
    const name = nameOf(row.slice(1, printed.figures));
    const known = owners.get(name);
    if (owner === null) continue;
    if (known) known.push(owner);
    else owners.set(name, [owner]);
  }
  for (const { candidate, classes } of asked) {
    const entities = new Set(classes.flatMap((one) => one.told.flatMap((item) => owners.get(nameOf(item)) ?? [])));
    if (entities.size < k) candidate.standing = 'refused';
  }
}

const rowsOf = (classes: readonly ScannedClass[]): number => classes.reduce((sum, { rows }) => sum + rows, 0);

const nameOf = (told: readonly EngineValue[]): string => told.map(String).join('\u0000');

/** Those with the fewest rows to look at, as many as one statement can name. */
function fewest(remainders: readonly Remainder[]): readonly Remainder[] {
  let left = MOST_TOLD;
  return remainders
    .toSorted((a, b) => rowsOf(a.classes) - rowsOf(b.classes))
    .filter(({ classes }) => {
      left -= classes.reduce((sum, { told }) => sum + told.length, 0);
      return left >= 0;
    });
}
