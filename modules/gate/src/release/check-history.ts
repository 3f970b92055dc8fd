import type { EntityKey } from '../ir/relation.ts';
import { canonical } from '../ir/factories.ts';
import { entityName } from '../print/print-release.ts';
import { cellId } from './cells.ts';
import type { DomainQuery } from './domain-query.ts';
import type { Effort, Standing } from './span/candidate.ts';
import { canWeigh, checkSpan } from './span/check-span.ts';
import { familyId, provablyDisjoint, type SupportFamily } from './support-family.ts';

/** Two supports of one cell are compared by the cell's own checks; of three, combinations are possible. */
const COMPARED_IN_CELL = 2;

export interface HistoryInput {
  readonly k: number;
  /** Families of the new release, their cells those that may leave by themselves. */
  readonly families: readonly SupportFamily[];
  /** Families of all earlier releases of the same data set, by whomever. */
  readonly history: readonly SupportFamily[];
  readonly query: DomainQuery;
  /** Whether the supports of each new cell are known to cut it into parts of k entities each. */
  readonly apart?: boolean;
  /** Steps left to the decision; a new decision where absent. */
  readonly effort?: Effort;
}

/**
 * Steps of one decision, of some nanoseconds each. What is open when they are used up stays: how many are needed differs
 * with the order in which entities were numbered, so that a bound near what is usual answers one day and not the next.
 */
const MOST_EFFORT = 10_000_000_000;

export const beginEffort = (): Effort => ({ left: MOST_EFFORT });

export interface HistoryVerdict {
  /** Ids of the cells that may leave. */
  readonly kept: ReadonlySet<string>;
  /** Of the kept cells what is not a combination of earlier answers: all that later releases are held against. */
  readonly span: readonly SupportFamily[];
  /** The history could not be weighed within its bounds: nothing is let out without a person. */
  readonly undecided: boolean;
}

/**
 * The differencing ledger (R12): no combination of the new answers with everything that is out, whoever asked, may be
 * about fewer than k entities, for any key. See `checkSpan`.
 */
export async function checkHistory(input: HistoryInput): Promise<HistoryVerdict> {
  const { families } = input;
  const known = mergeFamilies(input.history);
  const repeated = families.map((family) => {
    const cells = known.get(familyId(family))?.cells ?? [];
    return new Set(cells.map((cell) => cellId(cell.key)));
  });
  const fresh = families.map((family, i) => ({
    ...family,
    cells: family.cells.filter((cell) => !repeated[i]?.has(cellId(cell.key))),
  }));
  const met = relatedTo(fresh, [...known.values()]);
  const standings = await standingsOf(input, fresh, met);
  const standing = (family: number, id: string): Standing =>
    repeated[family]?.has(id) ? 'derived' : (standings[family]?.get(id) ?? 'refused');
  const ids = families[0]?.cells.map((cell) => cellId(cell.key)) ?? [];
  const kept = new Set(ids.filter((id) => families.every((_, i) => standing(i, id) !== 'refused')));
  const span = families.map((family, i) => ({
    ...family,
    cells: family.cells.filter(({ key }) => kept.has(cellId(key)) && standing(i, cellId(key)) === 'independent'),
  }));
  const undecided = !canWeigh([...met, ...fresh]);
  return { kept, span: span.filter((family) => family.cells.length > 0), undecided };
}

async function standingsOf(
  { k, query, apart = false, effort = beginEffort() }: HistoryInput,
  fresh: readonly SupportFamily[],
  met: readonly SupportFamily[],
): Promise<readonly ReadonlyMap<string, Standing>[]> {
  const all = (standing: Standing) =>
    fresh.map((family) => new Map(family.cells.map((cell) => [cellId(cell.key), standing])));
  if (fresh.every((family) => family.cells.length === 0)) return all('derived');
  if (met.length === 0 && (apart || fresh.length <= COMPARED_IN_CELL) && shareCells(fresh)) return all('independent');
  const [only] = fresh;
  if (only && fresh.length === 1 && only.cells.length > countCells(met) && !met.some((family) => family.elder))
    return [await partitionStandings({ k, query }, only, met, effort)];
  let result: readonly ReadonlyMap<string, Standing>[] = all('derived');
  for (const key of allKeys([...met, ...fresh])) {
    const span = { k, key, query, families: [...met, ...fresh], released: met.length, effort };
    const found = (await checkSpan(span)).standings;
    result = result.map((before, i) => worst(before, found[i] ?? new Map()));
  }
  return result;
}

