/** Identifier checksums as DuckDB expressions over a text expression: native and vectorised, never row by row here. */
export const checksums = ['citizen-id', 'uscc', 'bank-card'] as const;
export type Checksum = (typeof checksums)[number];

/**
 * Number that the digits are taken from. It has to stand in a column of its own: inside `and` and `case` the engine does
 * not share expressions, and computing it for every digit again makes the check five times as dear.
 */
export function checksumNumber(kind: Checksum, text: string): string {
  switch (kind) {
    case 'citizen-id':
      return `try_cast(left(${text}, 17) as bigint)`;
    case 'uscc':
      return 'null::bigint';
    case 'bank-card':
      return `try_cast(${text} as ubigint)`;
  }
}

/** Condition that a text has the identifier's form and its checksum holds; `number` is `checksumNumber` of it. */
export function checksumSql(kind: Checksum, text: string, number: string): string {
  switch (kind) {
    case 'citizen-id':
      return citizenIdSql(text, number);
    case 'uscc':
      return usccSql(text);
    case 'bank-card':
      return luhnSql(text, number);
  }
}

const digitOf = (number: string, place: number): string => `((${number} // ${10n ** BigInt(place)}) % 10)`;

/**
 * 公民身份号码, GB 11643: 17 digits, a real birth date in places 7–14, check character by ISO 7064 MOD 11-2.
 * The digits' weighted sum is taken from the number with one division a digit: with d(p) = q(p) − 10·q(p+1) and
 * q(p) = n // 10^p, the sum of w(p)·d(p) is the sum of (w(p) − 10·w(p−1))·q(p). That the number prints as the text's
 * first 17 characters says that they are digits, at less than a pattern costs.
 */
function citizenIdSql(text: string, number: string): string {
  const weight = (place: number): number => 2 ** (place + 1) % 11;
  const terms = Array.from({ length: 17 }, (_, p) =>
    p === 0 ? `${number} * ${weight(0)}` : `(${number} // ${10n ** BigInt(p)}) * ${weight(p) - 10 * weight(p - 1)}`,
  );
  const check = `substr('10X98765432', 1 + ((${terms.join(' + ')}) % 11)::integer, 1)`;
  return `(length(${text}) = 18 and coalesce(cast(${number} as varchar) = left(${text}, 17), false) and try_strptime(substr(${text}, 7, 8), '%Y%m%d') is not null and upper(right(${text}, 1)) = ${check})`;
}

/** 统一社会信用代码, GB 32100: 18 characters without I O S V Z, weights 3^i mod 31. */
function usccSql(text: string): string {
  const alphabet = "'0123456789ABCDEFGHJKLMNPQRTUWXY'";
  let weight = 1;
  const terms = Array.from({ length: 17 }, (_, i) => {
    const term = `(instr(${alphabet}, substr(${text}, ${i + 1}, 1)) - 1) * ${weight}`;
    weight = (weight * 3) % 31;
    return term;
  });
  const check = `substr(${alphabet}, 1 + ((31 - (${terms.join(' + ')}) % 31) % 31)::integer, 1)`;
  return `(regexp_full_match(${text}, '[0-9A-HJ-NPQRTUWXY]{18}') and right(${text}, 1) = ${check})`;
}

/** Bank card numbers, ISO/IEC 7812-1 annex B (Luhn), 13 to 19 digits. */
function luhnSql(text: string, number: string): string {
  const terms = Array.from({ length: 19 }, (_, place) => {
    const digit = digitOf(number, place);
    return place % 2 === 0 ? digit : `(${digit} * 2 - case when ${digit} > 4 then 9 else 0 end)`;
  });
  return `(regexp_full_match(${text}, '[0-9]{13,19}') and (${terms.join(' + ')}) % 10 = 0)`;
}
