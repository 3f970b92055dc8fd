import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  DuckDBBlobValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { EngineValue } from './engine.ts';

/** Turns the engine's value into one that crosses the process boundary: dates and decimals as text. */
export function toEngineValue(value: DuckDBValue): EngineValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (typeof value === 'bigint' || typeof value === 'boolean') return value;
  if (value instanceof DuckDBDecimalValue || value instanceof DuckDBDateValue) return value.toString();
  if (value instanceof DuckDBTimestampValue) return value.toString().replace(' ', 'T');
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  return String(value);
}

/** Bytes that a value takes in an answer, roughly: enough to stop a result that would flood the parent. */
export function sizeOf(value: EngineValue): number {
  return typeof value === 'string' ? value.length * 2 + 8 : 8;
}
