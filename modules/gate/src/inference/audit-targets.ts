import type { Effort } from './climb-polytope.ts';
import {
  buildSystem,
  splitSystem,
  type Component,
  type Equation,
  type LinearSystem,
  type Target,
} from './linear-system.ts';
import { createNearParts } from './near-part.ts';
import { isOpen, stretchTargets, type Part, type Reach } from './solve-part.ts';
import { safeBySwaps } from './swap-rows.ts';
import { takeTurns } from './take-turns.ts';

/** Variables of the small parts in which a target is looked at before a large part is solved as a whole. */
const NEARBY = [40, 160, 480] as const;
/** Beyond so many variables only few targets are looked at: where many are left, more variables rarely help. */
const LOOKED_AT_WIDELY = 40;
const WIDE = 160;
/** Parts of so many variables are solved as a whole at once. */
const SOLVED_AT_ONCE = 200;
/** Steps that choosing one variable takes. */
const STEPS_OF_A_VARIABLE = 1_000;

/** What several audits of almost the same tables have in common. */
export interface Audit {
  readonly effort: Effort;
  /** Targets of a part that are safe, by the part's content: most parts are the same from round to round. */
  readonly settled: Map<string, readonly number[]>;
  /** Targets that could not be weighed, once at least, as too large or for rounding: nothing is known of these. */
  readonly unweighed: Set<number>;
  /** Targets that are known to be open in another way. */
  readonly open?: ReadonlySet<number>;
}

/** Multiplications that one decision may take; where they do not do, nothing more is proven. */
const MOST_EFFORT = 4_000_000_000;

export const beginAudit = (effort: Effort = { left: MOST_EFFORT }, open: ReadonlySet<number> = new Set()): Audit => ({
  effort,
  settled: new Map(),
  unweighed: new Set(),
  open,
});

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

/** A part with the positions of its targets among all. */
interface NumberedPart extends Part {
  readonly at: readonly number[];
}

function partOf(system: LinearSystem, component: Component, targets: readonly Target[]): NumberedPart {
  const place = new Map(component.variables.map((variable, i) => [variable, i]));
  const local = (members: readonly number[]): readonly number[] =>
    members.flatMap((member) => (place.has(member) ? [place.get(member) ?? 0] : []));
  const own = component.targets.map((at) => {
    const members = system.targets[at] ?? [];
    const known = members.reduce((sum, item) => sum + (place.has(item) ? 0 : (system.rows[item] ?? 0)), 0);
    const target = targets[at];
    const most = target?.most === null || target === undefined ? null : Math.max(0, target.most - known);
    return { open: local(members), most, need: target?.need ?? 1 };
  });
  return {
    truth: component.variables.map((variable) => system.rows[variable] ?? 0),
    equations: component.equations.map(local),
    own,
    at: component.targets,
  };
}

async function safeIn(part: NumberedPart, { effort, unweighed, open }: Audit): Promise<readonly number[]> {
  const { own, at } = part;
  const atOnce = safeBySwaps(part);
  const reaches = own.map(({ need }, i): Reach => ({
    down: atOnce.has(i) || open?.has(at[i] ?? -1) ? need : 0,
    up: 0,
  }));
  const left = (): readonly number[] => own.flatMap((target, i) => (isOpen(reaches[i] ?? NOWHERE, target) ? [] : [i]));
  if (left().length > 0 && part.truth.length > SOLVED_AT_ONCE) await lookNearby(part, reaches, effort);
  if (left().length > 0)
    for (const i of await stretchTargets(part, reaches, left(), effort)) unweighed.add(at[i] ?? -1);
  const narrow = new Set(left());
  return at.filter((_, i) => !narrow.has(i));
}

/** Most targets of a large part are open among a few of its variables: each is looked at there first. */
async function lookNearby(part: Part, reaches: readonly Reach[], effort: Effort): Promise<void> {
  const nearby = createNearParts(part);
  const others = takeTurns(effort);
  for (const most of NEARBY) {
    const left = part.own.flatMap((target, i) => (isOpen(reaches[i] ?? NOWHERE, target) ? [] : [i]));
    if (most > WIDE && left.length > LOOKED_AT_WIDELY) return;
    for (const i of left) {
      const [target, reach] = [part.own[i], reaches[i]];
      if (!target || !reach || isOpen(reach, target)) continue;
      const { part: small, places } = nearby(i, most);
      effort.left -= small.truth.length * STEPS_OF_A_VARIABLE;
      await others();
      const own = places.map((place) => reaches[place] ?? { ...NOWHERE });
      await stretchTargets(small, own, [places.indexOf(i)], effort);
    }
  }
}

const NOWHERE: Reach = { down: 0, up: 0 };
