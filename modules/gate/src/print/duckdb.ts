import type { Dialect } from './dialect.ts';

const types = {
  text: 'varchar',
  integer: 'bigint',
  decimal: 'double',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
} as const;

export const duckdb: Dialect = {
  name: 'duckdb',
  cast: (sql, type) => `cast(${sql} as ${types[type]})`,
  toDouble: (sql) => `cast(${sql} as double)`,
  ordered: (column) => column,
  prefix: (column, length) => `left(${column}, ${length})`,
  isTrue: (condition) => `(${condition} is true)`,
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
  bucketCount: (mask, filter) => `bit_count(bit_or(${mask})${filter})`,
  bucketBelow: (mask, bound) => `${mask} < ${bound}`,
  countIf: (condition) => `sum(${condition})`,
};
