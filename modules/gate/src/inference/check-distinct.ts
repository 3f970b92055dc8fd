import type { Predicate } from '../ir/expression.ts';
import { canonical } from '../ir/factories.ts';
import type { EntityKey } from '../ir/relation.ts';
import { dialects } from '../print/dialect.ts';
import { canScanTogether, printAtoms } from '../print/print-atoms.ts';
import type { DomainQuery } from '../release/domain-query.ts';
import { cellId } from '../release/cells.ts';
import { beginEffort } from '../release/check-history.ts';
import { proveByClasses } from '../release/span/prove-by-classes.ts';
import { readAtoms } from '../release/span/read-atoms.ts';
import { splitBuckets, type MaskedClass } from '../release/span/scan-classes.ts';
import type { FamilyCell, SupportFamily } from '../release/support-family.ts';
import type { ShownFamily } from './read-tables.ts';
import { takeTurns } from './take-turns.ts';
import { isDistinct } from './withheld.ts';

/** Rows of entities that are read; of more, a share of the entities is looked at. */
const MOST_ATOMS = 60_000;
/** Steps that an atom takes for each family. */
const STEPS_OF_A_FAMILY = 300;
/** Beyond so many supports nothing is weighed: what is new stays. */
const MOST_SUPPORTS = 4_000;

interface DistinctInput {
  readonly k: number;
  readonly query: DomainQuery;
}

/**
 * Numbers of entities beside each other. They are no sums over rows: those of two groups without that of both together
 * are the entities in both, however few. They are sums over entities, though, so that the same is asked of them as of
 * rows: a new number has to lie outside of the span of those that are out, in k groups of entities. Any entities prove
 * it, so that a share of them does. One that follows from others leaves no more: that nobody is in two groups tells.
 * @returns ids of new cells that stay
 */
export async function checkDistinct(
  input: DistinctInput,
  asked: readonly ShownFamily[],
  known: readonly ShownFamily[],
): Promise<ReadonlySet<string>> {
  const staying = new Set<string>();
  for (const measure of new Set(asked.flatMap((item) => item.sums.filter(isDistinct)))) {
    const fresh = asked.flatMap(({ family, sums }) =>
      sums.includes(measure) && family.cells.length > 0 ? [family] : [],
    );
    const beside = known.flatMap(({ family, sums }) => (sums.includes(measure) ? [family] : []));
    if (fresh.length === 0 || fresh.length + beside.length < 2) continue;
    for (const key of keysOf(fresh)) for (const id of await telling(input, key, fresh, beside)) staying.add(id);
  }
  return staying;
}

/** Keys of which an entity may have several rows: of others rows say everything. */
function keysOf(families: readonly SupportFamily[]): readonly EntityKey[] {
  const keys = families.flatMap((family) => family.keys).filter((key) => key.ordinal !== null && key.maxRows > 1);
  return [...new Map(keys.map((key) => [`${key.alias}.${key.ordinal ?? ''}`, key])).values()];
}

async function telling(
  { k, query }: DistinctInput,
  key: EntityKey,
  fresh: readonly SupportFamily[],
  beside: readonly SupportFamily[],
): Promise<readonly string[]> {
  const families = [...beside, ...fresh];
  const vectors = families.flatMap((family, i) => family.cells.map((cell) => ({ family: i, cell })));
  const asked = vectors.flatMap(({ family, cell }, number) => (family < beside.length ? [] : [{ number, cell }]));
  const ids = (numbers: ReadonlySet<number>): readonly string[] =>
    asked.filter(({ number }) => !numbers.has(number)).map(({ cell }) => cellId(cell.key));
  if (vectors.length > MOST_SUPPORTS || !canScanTogether(families)) return ids(new Set());
  const rows = families.map((family) => family.cells.reduce((sum, cell) => sum + cell.rows, 0));
  const sample = Math.max(1, Math.ceil(Math.max(...rows) / MOST_ATOMS));
  const printed = printAtoms({ families, key, sample, where: null, most: 4 * MOST_ATOMS }, dialects.duckdb);
  if (!printed) return ids(new Set());
  const atoms = await readAtoms(printed, families, true, await query(printed));
  const numbers = new Map(vectors.map(({ family, cell }, number) => [`${family}:${cellId(cell.key)}`, number]));
  const inside = new Map<number, Set<number>>();
  const others = takeTurns({ left: 0 });
  for (const { entity, cells } of atoms) {
    await others(families.length * STEPS_OF_A_FAMILY);
    if (entity === null) continue;
    const own = inside.get(entity) ?? new Set();
    inside.set(entity, own);
    cells.forEach((cell, family) => {
      const number = cell === null ? undefined : numbers.get(`${family}:${cell}`);
      if (number !== undefined) own.add(number);
    });
  }
  const twins = twinsOf(families, vectors, sample === 1 ? inside : null);
  const own = asked.filter(({ number }) => !twins.has(number));
  // Large numbers first: of a total and its parts the smallest part is the one that stays.
  const order = own.toSorted((a, b) => b.cell.rows - a.cell.rows).map(({ number }) => number);
  const released = vectors.flatMap(({ family }, number) => (family < beside.length ? [number] : []));
  const classes = classesOf(inside);
  const effort = beginEffort();
  const proven = await proveByClasses({ classes, needed: k, count: vectors.length, released, asked: order, effort });
  const out = new Set([...released, ...proven]);
  for (const [number, twin] of twins) if (out.has(twin)) out.add(number);
  return ids(out);
}

