import type { PrintedSql } from '../program-types.ts';
import type { Dialect } from './dialect.ts';

const types = {
  text: 'varchar',
  integer: 'bigint',
  decimal: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
} as const;

export const trino: Dialect = {
  name: 'trino',
  cast: (sql, type) => `cast(${sql} as ${types[type]})`,
  toDouble: (sql) => `cast(${sql} as double)`,
  ordered: (column) => column,
  prefix: (column, length) => `substr(${column}, 1, ${length})`,
  isTrue: (condition) => `coalesce(${condition}, false)`,
  level(column, type, level) {
    switch (level.kind) {
      case 'identity':
        return column;
      case 'date':
        return level.unit === 'day'
          ? `cast(${column} as date)`
          : `cast(date_trunc('${level.unit}', ${column}) as date)`;
      case 'prefix':
        return this.prefix(column, level.length);
      case 'bin': {
        const origin = level.origin ?? 0;
        if (type !== 'integer') return `(floor((${column} - ${origin}) / ${level.width}) * ${level.width} + ${origin})`;
        const shifted = origin === 0 ? `cast(${column} as bigint)` : `(cast(${column} as bigint) - ${origin})`;
        return `(cast(${column} as bigint) - ((${shifted} % ${level.width}) + ${level.width}) % ${level.width})`;
      }
    }
  },
  bucketCount: (mask, filter) => `bit_count(bitwise_or_agg(cast(${mask} as bigint))${filter}, 64)`,
  bucketBelow: (mask, bound) => `cast(${mask} as bigint) < ${bound}`,
  countIf: (condition) => `count(*) filter (where ${condition})`,
};

/** Trino's parameters have no numbers: each place gets its own. Printed text holds no `$` but those of parameters. */
export function toPositional(printed: PrintedSql): PrintedSql {
  const places = [...printed.sql.matchAll(/\$(\d+)/g)];
  return {
    sql: printed.sql.replaceAll(/\$\d+/g, '?'),
    params: places.map((place) => printed.params[Number(place[1]) - 1] ?? null),
  };
}
