import { auditTargets } from './audit-targets.ts';
import type { Equation, Target } from './linear-system.ts';

/** Cells taken out one by one; after that all that touch what is still too well known go at once. */
const MOST_ROUNDS = 16;

/** The withheld cells of one table, and what is out or to come out about the same rows. */
export interface SuppressionInput {
  /** Rows of each class that no table tells apart. */
  readonly rows: readonly number[];
  readonly equations: readonly Equation[];
  readonly targets: readonly Target[];
}

/**
 * Complementary suppression (R10): which cells of the new release have to stay too, so that no withheld cell, of this or an
 * earlier release, is known to a narrow interval. What was known too well before the new release is not its doing.
 * @returns ids of the new cells that stay
 */
export function chooseSuppressions({ rows, equations, targets }: SuppressionInput): ReadonlySet<string> {
  const out = new Set<string>();
  const left = (): readonly Equation[] => equations.filter((item) => item.cell === null || !out.has(item.cell));
  let unsafe = auditTargets(rows, equations, targets);
  if (unsafe.length === 0) return out;
  const before = new Set(
    auditTargets(
      rows,
      equations.filter((item) => item.cell === null),
      targets,
    ),
  );
  for (let round = 0; ; round += 1) {
    const open = unsafe.filter((at) => !before.has(at));
    if (open.length === 0) return out;
    const standing = left();
    for (const at of open) {
      const target = targets[at];
      const found = target ? candidates(rows, standing, target) : [];
      for (const id of round < MOST_ROUNDS ? found.slice(0, 1) : found) out.add(id);
    }
    const next = auditTargets(rows, left(), targets);
    // Nothing near is left to take: then everything new stays.
    if (round > MOST_ROUNDS && next.length === unsafe.length)
      for (const { cell } of equations) if (cell !== null) out.add(cell);
    unsafe = next;
    if (out.size > 0 && left().every((item) => item.cell === null)) return out;
  }
}

/** New cells by which a target is bound: totals over it, and its neighbours in earlier totals; the smallest first. */
function candidates(rows: readonly number[], equations: readonly Equation[], target: Target): readonly string[] {
  const own = new Set(target.classes);
  const touching = equations.filter((item) => item.classes.some((at) => own.has(at)));
  const near = new Set(touching.flatMap((item) => item.classes));
  const found = equations.filter((item) => item.cell !== null && item.classes.some((at) => near.has(at)));
  const size = (item: Equation): number => item.classes.reduce((sum, at) => sum + (rows[at] ?? 0), 0);
  const ordered = found.toSorted((a, b) => size(a) - size(b));
  const fallback = equations.filter((item) => item.cell !== null).toSorted((a, b) => size(a) - size(b));
  return [
    ...new Set((ordered.length > 0 ? ordered : fallback).flatMap((item) => (item.cell === null ? [] : [item.cell]))),
  ];
}
