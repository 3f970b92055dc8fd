import type { AggregateCall, Column } from '../ir/expression.ts';
import { canonical, ENTITY_ALIAS } from '../ir/factories.ts';
import type { Release } from '../ir/relation.ts';
import { cellId, type Cell } from '../release/cells.ts';
import { familiesOf } from '../release/families-of.ts';
import { familyId, type FamilyCell, type SupportFamily } from '../release/support-family.ts';

/** What every family shows; other measures are named by what they add up. */
export const ROWS = 'rows';

/** A cell that stayed because of itself: later releases must not bound it to a narrow interval. */
export interface WithheldCell extends FamilyCell {
  /** What it stayed for: its rows were too few, or somebody dominates what this adds up. */
  readonly measure: string;
  readonly small: boolean;
}

/** Beside a family's cells in the history: what was withheld of it, and which sums were shown over it. */
export interface GuardFamily extends SupportFamily {
  readonly withheld: readonly WithheldCell[];
  /** Measures that were shown, besides the rows. */
  readonly sums: readonly string[];
  /** Cells that left and are no part of the span: their rows follow from others, their sums need not. */
  readonly shown: readonly FamilyCell[];
}

export const isGuard = (family: SupportFamily): family is GuardFamily => 'withheld' in family;

/** Cells that nobody lets out by themselves, with the aggregates that one entity dominates. */
export interface Withheld {
  readonly cells: readonly Cell[];
  readonly kept: readonly Cell[];
  readonly dominated: ReadonlyMap<Cell, ReadonlySet<string>>;
}

/**
 * What stays of a release by itself (R7, R8), as it has to be guarded. Small cells have at most (k − 1)·m rows, and who knows
 * the rules knows that; a dominated one is guarded in the sums that it is dominated in.
 */
export function guardsOf(release: Release, { cells, kept, dominated }: Withheld): readonly GuardFamily[] {
  const { k } = release;
  const leaving = new Set(kept);
  const staying = cells.filter((cell) => !leaving.has(cell));
  return familiesOf(release, staying).map((family): GuardFamily => {
    const most = mostRows(family, k);
    const own = measuresOf(release, family);
    const withheld = family.cells.flatMap((cell, i): readonly WithheldCell[] => {
      if (cell.rows === 0) return [];
      if (cell.rows <= most) return [{ ...cell, measure: ROWS, small: true }];
      const failed = staying[i] ? dominated.get(staying[i]) : undefined;
      const measures = new Set([...own].filter(([name]) => failed?.has(name)).map(([, measure]) => measure));
      return [...measures].map((measure) => ({ ...cell, measure, small: false }));
    });
    const sums = [...new Set([...own.values(), ...countedIn(release, family)])].filter((measure) => measure !== ROWS);
    return { ...family, cells: [], withheld, sums, shown: [] };
  });
}

/** Aggregates over a family, by name, with what they add up. */
function measuresOf(release: Release, family: SupportFamily): ReadonlyMap<string, string> {
  const support = release.supports.find(
    ({ filter, notNull, hidden }) =>
      !hidden && canonical({ filter, notNull }) === canonical({ filter: family.filter, notNull: family.notNull }),
  );
  return new Map(
    release.checks.flatMap((check) => {
      if (check.check !== 'dominance' || check.support !== support?.name) return [];
      const call = release.input.aggregates.find((item) => item.name === check.aggregate)?.call;
      const read = call && addedUp(release, call);
      if (!read) return [];
      const { fn, argument, times } = read;
      const factor = fn === 'variance' || fn === 'stddev' ? argument : (times ?? null);
      return [[check.aggregate, fn === 'count' ? ROWS : canonical({ argument, times: factor })] as const];
    }),
  );
}

/**
 * What an aggregate adds up over rows. Sums per entity, added up, are the sum over all rows; other figures per entity have
 * their dominance weighed in the cell alone.
 */
function addedUp({ input }: Release, call: AggregateCall): AggregateCall | null {
  if (call.argument?.alias !== ENTITY_ALIAS) return call;
  const figure = input.per?.aggregates.find((item) => item.name === call.argument?.field)?.call;
  return figure && call.fn === 'sum' && (figure.fn === 'sum' || figure.fn === 'count') ? figure : null;
}

const DISTINCT = 'entities ';

/** Whether a measure is a number of entities: no sum over rows. */
export const isDistinct = (measure: string): boolean => measure.startsWith(DISTINCT);

/** Keys whose entities a family is shown the number of: counted as distinct, or with one figure for each of them. */
function countedIn({ input, supports, checks }: Release, { filter, notNull }: SupportFamily): readonly string[] {
  const measure = ({ alias, field }: Column): string => `${DISTINCT}${canonical({ alias, field })}`;
  if (input.per) {
    const { key } = input.per.level;
    const shown = supports.filter((one) => canonical(shapeOf(one)) === canonical({ filter, notNull }));
    const tells = checks.some((one) => one.check === 'repeats' && shown.some(({ name }) => name === one.support));
    return tells ? [measure(key)] : [];
  }
  return input.aggregates.flatMap(({ call }) => {
    const key = call.fn === 'count-distinct' ? call.argument : null;
    if (!key || canonical({ filter }) !== canonical({ filter: call.filter })) return [];
    const known = supports.some((one) => !one.hidden && canonical(one) === canonical({ ...one, filter, notNull: key }));
    return canonical({ notNull }) === canonical({ notNull: known ? key : null }) ? [measure(key)] : [];
  });
}

const shapeOf = ({ filter, notNull }: Pick<SupportFamily, 'filter' | 'notNull'>) => ({ filter, notNull });

/** What of the guards has to be remembered beside a span: cells that left without being in it, and nothing that is known. */
export function rememberGuards(
  guards: readonly GuardFamily[],
  released: readonly SupportFamily[],
  span: readonly SupportFamily[],
  history: readonly SupportFamily[],
): readonly GuardFamily[] {
  if (guards.every((guard) => guard.withheld.length === 0 && guard.sums.length === 0)) return [];
  const asked = new Set(guards.map(familyId));
  const near = history.filter((family) => asked.has(familyId(family)));
  const inSpan = new Set([...span, ...near].flatMap(cellNames));
  const known = new Set(near.filter(isGuard).map((guard) => canonical({ id: familyId(guard), ...rest(guard) })));
  return guards
    .map((guard): GuardFamily => {
      if (guard.sums.length === 0) return guard;
      const left = released.find((family) => familyId(family) === familyId(guard))?.cells ?? [];
      return { ...guard, shown: left.filter((cell) => !inSpan.has(`${familyId(guard)}:${cellId(cell.key)}`)) };
    })
    .filter((guard) => guard.withheld.length > 0 || guard.sums.length > 0)
    .filter((guard) => !known.has(canonical({ id: familyId(guard), ...rest(guard) })));
}

const cellNames = (family: SupportFamily): readonly string[] => {
  const id = familyId(family);
  return family.cells.map((cell) => `${id}:${cellId(cell.key)}`);
};

const rest = ({ withheld, sums, shown }: GuardFamily) => ({ withheld, sums, shown });

/** Most rows that fewer than k entities have: what is known of a cell that was too small. */
export const mostRows = (family: SupportFamily, k: number): number =>
  (k - 1) * Math.max(1, ...family.keys.map((key) => key.maxRows));
