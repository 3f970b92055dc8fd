import type { GrantedField, GrantedTable, GrantSnapshot } from './grant-snapshot.ts';
import { fanOut } from './bind/build-joins.ts';
import type { Column, Predicate } from './ir/expression.ts';
import type { EntityKey, Relation } from './ir/relation.ts';
import { useSet, type UseSet } from './uses.ts';

export interface ColumnState {
  readonly table: GrantedTable;
  readonly field: GrantedField;
  readonly uses: UseSet;
}

/** A column that decided which rows are present, and by what: the pc label, kept with its reasons. */
export interface Presence {
  readonly column: Column;
  readonly need: string;
}

/** Abstract state of a relation before the reduction. */
export interface RelationState {
  readonly protection: 'private';
  readonly columns: ReadonlyMap<string, ColumnState>;
  readonly presence: readonly Presence[];
  /** Table whose rows the relation's rows are. */
  readonly spine: GrantedTable;
  readonly keys: readonly EntityKey[];
  /** Most rows of the relation that one value of a column meets, by `alias.field` of join columns. */
  readonly rowsPer: (alias: string, field: string) => number;
}

export const columnKey = (column: Pick<Column, 'alias' | 'field'>): string => `${column.alias}.${column.field}`;

/** Atoms of a predicate with the right that each needs. */
export function presenceOf(predicate: Predicate): readonly Presence[] {
  switch (predicate.predicate) {
    case 'in':
      if (predicate.level.kind === 'choice') return predicate.level.branches.flatMap(({ when }) => presenceOf(when));
      return [{ column: predicate.column, need: `filter:${predicate.level.name}` }];
    case 'range':
      return [{ column: predicate.column, need: `filter:${predicate.level.name}` }];
    case 'is-null':
      return [{ column: predicate.column, need: 'filter' }];
    case 'known':
      return [{ column: predicate.column, need: 'count' }];
    case 'not-zero':
      return [{ column: predicate.column, need: 'sum' }];
    case 'per-entity': {
      const { argument, times, filter, fn } = predicate.call;
      const need = fn === 'count-distinct' ? fn : 'count';
      const read = [argument, times].flatMap((column) => (column ? [{ column, need }] : []));
      return [...read, ...(filter ? presenceOf(filter) : [])];
    }
    case 'not':
    case 'is-true':
      return presenceOf(predicate.input);
    case 'and':
    case 'or':
      return predicate.inputs.flatMap(presenceOf);
  }
}

/** One transfer function per node. A node that is not here cannot be built. */
export function relationState(snapshot: GrantSnapshot, relation: Relation): RelationState {
  switch (relation.node) {
    case 'scan':
      return scanState(snapshot, relation.table);
    case 'filter':
      return filterState(relationState(snapshot, relation.input), relation);
    case 'join':
      return joinState(relationState(snapshot, relation.left), relationState(snapshot, relation.right), relation);
  }
}

function scanState(snapshot: GrantSnapshot, name: string): RelationState {
  const table = snapshot.tables.find((item) => item.name === name);
  if (!table) throw new Error('a scan names a table outside of the snapshot');
  const columns = new Map(
    table.fields.map((field) => [columnKey({ alias: name, field: field.name }), { table, field, uses: useSet(field) }]),
  );
  const keys = table.statistics.entities.map((item): EntityKey => ({
    entity: item.entity,
    alias: name,
    ordinal: item.ordinal,
    bucket: item.bucket,
    maxRows: item.maxRows,
    complete: item.nullRows === 0,
  }));
  return {
    protection: 'private',
    columns,
    presence: [],
    spine: table,
    keys,
    rowsPer: (_alias, field) => fanOut(table, field),
  };
}

/** A grant's own row filter is no choice of the program: it needs no right and decides nothing about a person asked for. */
function filterState(input: RelationState, filter: Extract<Relation, { node: 'filter' }>): RelationState {
  if (filter.input.node !== 'join' && isGrantFilter(input, filter.predicate)) return input;
  const { predicate } = filter;
  const keys =
    predicate.predicate === 'known'
      ? input.keys.map((key) => (isKeyOf(input, key, predicate.column) ? { ...key, complete: true } : key))
      : input.keys;
  return { ...input, keys, presence: [...input.presence, ...presenceOf(predicate)] };
}

function isGrantFilter(input: RelationState, predicate: Predicate): boolean {
  if (predicate.predicate !== 'in') return false;
  const values = predicate.values.map((item) => (item.operand === 'value' ? String(item.value) : null));
  return (input.spine.rows ?? []).some(
    (row) =>
      row.field === predicate.column.field &&
      row.in.length === values.length &&
      row.in.every((item) => values.includes(item)),
  );
}

function joinState(
  left: RelationState,
  right: RelationState,
  join: Extract<Relation, { node: 'join' }>,
): RelationState {
  const { on, kind } = join;
  const meeting = left.rowsPer(on.left.alias, on.left.field);
  const joinedKey = right.spine.statistics.entities.find((item) => item.field === on.right.field);
  const others = right.keys.filter((key) => key.ordinal !== joinedKey?.ordinal);
  const keysLeft = left.keys.map((key) =>
    kind === 'inner' && isKeyOf(left, key, on.left) ? { ...key, complete: true } : key,
  );
  return {
    protection: 'private',
    columns: new Map([...left.columns, ...right.columns]),
    presence: [
      ...left.presence,
      ...right.presence,
      { column: on.left, need: 'join' },
      { column: on.right, need: 'join' },
    ],
    spine: left.spine,
    keys: [
      ...keysLeft,
      ...others.map((key) => ({ ...key, maxRows: key.maxRows * meeting, complete: key.complete && kind === 'inner' })),
    ],
    rowsPer: (alias, field) =>
      alias === right.spine.name ? fanOut(right.spine, field) * meeting : left.rowsPer(alias, field),
  };
}

function isKeyOf(state: RelationState, key: EntityKey, column: Column): boolean {
  const table = [...state.columns.values()].find((item) => item.table.name === column.alias)?.table;
  return (
    table?.statistics.entities.some(
      (item) => item.ordinal === key.ordinal && item.field === column.field && key.alias === column.alias,
    ) ?? false
  );
}
