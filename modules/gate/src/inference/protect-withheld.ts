import { canScanTogether } from '../print/print-atoms.ts';
import { cellId } from '../release/cells.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import { familyId, provablyDisjoint, type SupportFamily } from '../release/support-family.ts';
import { chooseSuppressions } from './choose-suppressions.ts';
import { checkDifferences } from './check-differences.ts';
import { checkDistinct } from './check-distinct.ts';
import { columnsOf, unionOf, within } from '../release/columns-of-family.ts';
import { beginAudit } from './audit-targets.ts';
import { openByMoving } from './move-rows.ts';
import { nameOf, type Policy, type ShownFamily, type Tables } from './read-tables.ts';
import { scanTables } from './scan-tables.ts';
import { isGuard, ROWS, type GuardFamily } from './withheld.ts';

export interface ProtectInput {
  readonly policy: Policy;
  /** Families of the new release with the cells that would leave. */
  readonly fresh: readonly SupportFamily[];
  /** Of these the cells that are no combination of earlier answers: the others say nothing about numbers of rows. */
  readonly telling: readonly SupportFamily[];
  /** What stays of the new release, and which sums it shows. */
  readonly guards: readonly GuardFamily[];
  /** What is out, and what stayed before. */
  readonly history: readonly SupportFamily[];
  readonly query: DomainQuery;
}

export interface Protection {
  /** Cells of the new release that must stay as well, by id. */
  readonly staying: ReadonlySet<string>;
  /** Too much is out about these columns to be weighed: nothing is let out without a person. */
  readonly undecided: boolean;
}

const nothing: Protection = { staying: new Set(), undecided: false };
const undecided: Protection = { staying: new Set(), undecided: true };

/**
 * Complementary suppression within a result and over the history (R10): an attack by inequalities is tried on what would be
 * out, and cells stay until it fails; for sums that somebody dominates (R8) likewise. Nothing is read where nothing was
 * withheld, or nothing else is known about these rows.
 */
export async function protectWithheld(input: ProtectInput): Promise<Protection> {
  const { fresh, telling, guards, history } = input;
  const meets = (one: SupportFamily, others: readonly SupportFamily[]): boolean =>
    others.some((other) => !provablyDisjoint(one, other));
  const guarding = [...guards, ...history.filter(isGuard)].filter(
    (guard) => guard.withheld.length > 0 && meets(guard, fresh),
  );
  const own = sumsBy(guards);
  const asked = fresh.map((family): ShownFamily => ({ family, fresh: true, sums: own.get(familyId(family)) ?? [] }));
  const isSum = ({ withheld }: GuardFamily): boolean => withheld.some(({ measure }) => measure !== ROWS);
  const isNew =
    telling.length > 0 ||
    guards.some((guard) => guard.withheld.length > 0) ||
    (guarding.some(isSum) && asked.some(({ sums }) => sums.length > 0));
  if (guarding.length === 0 && asked.every((item) => item.sums.length === 0)) return nothing;
  const before = shownBefore(history);
  const known = before.filter(({ family }) => meets(family, [...guarding, ...fresh]));
  const bounded = isNew ? await boundIntervals(input, asked, known, guarding) : nothing;
  if (bounded.undecided) return bounded;
  const left = asked.map((item) => ({ ...item, family: without(item.family, bounded.staying) }));
  const dominated = await checkDifferences(input, left, known);
  const counted = await checkDistinct({ k: input.policy.k, query: input.query }, left, before);
  return { staying: new Set([...bounded.staying, ...dominated, ...counted]), undecided: false };
}

const without = (family: SupportFamily, staying: ReadonlySet<string>): SupportFamily => ({
  ...family,
  cells: family.cells.filter((cell) => !staying.has(cellId(cell.key))),
});

async function boundIntervals(
  { fresh, query, policy }: ProtectInput,
  asked: readonly ShownFamily[],
  known: readonly ShownFamily[],
  guarding: readonly GuardFamily[],
): Promise<Protection> {
  const ids = new Set([...fresh, ...known.map((item) => item.family), ...guarding].map(familyId));
  if (guarding.length === 0 || fresh.length === 0 || ids.size < 2) return nothing;
  if (!canScanTogether([...fresh, ...guarding])) return undecided;
  const all = [...fresh, ...known.map((item) => item.family)];
  const open = await openByMoving({ shown: all, guarding, policy, query }, beginAudit());
  if (guarding.every((guard) => guard.withheld.every((cell) => open.has(nameOf(guard, cell))))) return nothing;
  // Tables about the same columns as a guard: margins, parts and cuts of it. Others split its rows without bounding them.
  for (const columns of [unionOf([...guarding, ...fresh]), ...guarding.map(columnsOf)]) {
    const near = known.filter(
      ({ family }) => within(columnsOf(family), columns) && canScanTogether([...fresh, ...guarding, family]),
    );
    const tables = await scanTables({ shown: [...asked, ...near], guarding, policy, query, measures: [] });
    if (tables) return { staying: await suppress(tables, open), undecided: false };
  }
  return undecided;
}

/** Released families with the sums that were shown over them. */
function shownBefore(history: readonly SupportFamily[]): readonly ShownFamily[] {
  const guards = history.filter(isGuard);
  const sums = sumsBy(guards);
  const released = history.filter((family) => !isGuard(family));
  const besides = guards.filter((guard) => guard.shown.length > 0).map((guard) => ({ ...guard, cells: guard.shown }));
  return [...released, ...besides].map((family) => ({ family, fresh: false, sums: sums.get(familyId(family)) ?? [] }));
}

function sumsBy(guards: readonly GuardFamily[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const guard of guards) {
    const sums = found.get(familyId(guard)) ?? new Set();
    for (const measure of guard.sums) sums.add(measure);
    found.set(familyId(guard), sums);
  }
  return new Map([...found].map(([id, sums]) => [id, [...sums]]));
}

/** Rows first, then each measure with the tables that show it. */
async function suppress({ rows, equations, targets }: Tables, open: ReadonlySet<string>): Promise<ReadonlySet<string>> {
  const staying = new Set<string>();
  const measures = new Set(targets.map((target) => target.measure));
  for (const measure of [ROWS, ...measures].filter((item, i, all) => all.indexOf(item) === i)) {
    const own = targets.filter((target) => target.measure === measure);
    if (own.length === 0) continue;
    const using = equations.filter(
      (item) => (measure === ROWS || item.sums.includes(measure)) && (item.cell === null || !staying.has(item.cell)),
    );
    const settled = new Set(own.flatMap(({ name }, i) => (open.has(name) ? [i] : [])));
    for (const id of await chooseSuppressions({ rows, equations: using, targets: own, open: settled })) staying.add(id);
  }
  return staying;
}
