import { createClimber, type Climb, type Effort } from './climb-polytope.ts';
import { freeMoves } from './move-freely.ts';
import { takeTurns } from './take-turns.ts';

/** Largest table that is solved; of a larger part nothing is proven, so that nothing of it counts as safe. */
const MOST_ENTRIES = 4_000_000;
/** A point is believed when it is a whole multiple of one of these fractions, and then checked in whole numbers. */
const FRACTIONS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 15, 16, 18, 20, 24, 30, 36, 48, 60] as const;
const NEARLY = 1e-5;

/** A withheld cell of a part: its variables there, the most rows that it is believed to have, and what must stay open. */
interface PartTarget {
  readonly open: readonly number[];
  readonly most: number | null;
  readonly need: number;
}

/** A part of the tables by itself: its rows, what is known of them, and what must stay open. */
export interface Part {
  readonly truth: readonly number[];
  readonly equations: readonly (readonly number[])[];
  readonly own: readonly PartTarget[];
}

/** How far a target is shown to go from the truth, to either side. */
export interface Reach {
  down: number;
  up: number;
}

export const isOpen = ({ down, up }: Reach, { need }: Pick<PartTarget, 'need'>): boolean => down + up >= need;

/** Whether the part is too large to be solved, as is known before anything is done. */
const isTooLarge = ({ truth, equations, own }: Part): boolean =>
  (truth.length + own.length) * (truth.length - equations.length) > MOST_ENTRIES;

/**
 * Looks for tables of the part's equations in which targets are as far from the truth as they need, by the simplex method;
 * what is found is checked in whole numbers before it counts. What is learnt of other targets on the way counts as well.
 * @param reaches of each target, widened in place
 * @param asked positions of targets
 * @returns positions that could not be weighed, as too large or for rounding: nothing is known of these
 */
export async function stretchTargets(
  part: Part,
  reaches: readonly Reach[],
  asked: readonly number[],
  effort: Effort,
): Promise<readonly number[]> {
  const { truth, equations, own } = part;
  const moves = isTooLarge(part) ? null : await freeMoves(truth.length, equations, effort, MOST_ENTRIES);
  if (moves?.free === 0) return [];
  const capped = own.filter((target) => target.most !== null);
  if (!moves || effort.left <= 0 || (truth.length + capped.length) * moves.free > MOST_ENTRIES) return asked;
  const { free, coefficients } = moves;
  const slack = capped.map((target) => {
    const row = new Float64Array(free);
    for (const member of target.open) coefficients[member]?.forEach((value, j) => (row[j] = (row[j] ?? 0) - value));
    return row;
  });
  const room = capped.map((target) => Math.max(0, (target.most ?? 0) - total(target.open, truth)));
  const climber = createClimber({ values: [...truth, ...room], coefficients: [...coefficients, ...slack] }, effort);
  const learn = (climb: Climb, far: number): boolean => {
    const believed = certify(pointOf(climb, far), truth, equations, capped);
    if (!believed) return false;
    own.forEach(({ open }, i) => {
      const reach = reaches[i];
      if (!reach) return;
      const moved = total(open, believed) - total(open, truth);
      reach.down = Math.max(reach.down, -moved);
      reach.up = Math.max(reach.up, moved);
    });
    return true;
  };
  const others = takeTurns(effort);
  const unweighed: number[] = [];
  for (const i of asked) {
    const [target, reach] = [own[i], reaches[i]];
    if (!target || !reach) continue;
    const before = total(target.open, truth);
    for (const sign of [1, -1] as const) {
      if (isOpen(reach, target)) break;
      const climb = climber.climb(target.open, sign, (value) =>
        sign === 1 ? value - before + reach.down >= target.need : before - value + reach.up >= target.need,
      );
      if (!climb || !learn(climb, target.need)) unweighed.push(i);
    }
    await others();
  }
  return unweighed;
}

const total = (members: readonly number[], of: readonly number[]): number =>
  members.reduce((sum, member) => sum + (of[member] ?? 0), 0);

function pointOf({ point, ray }: Climb, far: number): readonly number[] {
  return ray === null ? point : point.map((value, i) => value + 2 * far * (ray[i] ?? 0));
}

/** The point in exact fractions, if it truly solves everything; else null. */
function certify(
  point: readonly number[],
  truth: readonly number[],
  equations: readonly (readonly number[])[],
  capped: readonly PartTarget[],
): readonly number[] | null {
  for (const fraction of FRACTIONS) {
    const whole = truth.map((_, i) => Math.round((point[i] ?? 0) * fraction));
    if (!whole.every((value, i) => Math.abs(value - (point[i] ?? 0) * fraction) < NEARLY * fraction)) continue;
    const holds =
      whole.every((value) => value >= 0 && Number.isSafeInteger(value)) &&
      equations.every((members) => total(members, whole) === fraction * total(members, truth)) &&
      capped.every(({ open, most }) => most === null || total(open, whole) <= fraction * most);
    if (holds) return whole.map((value) => value / fraction);
  }
  return null;
}
