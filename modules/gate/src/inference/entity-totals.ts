import type { EntityKey } from '../ir/relation.ts';
import { dialects } from '../print/dialect.ts';
import { printAtoms } from '../print/print-atoms.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import type { SupportFamily } from '../release/support-family.ts';
import { classOf } from './read-tables.ts';
import { sizeSql } from './scan-tables.ts';
import { takeTurns } from './take-turns.ts';

/** Entities in classes that are read at once; of more, differences are weighed one by one. */
const MOST_PAIRS = 250_000;
/** Steps that reading one of them takes. */
const STEPS_OF_A_PAIR = 500;

/** What entities have of a measure in classes of rows, added up over any of these. Stays inside the domain. */
export interface EntityTotals {
  /** Totals of the entities in some classes. */
  over(classes: readonly number[]): readonly number[];
}

/**
 * Reads in one pass what each entity has in each class, for everything that is weighed of one measure and key.
 * @param names of the classes, as a scan of the same families gave them
 * @returns null where there is too much of it
 */
export async function readEntityTotals(
  families: readonly SupportFamily[],
  names: readonly string[],
  key: EntityKey,
  measure: string,
  query: DomainQuery,
): Promise<EntityTotals | null> {
  const scan = { families, key, sample: 1, where: null, most: MOST_PAIRS };
  const printed = printAtoms({ ...scan, also: (printer) => [`sum(${sizeSql(printer, measure)})`] }, dialects.duckdb);
  if (!printed) return null;
  const { rows, truncated } = await query(printed);
  if (truncated || rows.length >= MOST_PAIRS) return null;
  const places = new Map(names.map((name, at) => [name, at]));
  const owners = new Map<string, number>();
  const pairs = names.map((): { readonly owner: number; readonly total: number }[] => []);
  const others = takeTurns({ left: 0 });
  for (const [i, row] of rows.entries()) {
    await others(STEPS_OF_A_PAIR);
    // Rows without a key of their own count as one entity; where there is no key at all each class is one.
    const name = String(key.ordinal === null ? i : (row[0] ?? ''));
    const owner = owners.get(name) ?? owners.size;
    owners.set(name, owner);
    const at = places.get(classOf(printed, row));
    if (at === undefined) return null;
    pairs[at]?.push({ owner, total: Number(row[printed.figures + 1] ?? 0) });
  }
  const sums = new Float64Array(owners.size);
  const met = new Uint8Array(owners.size);
  return {
    over(classes) {
      const found: number[] = [];
      for (const at of classes)
        for (const { owner, total } of pairs[at] ?? []) {
          if (met[owner] === 0) {
            met[owner] = 1;
            found.push(owner);
          }
          sums[owner] = (sums[owner] ?? 0) + total;
        }
      return found.map((owner) => {
        const total = sums[owner] ?? 0;
        sums[owner] = 0;
        met[owner] = 0;
        return total;
      });
    },
  };
}
