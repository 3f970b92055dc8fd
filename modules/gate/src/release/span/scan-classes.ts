import type { EngineValue } from '@sluice/engines';
import { takeTurns } from '../../inference/take-turns.ts';
import { canonical } from '../../ir/factories.ts';
import type { Dimension, EntityKey } from '../../ir/relation.ts';
import { coarsenTo } from '../../level.ts';
import { dialects } from '../../print/dialect.ts';
import { dimensionId, PACKED, printAtoms, type Kept, type PrintedAtoms } from '../../print/print-atoms.ts';
import { columnSql } from '../../print/printer.ts';
import type { CellValue } from '../../program-types.ts';
import { unionOf } from '../columns-of-family.ts';
import { toCellValue } from '../cells.ts';
import type { DomainQuery } from '../domain-query.ts';
import type { SupportFamily } from '../support-family.ts';

/** Classes of rows that are read at once; where there would be more, fewer values of columns nobody asks now are looked at. */
const MOST_CLASSES = 200_000;
const WANTED_CLASSES = 30_000;
/** Values left of a column that nobody asks now. */
const FEWEST_VALUES = 2;

/** Rows that no support tells apart: which supports they are in, and in which of the 64 buckets their entities are. */
export interface MaskedClass {
  /** Numbers of the vectors, in the order of families and their cells. */
  readonly vectors: readonly number[];
  readonly buckets: Buckets;
}

/** A class with what the engine told of it: how many rows, and by which values they were told apart. */
export interface ScannedClass extends MaskedClass {
  readonly rows: number;
  readonly told: readonly (readonly EngineValue[])[];
}

/** A mask of 64 buckets in two halves. */
export interface Buckets {
  readonly low: number;
  readonly high: number;
}

export const splitBuckets = (mask: bigint): Buckets => ({
  low: Number(BigInt.asIntN(32, mask)),
  high: Number(BigInt.asIntN(32, mask >> 32n)),
});

interface ClassScan {
  readonly families: readonly SupportFamily[];
  /** Families before this one are out; those after it are asked now. */
  readonly released: number;
  readonly key: EntityKey;
  readonly query: DomainQuery;
}

/**
 * How the classes of rows are looked at: all of them, or first those with some values of columns that nobody asks now. All
 * combinations of values may be far more than there are rows, so that all classes are tried where some did not do.
 */
export function planLooks(scan: ClassScan): readonly (readonly Kept[])[] {
  const some = keptValues(scan);
  return some === null ? [[]] : [some, []];
}

/** Classes of rows, as one pass saw them. */
export interface ClassLook {
  readonly classes: readonly ScannedClass[];
  /** Whether their buckets tell of entities. */
  readonly proving: boolean;
  /** Whether these are all classes of the rows that were looked at. */
  readonly complete: boolean;
}

/** Classes of rows in one pass, entities added up to buckets; null where the families cannot be looked at together. */
export async function scanClasses(scan: ClassScan, kept: readonly Kept[]): Promise<ClassLook | null> {
  const { families, key, query } = scan;
  const { bucket, alias, ordinal } = key;
  const bare = { ...key, ordinal: null };
  const also = (): readonly string[] => (bucket === null ? [] : [`bit_or(${columnSql({ alias, field: bucket })})`]);
  const printed = printAtoms(
    { families, key: bare, sample: 1, where: null, kept, most: MOST_CLASSES, also },
    dialects.duckdb,
  );
  if (!printed) return null;
  const { rows } = await query(printed);
  return {
    classes: await readClasses(printed, families, rows, bucket !== null),
    proving: bucket !== null || ordinal === null,
    complete: rows.length < MOST_CLASSES,
  };
}

/** Steps that one row takes, and each family in it. */
const STEPS_OF_A_ROW = 1_000;
const STEPS_OF_A_FAMILY = 100;

