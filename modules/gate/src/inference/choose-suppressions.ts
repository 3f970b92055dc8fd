import { auditTargets, beginAudit } from './audit-targets.ts';
import type { Equation, Target } from './linear-system.ts';

/** Cells taken out one by one; after that all that touch what is still too well known go at once. */
const MOST_ROUNDS = 16;

/** Steps that taking the tables apart anew takes for each class of each answer. */
const STEPS = 200;

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
export async function chooseSuppressions({ rows, equations, targets }: SuppressionInput): Promise<ReadonlySet<string>> {
  const out = new Set<string>();
  const all = equations.flatMap(({ cell }) => (cell === null ? [] : [cell]));
  // What is known too well without anything new is not for these answers to mend.
  if (all.length === 0) return out;
  const left = (): readonly Equation[] => equations.filter((item) => item.cell === null || !out.has(item.cell));
  const audit = beginAudit();
  const work = STEPS * equations.reduce((sum, item) => sum + item.classes.length, rows.length);
  let unsafe = await auditTargets(rows, equations, targets, audit);
  if (unsafe.length === 0) return out;
  const shown = equations.filter((item) => item.cell === null);
  const narrow = await auditTargets(rows, shown, targets, audit);
  // What could not be weighed is nobody's excuse.
  const before = new Set(narrow.filter((at) => !audit.unweighed.has(at)));
  const around = neighbours(rows, equations);
  for (let round = 0; ; round += 1) {
    const open = unsafe.filter((at) => !before.has(at));
    if (audit.effort.left <= 0) return new Set(all);
    if (open.length === 0) return out;
    const taken = new Set(out);
    audit.effort.left -= work;
    for (const at of open) {
      const target = targets[at];
      const found = target ? around(target).filter((id) => !taken.has(id)) : [];
      for (const id of round < MOST_ROUNDS ? found.slice(0, 1) : found) out.add(id);
    }
    // Nothing that is near is left to take: then everything new stays.
    if (out.size === taken.size) return new Set(all);
    const next = await auditTargets(rows, left(), targets, audit);
    // Nothing near is left to take: then everything new stays.
    if (round > MOST_ROUNDS && next.length === unsafe.length) for (const id of all) out.add(id);
    unsafe = next;
    if (out.size > 0 && left().every((item) => item.cell === null)) return out;
  }
}

/** New cells by which a target is bound: totals over it, and its neighbours in earlier totals; the smallest first. */
function neighbours(rows: readonly number[], equations: readonly Equation[]): (target: Target) => readonly string[] {
  const using = new Map<number, Equation[]>();
  for (const item of equations)
    for (const at of item.classes) {
      const known = using.get(at);
      if (known) known.push(item);
      else using.set(at, [item]);
    }
  const sizes = new Map(
    equations.map((item) => [item, item.classes.reduce((sum, at) => sum + (rows[at] ?? 0), 0)] as const),
  );
  const over = (classes: Iterable<number>): ReadonlySet<Equation> =>
    new Set([...classes].flatMap((at) => using.get(at) ?? []));
  const named = (items: Iterable<Equation>): readonly string[] => [
    ...new Set(
      [...items]
        .filter((item) => item.cell !== null)
        .toSorted((a, b) => (sizes.get(a) ?? 0) - (sizes.get(b) ?? 0))
        .flatMap((item) => (item.cell === null ? [] : [item.cell])),
    ),
  ];
  const fallback = named(equations);
  return (target) => {
    const near = new Set([...over(target.classes)].flatMap((item) => item.classes));
    const found = named(over(near));
    return found.length > 0 ? found : fallback;
  };
}
