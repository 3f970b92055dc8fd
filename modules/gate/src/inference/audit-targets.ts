import { createClimber, type Climb, type Effort } from './climb-polytope.ts';
import {
  buildSystem,
  splitSystem,
  type Component,
  type Equation,
  type LinearSystem,
  type Target,
} from './linear-system.ts';
import { freeMoves } from './move-freely.ts';
import { safeBySwaps } from './swap-rows.ts';
import { takeTurns } from './take-turns.ts';

/** Largest table that is solved; of a larger part nothing is proven, so that nothing of it counts as safe. */
const MOST_ENTRIES = 4_000_000;
/** A point is believed when it is a whole multiple of one of these fractions, and then checked in whole numbers. */
const FRACTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24, 30, 36, 48, 60] as const;
const NEARLY = 1e-5;

/** What several audits of almost the same tables have in common. */
export interface Audit {
  readonly effort: Effort;
  /** Targets of a part that are safe, by the part's content: most parts are the same from round to round. */
  readonly settled: Map<string, readonly number[]>;
  /** Targets that could not be weighed, once at least, as too large or for rounding: nothing is known of these. */
  readonly unweighed: Set<number>;
}

/** Multiplications that one decision may take; where they do not do, nothing more is proven. */
const MOST_EFFORT = 4_000_000_000;

export const beginAudit = (): Audit => ({ effort: { left: MOST_EFFORT }, settled: new Map(), unweighed: new Set() });

/**
 * Which withheld cells an attacker can bound too tightly who has all equations, knows that rows are not negative, and that a
 * cell withheld as too small is small. A cell counts as safe only by two tables of its equations, found by the simplex
 * method and checked in whole numbers, that put it as far apart as it needs: rounding cannot make a cell look safe.
 * @returns positions of targets that are not proven safe
 */
export async function auditTargets(
  rows: readonly number[],
  equations: readonly Equation[],
  targets: readonly Target[],
  audit: Audit = beginAudit(),
): Promise<readonly number[]> {
  const system = buildSystem(rows, equations, targets);
  const safe = new Set<number>();
  for (const component of splitSystem(system)) {
    const part = partOf(system, component, targets);
    const id = JSON.stringify(part);
    const found = audit.settled.get(id) ?? (await safeIn(part, audit));
    audit.settled.set(id, found);
    for (const at of found) safe.add(at);
  }
  return targets.flatMap((_, i) => (safe.has(i) ? [] : [i]));
}

interface Interval {
  lo: number;
  hi: number;
}

/** A part of the tables by itself: its rows, what is known of them, and what must stay open. */
interface Part {
  readonly truth: readonly number[];
  readonly equations: readonly (readonly number[])[];
  readonly own: readonly {
    readonly at: number;
    readonly open: readonly number[];
    readonly most: number | null;
    readonly need: number;
  }[];
}

function partOf(system: LinearSystem, component: Component, targets: readonly Target[]): Part {
  const place = new Map(component.variables.map((variable, i) => [variable, i]));
  const local = (members: readonly number[]): readonly number[] =>
    members.flatMap((member) => (place.has(member) ? [place.get(member) ?? 0] : []));
  const own = component.targets.map((at) => {
    const members = system.targets[at] ?? [];
    const known = members.reduce((sum, item) => sum + (place.has(item) ? 0 : (system.rows[item] ?? 0)), 0);
    const target = targets[at];
    const most = target?.most === null || target === undefined ? null : Math.max(0, target.most - known);
    return { at, open: local(members), most, need: target?.need ?? 1 };
  });
  return {
    truth: component.variables.map((variable) => system.rows[variable] ?? 0),
    equations: component.equations.map(local),
    own,
  };
}

async function safeIn(part: Part, audit: Audit): Promise<readonly number[]> {
  const atOnce = safeBySwaps(part);
  const at = part.own.filter((_, i) => atOnce.has(i)).map((target) => target.at);
  return atOnce.size === part.own.length ? at : [...at, ...(await solve(part, atOnce, audit))];
}

