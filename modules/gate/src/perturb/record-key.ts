import { createHmac } from 'node:crypto';

/** A prime below 2³¹: products of two numbers below it fit 64 bits. */
const PRIME = 2_147_483_647;
const COEFFICIENTS = 4;

/** A secret polynomial over the entities' numbers: any four of them are as good as random. */
export type RecordKey = readonly number[];

export function recordKeyOf(secret: Uint8Array): RecordKey {
  return Array.from({ length: COEFFICIENTS }, (_, i) => {
    const digest = createHmac('sha256', secret).update(`record:${i}`).digest();
    return (digest.readUInt32BE(0) * 65_536 + digest.readUInt16BE(4)) % PRIME;
  });
}

/** The record key of an entity's rows; the text holds only numbers of the key and the column it is given. */
export function recordKeySql(owner: string, key: RecordKey): string {
  const number = `cast(${owner} as bigint)`;
  return key
    .slice(1)
    .reduce((sql, coefficient) => `((${sql}) * ${number} + ${coefficient}) % ${PRIME}`, String(key[0] ?? 1));
}

/** Sum of the record keys of a cell's rows: the same rows have the same. */
export const cellKeySql = (owner: string, key: RecordKey, filter: string): string =>
  `sum(${recordKeySql(owner, key)})${filter} % ${PRIME}`;