async function readClasses(
  printed: PrintedAtoms,
  families: readonly SupportFamily[],
  rows: readonly (readonly EngineValue[])[],
  keyed: boolean,
): Promise<readonly ScannedClass[]> {
  const others = takeTurns({ left: 0 });
  const codes = new Map<number, Map<CellValue, number>>();
  const codeOf = (at: number, value: CellValue): number => {
    const known = codes.get(at) ?? new Map<CellValue, number>();
    codes.set(at, known);
    const code = known.get(value) ?? known.size;
    known.set(value, code);
    return code;
  };
  let from = 0;
  const places = families.map((family) => {
    const columns = family.dimensions.map((dimension) => ({
      at: printed.dimensions.get(dimensionId(dimension)) ?? -1,
      type: dimension.type,
    }));
    const cells = new Map(
      family.cells.map((cell, i) => [nameOf(columns.map(({ at }, j) => codeOf(at, cell.key[j] ?? null))), from + i]),
    );
    from += family.cells.length;
    return { columns, cells };
  });
  const types = new Map(places.flatMap(({ columns }) => columns.map(({ at, type }) => [at, type] as const)));
  const found = new Map<string, { vectors: readonly number[]; mask: bigint; rows: number; told: EngineValue[][] }>();
  for (const row of rows) {
    await others(STEPS_OF_A_ROW + families.length * STEPS_OF_A_FAMILY);
    const own = new Map([...types].map(([at, type]) => [at, codeOf(at, toCellValue(row[at] ?? null, type))]));
    const vectors: number[] = [];
    places.forEach(({ columns, cells }, family) => {
      const mask = Number(row[1 + Math.floor(family / PACKED)] ?? 0);
      if (Math.floor(mask / 2 ** (family % PACKED)) % 2 !== 1) return;
      const vector = cells.get(nameOf(columns.map(({ at }) => own.get(at) ?? -1)));
      if (vector !== undefined) vectors.push(vector);
    });
    const count = Number(row[printed.figures] ?? 0);
    if (vectors.length === 0) continue;
    // What no support tells apart is one class, whatever else the rows differ by.
    const known = found.get(nameOf(vectors)) ?? { vectors, mask: 0n, rows: 0, told: [] };
    known.told.push(row.slice(1, printed.figures));
    known.mask |= keyed ? BigInt(row[printed.figures + 1] ?? 0) : 0n;
    known.rows += count;
    found.set(nameOf(vectors), known);
  }
  return [...found.values()].map(({ vectors, mask, rows: count, told }) => ({
    vectors,
    rows: count,
    told,
    buckets: splitBuckets(keyed ? mask : firstBuckets(count)),
  }));
}

const nameOf = (codes: readonly number[]): string => codes.join();

/** Where each row is an entity of its own, rows can be dealt out at will. */
const firstBuckets = (rows: number): bigint => (1n << BigInt(Math.min(64, rows))) - 1n;

/** Fewer values of columns that nobody asks now, where all combinations would be too many; those with most rows. */
function keptValues({ families, released }: ClassScan): readonly Kept[] | null {
  const asked = unionOf(families.slice(released));
  const values = new Map<string, { readonly dimension: Dimension; readonly rows: Map<CellValue, number> }>();
  for (const family of families)
    family.dimensions.forEach((dimension, i) => {
      const entry = values.get(dimensionId(dimension)) ?? { dimension, rows: new Map<CellValue, number>() };
      for (const cell of family.cells) {
        const value = cell.key[i] ?? null;
        entry.rows.set(value, (entry.rows.get(value) ?? 0) + cell.rows);
      }
      values.set(dimensionId(dimension), entry);
    });
  const sizes = new Map([...values].map(([id, { rows }]) => [id, Math.max(1, rows.size)]));
  // A month lies in one quarter: levels of one column are no more combinations than the finest of them has values.
  for (const [id, { dimension }] of values)
    if ([...values.values()].some((other) => liesWithin(other.dimension, dimension))) sizes.set(id, 1);
  const all = [...sizes.values()].reduce((product, size) => product * size, 1);
  if (all <= WANTED_CLASSES) return null;
  const free = [...values].filter(
    ([
      ,
      {
        dimension: { column },
      },
    ]) => !asked.has(`${column.alias}.${column.field}`),
  );
  for (let product = all; product > WANTED_CLASSES;) {
    const [widest] = free
      .map(([id]) => [id, sizes.get(id) ?? 1] as const)
      .filter(([, size]) => size > FEWEST_VALUES)
      .toSorted((a, b) => b[1] - a[1]);
    if (!widest) break;
    const [id, size] = widest;
    const less = Math.max(FEWEST_VALUES, Math.ceil(size / 2));
    sizes.set(id, less);
    product = (product / size) * less;
  }
  const kept = free.flatMap(([id, { dimension, rows }]): readonly Kept[] => {
    const most = sizes.get(id) ?? rows.size;
    if (most >= rows.size) return [];
    const largest = [...rows].filter(([value]) => value !== null).toSorted((a, b) => b[1] - a[1]);
    return [{ dimension, values: largest.slice(0, most).map(([value]) => value) }];
  });
  return kept.length === 0 ? null : kept;
}

/** Whether each value of the first lies in one of the second, a coarser level of the same column. */
const liesWithin = (fine: Dimension, coarse: Dimension): boolean =>
  fine !== coarse &&
  canonical(fine.column) === canonical(coarse.column) &&
  coarsenTo(fine.level, coarse.level) !== null;