/** @param settled positions of targets that need no solving */
async function solve(
  { truth, equations, own }: Part,
  settled: ReadonlySet<number>,
  { effort, unweighed }: Audit,
): Promise<readonly number[]> {
  const moves = await freeMoves(truth.length, equations, effort, MOST_ENTRIES);
  if (moves?.free === 0) return [];
  const capped = own.filter((target) => target.most !== null);
  if (!moves || effort.left <= 0 || (truth.length + capped.length) * moves.free > MOST_ENTRIES) {
    own.forEach(({ at }, i) => settled.has(i) || unweighed.add(at));
    return [];
  }
  const { free, coefficients } = moves;
  const slack = capped.map((target) => {
    const row = new Float64Array(free);
    for (const member of target.open) coefficients[member]?.forEach((value, j) => (row[j] = (row[j] ?? 0) - value));
    return row;
  });
  const total = (members: readonly number[], of: readonly number[]): number =>
    members.reduce((sum, member) => sum + (of[member] ?? 0), 0);
  const climber = createClimber(
    {
      values: [...truth, ...capped.map((target) => Math.max(0, (target.most ?? 0) - total(target.open, truth)))],
      coefficients: [...coefficients, ...slack],
    },
    effort,
  );
  const intervals = own.map((target): Interval => ({ lo: total(target.open, truth), hi: total(target.open, truth) }));
  const learn = (climb: Climb, far: number): boolean => {
    const believed = certify(pointOf(climb, far), truth, equations, capped);
    if (!believed) return false;
    own.forEach((target, i) => {
      const interval = intervals[i];
      if (!interval) return;
      const value = total(target.open, believed);
      interval.lo = Math.min(interval.lo, value);
      interval.hi = Math.max(interval.hi, value);
    });
    return true;
  };
  const others = takeTurns(effort);
  for (const [i, target] of own.entries()) {
    const interval = intervals[i];
    if (!interval || settled.has(i)) continue;
    for (const sign of [1, -1] as const) {
      if (interval.hi - interval.lo >= target.need) break;
      const climb = climber.climb(target.open, sign, (value) =>
        sign === 1 ? value - interval.lo >= target.need : interval.hi - value >= target.need,
      );
      if (!climb || !learn(climb, target.need)) unweighed.add(target.at);
    }
    await others();
  }
  return own.flatMap((target, i) => {
    const { lo, hi } = intervals[i] ?? { lo: 0, hi: 0 };
    return !settled.has(i) && hi - lo >= target.need ? [target.at] : [];
  });
}

function pointOf({ point, ray }: Climb, far: number): readonly number[] {
  return ray === null ? point : point.map((value, i) => value + 2 * far * (ray[i] ?? 0));
}

/** The point in exact fractions, if it truly solves everything; else null. */
function certify(
  point: readonly number[],
  truth: readonly number[],
  equations: readonly (readonly number[])[],
  capped: readonly { readonly open: readonly number[]; readonly most: number | null }[],
): readonly number[] | null {
  for (const fraction of FRACTIONS) {
    const whole = truth.map((_, i) => Math.round((point[i] ?? 0) * fraction));
    if (!whole.every((value, i) => Math.abs(value - (point[i] ?? 0) * fraction) < NEARLY * fraction)) continue;
    const total = (members: readonly number[], of: readonly number[]): number =>
      members.reduce((sum, member) => sum + (of[member] ?? 0), 0);
    const holds =
      whole.every((value) => value >= 0 && Number.isSafeInteger(value)) &&
      equations.every((members) => total(members, whole) === fraction * total(members, truth)) &&
      capped.every(({ open, most }) => most === null || total(open, whole) <= fraction * most);
    if (holds) return whole.map((value) => value / fraction);
  }
  return null;
}
