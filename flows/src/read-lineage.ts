import type { ColumnLineage } from '@sluice/gate';
import type { InputUse, OutputLineage } from '@sluice/product';

/** Rights that functions of the gate's language rest on; a function that is not here rests on the right of its own name. */
const rights: Readonly<Record<string, string>> = {
  avg: 'sum',
  stddev: 'moment2',
  variance: 'moment2',
  joins: 'join',
  'decides-rows': 'filter',
};

/**
 * The gate's lineage in the product's words. A column that is a declared level is a dimension, one that is computed over
 * groups a figure; fields that only decide which rows count go with every column they decide for.
 */
export function readLineage(columns: readonly ColumnLineage[]): readonly OutputLineage[] {
  return columns.map((column) => {
    const own = column.sources.filter((source) => source.how !== 'decides-rows' && source.how !== 'joins');
    const kind =
      own.length === 0 || own.some((source) => !isProjection(source.how) && !source.how.startsWith('group:'))
        ? 'aggregate'
        : own.some((source) => isProjection(source.how))
          ? 'row-value'
          : 'dimension';
    return { column: column.name, kind, inputs: column.sources.filter((source) => source.field !== '*').map(inputOf) };
  });
}

const isProjection = (how: string): boolean => how === 'project' || how.startsWith('mask:');

function inputOf(source: ColumnLineage['sources'][number]): InputUse {
  return { resourceId: source.resourceId, field: source.field, use: rights[source.how] ?? source.how };
}
