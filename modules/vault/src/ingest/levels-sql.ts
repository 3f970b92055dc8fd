import type { FieldDefinition, Level } from '@sluice/catalogue';

/**
 * Value of a dimension at a declared level. Bins give their lower bound, dates the first day of the period, prefixes the
 * text. The gate prints the same expressions for `group by`; both follow the words of `Level`.
 */
export function levelSql(level: Level, value: string, type: FieldDefinition['type']): string {
  switch (level.kind) {
    case 'identity':
      return value;
    case 'bin': {
      const origin = level.origin ?? 0;
      const lower = `floor((${value} - ${origin}) / ${level.width}) * ${level.width} + ${origin}`;
      return type === 'integer' && Number.isInteger(level.width) && Number.isInteger(origin)
        ? `cast(${lower} as bigint)`
        : `cast(${lower} as decimal(18,6))`;
    }
    case 'date':
      return `cast(date_trunc('${level.unit}', ${value}) as date)`;
    case 'prefix':
      return `left(cast(${value} as varchar), ${Math.trunc(level.length)})`;
    case 'band': {
      const from = (edge: number | string): string => (typeof edge === 'number' ? String(edge) : quoted(edge));
      const branches = level.bands
        .toReversed()
        .map((band) => `when ${value} >= ${from(band.from)} then ${quoted(band.label)}`);
      return `(case ${branches.join(' ')} end)`;
    }
    case 'map': {
      const read = level.length === undefined ? value : `left(${value}, ${Math.trunc(level.length)})`;
      const branches = level.groups.map(
        (group) => `when ${read} in (${group.values.map(quoted).join(', ')}) then ${quoted(group.label)}`,
      );
      return `(case ${branches.join(' ')} end)`;
    }
  }
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
