import { createHmac } from 'node:crypto';
import type { GrantedField } from '../grant-snapshot.ts';
import { columnSql, levelSql, type Printer } from '../print/printer.ts';
import type { Mask, PseudonymHash } from './mask.ts';
import { hmacSm3Sql } from './print-sm3.ts';

const BLOCK = 64;
/** What the key's two blocks are mixed with (RFC 2104). */
const INNER = 0x36;
const OUTER = 0x5c;
/** Hexadecimal digits that fit a whole number of 64 bits, and the decimals that they fill evenly enough. */
const HEX = 15;
const DECIMALS = 15;
const TOKEN = 16;

/** The key of a grant's pseudonyms: tokens of two grants do not join. */
export const maskKeyOf = (secret: Uint8Array, grantId: string): Uint8Array =>
  createHmac('sha256', secret).update(`mask:${grantId}`).digest();

/**
 * HMAC of a text, computed by the engine (RFC 2104), with SHA-256 or SM3. The key stands in the statement, which nobody
 * outside of the domain sees.
 */
export function hmacSql(value: string, key: Uint8Array, domain: string, hash: PseudonymHash = 'sha256'): string {
  const own = createHmac('sha256', key).update(domain).digest();
  const pad = (byte: number): Buffer => Buffer.from(Array.from({ length: BLOCK }, (_, i) => (own[i] ?? 0) ^ byte));
  if (hash === 'sm3') return hmacSm3Sql(`encode(${value})`, pad(INNER), pad(OUTER));
  const text = (byte: number): string => `unhex('${pad(byte).toString('hex')}')`;
  return `sha256(${text(OUTER)} || unhex(sha256(${text(INNER)} || encode(${value}))))`;
}

/** A column as its mask shows it, in the column's own type; null stays null. `owner` is the entity's number. */
export function maskSql(
  printer: Printer,
  field: GrantedField,
  alias: string,
  mask: Mask,
  key: Uint8Array,
  owner: string,
): string {
  const column = { alias, field: field.name, type: field.type };
  const sql = columnSql(column);
  switch (mask.mask) {
    case 'keep':
      return sql;
    case 'suppress':
      return printer.dialect.cast('null', field.type);
    case 'keep-first':
      return `(left(${sql}, ${mask.characters}) || repeat('*', cast(greatest(length(${sql}) - ${mask.characters}, 0) as bigint)))`;
    case 'token':
      return `left(${hmacSql(sql, key, mask.domain, mask.hash)}, ${TOKEN})`;
    case 'digits':
      return digitsSql(sql, hmacSql(sql, key, mask.domain, mask.hash), mask.keep);
    case 'level':
      return mask.level.kind === 'band' && field.type !== 'text'
        ? bandStart(printer, sql, mask.level.bands, field)
        : levelSql(printer, column, mask.level);
    case 'round': {
      const value = (number: number): string => printer.value(number, 'decimal');
      const clamped = `case when ${sql} < ${value(mask.least)} then ${value(mask.least)} when ${sql} > ${value(mask.most)} then ${value(mask.most)} else ${sql} end`;
      return printer.dialect.cast(
        `(floor((${clamped}) / ${value(mask.base)} + 0.5) * ${value(mask.base)})`,
        field.type,
      );
    }
    case 'shift-days': {
      const number = `cast('0x' || left(${hmacSql(`cast(${owner} as varchar)`, key, 'days')}, ${HEX}) as bigint)`;
      return `(${sql} + cast(${number} % ${2 * mask.most + 1} - ${mask.most} as integer))`;
    }
  }
}

function digitsSql(value: string, hash: string, keep: number): string {
  const part = (from: number): string =>
    `lpad(cast(cast('0x' || substring(${hash}, ${from}, ${HEX}) as bigint) % ${10 ** DECIMALS} as varchar), ${DECIMALS}, '0')`;
  const digits = `${part(1)} || ${part(HEX + 1)}`;
  return `(left(${value}, ${keep}) || left(${digits}, cast(greatest(length(${value}) - ${keep}, 0) as bigint)))`;
}

/** A number's band as the number it starts at: labels are texts, and the column keeps its type. */
function bandStart(
  printer: Printer,
  sql: string,
  bands: readonly { readonly from: number | string }[],
  field: GrantedField,
): string {
  const branches = bands
    .toReversed()
    .map(
      (band) => `when ${sql} >= ${printer.value(band.from, field.type)} then ${printer.value(band.from, field.type)}`,
    );
  return `(case ${branches.join(' ')} end)`;
}
