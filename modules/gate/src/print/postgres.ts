import type { Dialect } from './dialect.ts';

const types = {
  text: 'text',
  integer: 'bigint',
  decimal: 'double precision',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
} as const;

export const postgres: Dialect = {
  name: 'postgres',
  cast: (sql, type) => `cast(${sql} as ${types[type]})`,
  toDouble: (sql) => `cast(${sql} as double precision)`,
  ordered: (column, type) => (type === 'text' ? `${column} collate "C"` : column),
  prefix: (column, length) => `left(${column}, ${length})`,
  isTrue: (condition) => `(${condition} is true)`,
  level(column, type, level) {
    switch (level.kind) {
      case 'identity':
        return column;
      case 'date':
        return level.unit === 'day'
          ? `cast(${column} as date)`
          : `cast(date_trunc('${level.unit}', cast(${column} as timestamp)) as date)`;
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
  bucketCount: (mask, filter) => `bit_count(cast(bit_or(cast(${mask} as bigint))${filter} as bit(64)))`,
  bucketBelow: (mask, bound) => `cast(${mask} as bigint) < ${bound}`,
  countIf: (condition) => `count(*) filter (where ${condition})`,
};
