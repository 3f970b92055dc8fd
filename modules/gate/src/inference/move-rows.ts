import type { Predicate } from '../ir/expression.ts';
import type { EntityKey } from '../ir/relation.ts';
import { combine } from '../ir/factories.ts';
import { dialects } from '../print/dialect.ts';
import { canScanTogether, printAtoms } from '../print/print-atoms.ts';
import { cellId } from '../release/cells.ts';
import { columnsOf, within } from '../release/columns-of-family.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import { readAtoms } from '../release/span/read-atoms.ts';
import { spineRows, type SupportFamily } from '../release/support-family.ts';
import { auditTargets, type Audit } from './audit-targets.ts';
import type { Equation, Target } from './linear-system.ts';
import { nameOf, targetOf, type Policy } from './read-tables.ts';
import { ROWS, type GuardFamily } from './withheld.ts';

const MOST_CLASSES = 60_000;

const noKey: EntityKey = { entity: 'row', alias: '', ordinal: null, bucket: null, maxRows: 1, complete: true };

interface MoveInput {
  readonly shown: readonly SupportFamily[];
  readonly guarding: readonly GuardFamily[];
  readonly policy: Policy;
  readonly query: DomainQuery;
}

/**
 * Withheld cells that stay open because rows could as well be other rows: with other values in the columns of the guard,
 * and with everything else that they have. Answers about other columns do not see it; answers about both see nothing where
 * rows stay within what they tell apart of the guard's columns. So the tables of these columns are enough, however many
 * others there are: what is open there is open beside all of them, and beside fewer.
 * @returns names of the withheld cells that are open
 */
export async function openByMoving(input: MoveInput, audit: Audit): Promise<ReadonlySet<string>> {
  const open = new Set<string>();
  const families = [...input.shown, ...input.guarding];
  if (families.some((family) => spineRows(family.relation).sides.length > 0)) return open;
  const sets = new Map(input.guarding.map((guard) => [[...columnsOf(guard)].toSorted().join(), columnsOf(guard)]));
  for (const columns of sets.values()) for (const name of await openAmong(input, columns, audit)) open.add(name);
  return open;
}

async function openAmong(
  { shown, guarding, policy, query }: MoveInput,
  columns: ReadonlySet<string>,
  audit: Audit,
): Promise<readonly string[]> {
  const isPure = (family: SupportFamily): boolean => within(columnsOf(family), columns);
  const meets = (family: SupportFamily): boolean => [...columnsOf(family)].some((name) => columns.has(name));
  const tables = shown.filter(isPure);
  const guards = guarding.filter(isPure);
  const mixed = [...shown, ...guarding].filter((family) => !isPure(family) && meets(family));
  const blocks = mixed.map((family) => projectTo(family, columns));
  const whole = blocks.filter((family) => family !== null);
  const families = [...tables, ...guards, ...whole];
  if (whole.length < blocks.length || !canScanTogether(families)) return [];
  const printed = printAtoms({ families, key: noKey, sample: 1, where: null, most: MOST_CLASSES }, dialects.duckdb);
  if (!printed) return [];
  const result = await query(printed);
  if (result.truncated || result.rows.length >= MOST_CLASSES) return [];
  const atoms = await readAtoms(printed, families, false, result);
  const classesBy = (nameOfClass: (cells: readonly (string | null)[]) => string | null): Map<string, number[]> => {
    const found = new Map<string, number[]>();
    atoms.forEach(({ cells }, at) => {
      const name = nameOfClass(cells);
      if (name === null) return;
      const known = found.get(name);
      if (known) known.push(at);
      else found.set(name, [at]);
    });
    return found;
  };
  const equations = tables.flatMap(({ cells }, i): readonly Equation[] => {
    const own = classesBy((all) => all[i] ?? null);
    return cells.map(({ key }) => ({ classes: own.get(cellId(key)) ?? [], cell: null }));
  });
  const kept = classesBy((all) => JSON.stringify(all.slice(tables.length + guards.length)));
  const held = [...kept.values()].map((classes): Equation => ({ classes, cell: null }));
  const targets = new Map<string, Target>();
  guards.forEach((guard, i) => {
    const own = classesBy((all) => all[tables.length + i] ?? null);
    for (const cell of guard.withheld) {
      const asked = cell.measure === ROWS ? targetOf(guard, cell, policy) : null;
      const classes = own.get(cellId(cell.key)) ?? [];
      if (asked && classes.length > 0) targets.set(nameOf(guard, cell), { ...asked, classes });
    }
  });
  const rows = result.rows.map((row) => Number(row[printed.figures] ?? 0));
  const unsafe = new Set(await auditTargets(rows, [...equations, ...held], [...targets.values()], audit));
  return [...targets.keys()].filter((_, i) => !unsafe.has(i));
}

/** What a family tells apart of some columns: its dimensions and conditions on these; null where one is on both kinds. */
function projectTo(family: SupportFamily, columns: ReadonlySet<string>): SupportFamily | null {
  const { spine, conditions } = spineRows(family.relation);
  const kept: Predicate[] = [];
  const all = [...conditions, ...(family.filter ? [family.filter] : [])];
  for (const atom of all.flatMap((item) => (item.predicate === 'and' ? item.inputs : [item]))) {
    const own = columnsOf({ ...family, relation: spine, filter: atom, notNull: null, dimensions: [] });
    if (within(own, columns)) kept.push(atom);
    else if ([...own].some((name) => columns.has(name))) return null;
  }
  const { notNull } = family;
  const dimensions = family.dimensions.filter((one) =>
    within(columnsOf({ ...family, relation: spine, filter: null, notNull: null, dimensions: [one] }), columns),
  );
  const cut = family.dimensions.length - dimensions.length;
  const apart = family.dimensions.filter((one) =>
    [...columnsOf({ ...family, relation: spine, filter: null, notNull: null, dimensions: [one] })].some((name) =>
      columns.has(name),
    ),
  );
  if (apart.length + cut !== family.dimensions.length) return null;
  return {
    ...family,
    relation: spine,
    filter: kept.length === 0 ? null : combine('and', kept),
    notNull: notNull && columns.has(`${notNull.alias}.${notNull.field}`) ? notNull : null,
    dimensions,
    cells: [],
  };
}
