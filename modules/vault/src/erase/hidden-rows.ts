import { ident, literal } from '../ingest/quote-sql.ts';
import { ordinalColumn } from '../ingest/statistics.ts';

/** A person in a segment: the entity key and his number. */
export interface HiddenOrdinal {
  readonly field: string;
  readonly ordinal: number;
}

/** All rows of a segment but those of the named entities. */
export function leftIn(path: string, hidden: readonly HiddenOrdinal[]): string {
  const kept = hidden.map((one) => `${ident(ordinalColumn(one.field))} is distinct from ${Math.trunc(one.ordinal)}`);
  return `select * from read_parquet(${literal(path)}) where ${kept.length === 0 ? 'true' : kept.join(' and ')}`;
}
