import { auditTargets, beginAudit } from './audit-targets.ts';
import type { Effort } from './climb-polytope.ts';
import type { Equation, Target } from './linear-system.ts';
import { takeTurns } from './take-turns.ts';

/** Cells taken out one by one; after that all that touch what is still too well known go at once. */
const MOST_ROUNDS = 16;

/** Steps that taking the tables apart anew takes for each class of each answer. */
const STEPS = 1_000;
/** Steps of a look at one answer over a class. */
const STEPS_OF_A_LOOK = 4;

/** The withheld cells of one table, and what is out or to come out about the same rows. */
export interface SuppressionInput {
  /** Rows of each class that no table tells apart. */
  readonly rows: readonly number[];
  readonly equations: readonly Equation[];
  readonly targets: readonly Target[];
  /** Positions of targets that are known to be open whatever comes out. */
  readonly open?: ReadonlySet<number>;
}

/**
 * Complementary suppression (R10): which cells of the new release have to stay too, so that no withheld cell, of this or an
 * earlier release, is known to a narrow interval. What was known too well before the new release is not its doing.
 * @returns ids of the new cells that stay
 */
export async function chooseSuppressions({
  rows,
  equations,
  targets,
  open: settled,
}: SuppressionInput): Promise<ReadonlySet<string>> {
  const out = new Set<string>();
  const all = equations.flatMap(({ cell }) => (cell === null ? [] : [cell]));
  // What is known too well without anything new is not for these answers to mend.
  if (all.length === 0) return out;
  const left = (): readonly Equation[] => equations.filter((item) => item.cell === null || !out.has(item.cell));
  const audit = beginAudit(undefined, settled);
  const others = takeTurns(audit.effort);
  const work = STEPS * equations.reduce((sum, item) => sum + item.classes.length, rows.length);
  let unsafe = await auditTargets(rows, equations, targets, audit);
  if (unsafe.length === 0) return out;
  const shown = equations.filter((item) => item.cell === null);
  const narrow = await auditTargets(rows, shown, targets, audit);
  // What could not be weighed is nobody's excuse.
  const before = new Set(narrow.filter((at) => !audit.unweighed.has(at)));
  // What cannot be shown to be open without any of the new answers is not shown by leaving out some of them.
  if (narrow.some((at) => !before.has(at))) return new Set(all);
  const around = neighbours(rows, equations, audit.effort);
  for (let round = 0; ; round += 1) {
    const open = unsafe.filter((at) => !before.has(at));
    if (audit.effort.left <= 0) return new Set(all);
    if (open.length === 0) return out;
    const taken = new Set(out);
    audit.effort.left -= work;
    for (const at of open) {
      await others();
      const target = targets[at];
      const found = target ? await around(target) : [];
      audit.effort.left -= found.length;
      const next = round < MOST_ROUNDS ? found.find((id) => !taken.has(id)) : undefined;
      for (const id of round < MOST_ROUNDS ? (next === undefined ? [] : [next]) : found) out.add(id);
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

/**
 * New cells by which a target is bound: totals over it, and its neighbours in earlier totals; the smallest first. All new
 * cells where the effort does not do.
 */
function neighbours(
  rows: readonly number[],
  equations: readonly Equation[],
  effort: Effort,
): (target: Target) => Promise<readonly string[]> {
  const size = ({ classes }: Equation): number => classes.reduce((sum, at) => sum + (rows[at] ?? 0), 0);
  const sized = equations.map((item) => ({ item, size: size(item) })).toSorted((a, b) => a.size - b.size);
  const ordered = sized.map(({ item }) => item);
  const using = new Map<number, number[]>();
  ordered.forEach(({ classes }, place) => {
    for (const at of classes) {
      const known = using.get(at);
      if (known) known.push(place);
      else using.set(at, [place]);
    }
  });
  const others = takeTurns(effort);
  const over = async (classes: readonly number[]): Promise<readonly number[]> => {
    const places = markSet(ordered.length);
    for (const at of classes) {
      const own = using.get(at) ?? [];
      effort.left -= own.length * STEPS_OF_A_LOOK;
      for (const place of own) places.add(place);
    }
    await others();
    return places.all;
  };
  const named = (places: readonly number[]): readonly string[] => [
    ...new Set(places.flatMap((place) => ordered[place]?.cell ?? [])),
  ];
  const fallback = named([...ordered.keys()]);
  const search = async (target: Target): Promise<readonly string[]> => {
    const near = markSet(rows.length);
    for (const place of await over(target.classes)) {
      await others();
      const { classes = [] } = ordered[place] ?? {};
      // A total over everything is near to all there is.
      if (near.all.length === using.size || effort.left <= 0) return fallback;
      effort.left -= classes.length * STEPS_OF_A_LOOK;
      for (const at of classes) near.add(at);
    }
    const found = named((await over(near.all)).toSorted((a, b) => a - b));
    return found.length > 0 ? found : fallback;
  };
  // The tables stay as they are from round to round.
  const searched = new Map<Target, readonly string[]>();
  return async (target) => {
    const found = searched.get(target) ?? (await search(target));
    searched.set(target, found);
    return found;
  };
}

/** Numbers below a bound, each once, in the order in which they came. */
function markSet(bound: number): { readonly all: readonly number[]; add(at: number): void } {
  const marks = new Uint8Array(bound);
  const all: number[] = [];
  return {
    all,
    add(at) {
      if (marks[at] === 1) return;
      marks[at] = 1;
      all.push(at);
    },
  };
}
