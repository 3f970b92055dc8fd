import type { EngineResult } from '@sluice/engines';
import type { Release } from '../ir/relation.ts';
import type { PrintedAtoms, Term } from '../print/print-atoms.ts';
import { cellId } from '../release/cells.ts';
import { readAtoms } from '../release/span/read-atoms.ts';
import { familyId, type SupportFamily } from '../release/support-family.ts';
import type { Equation, Target } from './linear-system.ts';
import { mostRows, type GuardFamily, type WithheldCell } from './withheld.ts';

/** How much must stay open, as the grant of the new release has it. */
export type Policy = Pick<Release, 'k' | 'inference' | 'dominance'>;

/** A family whose cells are out, or would be, with the sums that are shown over it. */
export interface ShownFamily {
  readonly family: SupportFamily;
  readonly fresh: boolean;
  readonly sums: readonly string[];
}

/** A released cell with the sums shown over it, and where it stands among the families. */
export interface TableEquation extends Equation {
  readonly sums: readonly string[];
  readonly term: Term;
}

/** Everything that an attacker has about some rows, over classes that no table tells apart. */
export interface Tables {
  readonly rows: readonly number[];
  readonly equations: readonly TableEquation[];
  readonly targets: readonly (Target & { readonly measure: string; readonly name: string })[];
  /** What each class is called, whatever the order of a scan. */
  readonly names: readonly string[];
  /** Of each measure asked for, the sum of absolute values and the largest one in each class. */
  readonly sizes: ReadonlyMap<string, readonly MeasureSize[]>;
}

export interface MeasureSize {
  readonly total: number;
  readonly largest: number;
}

/** Name of the class that a row of a scan is about. */
export const classOf = (printed: Pick<PrintedAtoms, 'figures'>, row: readonly unknown[]): string =>
  row.slice(1, printed.figures).map(String).join('\u0000');

/** Reads the classes into what is out and what has to be guarded. */
export async function readTables(
  printed: PrintedAtoms,
  shown: readonly ShownFamily[],
  guarding: readonly GuardFamily[],
  policy: Policy,
  measures: readonly string[],
  result: EngineResult,
): Promise<Tables> {
  const families = [...shown.map((item) => item.family), ...guarding];
  const atoms = await readAtoms(printed, families, false, result);
  const classes = families.map(() => new Map<string, number[]>());
  atoms.forEach((atom, at) => {
    atom.cells.forEach((id, family) => {
      if (id === null) return;
      const found = classes[family]?.get(id);
      if (found) found.push(at);
      else classes[family]?.set(id, [at]);
    });
  });
  const equations = shown.flatMap(({ family, fresh, sums }, i) =>
    family.cells.map((cell) => {
      const id = cellId(cell.key);
      const term: Term = { family: i, key: cell.key, factor: 1 };
      return { cell: fresh ? id : null, classes: classes[i]?.get(id) ?? [], sums, term };
    }),
  );
  const targets = new Map<string, Tables['targets'][number]>();
  guarding.forEach((guard, i) => {
    for (const cell of guard.withheld) {
      const found = classes[shown.length + i]?.get(cellId(cell.key)) ?? [];
      const asked = targetOf(guard, cell, policy);
      const name = nameOf(guard, cell);
      if (found.length > 0 && asked) targets.set(name, { ...asked, name, classes: found });
    }
  });
  const figure = (row: readonly unknown[], at: number): number => Number(row[printed.figures + at] ?? 0);
  const sizes = measures.map((measure, i): readonly [string, readonly MeasureSize[]] => [
    measure,
    result.rows.map((row) => ({ total: figure(row, 1 + 2 * i), largest: figure(row, 2 + 2 * i) })),
  ]);
  const rows = result.rows.map((row) => figure(row, 0));
  const names = result.rows.map((row) => classOf(printed, row));
  return { rows, names, equations, targets: [...targets.values()], sizes: new Map(sizes) };
}

/** Name of a withheld cell, whatever else is looked at. */
export const nameOf = (guard: GuardFamily, cell: WithheldCell): string =>
  `${familyId(guard)}:${cellId(cell.key)}:${cell.measure}`;

/** What has to stay open about a withheld cell; null where it is not small by this grant's k. */
export function targetOf(
  guard: GuardFamily,
  { rows, measure, small }: WithheldCell,
  { k, inference, dominance }: Policy,
) {
  if (!small) return { measure, most: null, need: Math.max(1, Math.ceil(dominance.p * rows)) };
  const most = mostRows(guard, k);
  // Beside k, not beside the bound: where one entity has many rows, a cell of few could never be so open.
  return rows > most ? null : { measure, most, need: Math.max(1, Math.ceil(inference.width * Math.max(k - 1, rows))) };
}
