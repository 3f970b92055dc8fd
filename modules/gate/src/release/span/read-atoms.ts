import type { EngineResult } from '@sluice/engines';
import { takeTurns } from '../../inference/take-turns.ts';
import type { PrintedAtoms } from '../../print/print-atoms.ts';
import { dimensionId, PACKED } from '../../print/print-atoms.ts';
import { cellId, toCellValue } from '../cells.ts';
import type { SupportFamily } from '../support-family.ts';

/** Rows of one entity that no released answer tells apart. Stays inside the domain. */
export interface Atom {
  /** The entity's number, or null where the key is unknown: such rows prove no entity. */
  readonly entity: number | null;
  /** Id of the cell of each family, in their order; null outside a family. */
  readonly cells: readonly (string | null)[];
}

/** Steps that a row takes for each family. */
const STEPS_OF_A_FAMILY = 500;

/** Reads the engine's answer. Where rows have no key of their own, each class stands for one: no two share a row. */
export async function readAtoms(
  printed: PrintedAtoms,
  families: readonly SupportFamily[],
  keyed: boolean,
  result: EngineResult,
): Promise<readonly Atom[]> {
  const others = takeTurns({ left: 0 });
  const places = families.map((family) =>
    family.dimensions.map((dimension) => ({
      at: printed.dimensions.get(dimensionId(dimension)) ?? -1,
      type: dimension.type,
    })),
  );
  const atoms: Atom[] = [];
  for (const [index, row] of result.rows.entries()) {
    await others(families.length * STEPS_OF_A_FAMILY);
    const inFamily = (family: number): boolean => {
      const mask = Number(row[1 + Math.floor(family / PACKED)] ?? 0);
      return Math.floor(mask / 2 ** (family % PACKED)) % 2 === 1;
    };
    const owner = row[0] ?? null;
    atoms.push({
      entity: keyed ? (owner === null ? null : Number(owner)) : index,
      cells: places.map((columns, family) =>
        inFamily(family) ? cellId(columns.map(({ at, type }) => toCellValue(row[at] ?? null, type))) : null,
      ),
    });
  }
  return atoms;
}