/**
 * Numbers of the same entities as one before them, where no more is asked than that a measure is known: what is shown of
 * both is one number, and that nobody lacks the measure was nobody's choice. Rows tell it where the other has all of them.
 */
function twinsOf(
  families: readonly SupportFamily[],
  vectors: readonly { readonly family: number; readonly cell: FamilyCell }[],
  inside: ReadonlyMap<number, ReadonlySet<number>> | null,
): ReadonlyMap<number, number> {
  const read = families.map(splitKnown);
  const alike = vectors.map(({ family, cell }) => canonical({ asked: read[family]?.asked ?? null, cell: cell.key }));
  const same = (a: number, b: number): boolean => {
    const [one, other] = [vectors[a], vectors[b]];
    const [left = '', right = ''] = [one, other].map((item) => read[item?.family ?? 0]?.known);
    if (left === right) return true;
    if (one?.cell.rows === other?.cell.rows && (left === NOTHING || right === NOTHING)) return true;
    return inside !== null && [...inside.values()].every((own) => own.has(a) === own.has(b));
  };
  const found = new Map<number, number>();
  const groups = new Map<string, number[]>();
  alike.forEach((id, number) => {
    const before = groups.get(id) ?? [];
    const twin = before.find((item) => same(item, number));
    if (twin === undefined) groups.set(id, [...before, number]);
    else found.set(number, twin);
  });
  return found;
}

const SPREAD = 2_654_435_761;
const TWO_32 = 4_294_967_296;
const BUCKETS = 64;

/** Entities that are in the same groups, with the buckets that they fall into. */
function classesOf(inside: ReadonlyMap<number, ReadonlySet<number>>): readonly MaskedClass[] {
  const found = new Map<string, { readonly vectors: readonly number[]; mask: bigint }>();
  for (const [entity, own] of inside) {
    const vectors = [...own].toSorted((a, b) => a - b);
    const known = found.get(vectors.join()) ?? { vectors, mask: 0n };
    known.mask |= 1n << BigInt(Math.floor((((entity * SPREAD) % TWO_32) * BUCKETS) / TWO_32));
    found.set(vectors.join(), known);
  }
  return [...found.values()].map(({ vectors, mask }) => ({ vectors, buckets: splitBuckets(mask) }));
}

const NOTHING = canonical([]);

/** What a family asks of rows, and which measures it needs to be known. */
function splitKnown({ relation, filter, notNull, dimensions }: SupportFamily) {
  const parts = filter === null ? [] : filter.predicate === 'and' ? filter.inputs : [filter];
  const isKnown = (part: Predicate): boolean =>
    part.predicate === 'known' ||
    (part.predicate === 'per-entity' && part.from === null && part.below === null && part.call.filter === null);
  const known = [...parts.filter(isKnown), ...(notNull ? [notNull] : [])].map(canonical);
  const others = parts.filter((part) => !isKnown(part));
  const by = dimensions.map(({ column, level }) => ({ column, level }));
  return {
    asked: { relation, others, by },
    known: canonical(known),
  };
}