/** Supports of the same cells: any two of one cell were compared with it, those of two cells share no row. */
function shareCells(families: readonly SupportFamily[]): boolean {
  const cut = ({ relation, dimensions }: SupportFamily): string =>
    canonical({ relation, dimensions: dimensions.map(({ column, level }) => ({ column, level })) });
  return new Set(families.map(cut)).size <= 1;
}

const countCells = (families: readonly SupportFamily[]): number =>
  families.reduce((sum, family) => sum + family.cells.length, 0);

/** Rounds in which cells that tell too much are taken out of a large table. */
const MOST_ROUNDS = 6;

/**
 * Many cells of one cut beside fewer earlier answers. What may be known together does not depend on the order in which it
 * is weighed: the cells share no row and hold k entities each, so they are taken first, and the earlier answers are
 * weighed beside them. Where one of those would tell something, the smallest cell that it takes is left out.
 */
async function partitionStandings(
  { k, query }: Pick<HistoryInput, 'k' | 'query'>,
  fresh: SupportFamily,
  met: readonly SupportFamily[],
  effort: Effort,
): Promise<ReadonlyMap<string, Standing>> {
  const out = new Set<string>();
  const left = (): SupportFamily => ({ ...fresh, cells: fresh.cells.filter((cell) => !out.has(cellId(cell.key))) });
  const rows = new Map(fresh.cells.map((cell) => [cellId(cell.key), cell.rows]));
  let safe = false;
  for (let round = 0; round < MOST_ROUNDS && !safe; round += 1) {
    safe = true;
    for (const key of allKeys([...met, fresh])) {
      const { telling } = await checkSpan({ k, key, query, families: [left(), ...met], released: 1, effort });
      for (const terms of telling) {
        const taken = terms.filter((term) => term.family === 0).map((term) => cellId(term.key));
        const [smallest] = taken.toSorted((a, b) => (rows.get(a) ?? 0) - (rows.get(b) ?? 0));
        for (const id of smallest === undefined ? rows.keys() : [smallest]) out.add(id);
        safe = false;
      }
    }
  }
  return new Map([...rows.keys()].map((id) => [id, safe && !out.has(id) ? 'independent' : 'refused']));
}

const RANK: Readonly<Record<Standing, number>> = { derived: 0, independent: 1, refused: 2 };

/** For every key the cell must be safe; it is told apart from what is out as soon as one key does. */
function worst(a: ReadonlyMap<string, Standing>, b: ReadonlyMap<string, Standing>): ReadonlyMap<string, Standing> {
  return new Map(
    [...a].map(([id, one]) => {
      const other = b.get(id) ?? 'refused';
      return [id, RANK[one] >= RANK[other] ? one : other];
    }),
  );
}

function mergeFamilies(history: readonly SupportFamily[]): ReadonlyMap<string, SupportFamily> {
  const known = new Map<
    string,
    { readonly family: SupportFamily; readonly cells: Map<string, SupportFamily['cells'][number]> }
  >();
  for (const family of history) {
    // Of the same cut of an earlier epoch the cells are others.
    const id = `${family.elder ? 'elder ' : ''}${familyId(family)}`;
    const entry = known.get(id) ?? { family, cells: new Map() };
    for (const cell of family.cells) entry.cells.set(cellId(cell.key), cell);
    known.set(id, entry);
  }
  return new Map([...known].map(([id, { family, cells }]) => [id, { ...family, cells: [...cells.values()] }]));
}

/** Earlier families that may share rows with the new ones, directly or through others; the rest adds to no combination. */
function relatedTo(fresh: readonly SupportFamily[], known: readonly SupportFamily[]): readonly SupportFamily[] {
  const open = new Set(known);
  let reached: readonly SupportFamily[] = fresh;
  const related: SupportFamily[] = [];
  while (reached.length > 0) {
    const next = [...open].filter((family) => reached.some((other) => !provablyDisjoint(family, other)));
    for (const family of next) open.delete(family);
    related.push(...next);
    reached = next;
  }
  return related;
}

function allKeys(families: readonly SupportFamily[]): readonly EntityKey[] {
  const keys = new Map<string, EntityKey>();
  for (const key of families.flatMap((family) => family.keys)) {
    const maxRows = Math.max(key.maxRows, keys.get(entityName(key))?.maxRows ?? 0);
    keys.set(entityName(key), { ...key, maxRows });
  }
  return [...keys.values()];
}
