/** Identifier checksums as DuckDB expressions over a text expression: native and vectorised, never row by row here. */
export const checksums = ['citizen-id', 'uscc', 'bank-card'] as const;
export type Checksum = (typeof checksums)[number];

export function checksumSql(kind: Checksum, text: string): string {
  switch (kind) {
    case 'citizen-id':
      return citizenIdSql(text);
    case 'uscc':
      return usccSql(text);
    case 'bank-card':
      return luhnSql(text);
  }
}

const digitOf = (number: string, place: number): string => `((${number} // ${10n ** BigInt(place)}) % 10)`;

/**
 * 公民身份号码, GB 11643: 17 digits, a real birth date in places 7–14, check character by ISO 7064 MOD 11-2.
 * Digits are taken arithmetically from the number: a third of the time of 17 substrings.
 */
function citizenIdSql(text: string): string {
  const number = `try_cast(left(${text}, 17) as bigint)`;
  const sum = Array.from({ length: 17 }, (_, i) => `${digitOf(number, 16 - i)} * ${2 ** (17 - i) % 11}`).join(' + ');
  const check = `substr('10X98765432', 1 + ((${sum}) % 11)::integer, 1)`;
  return `(regexp_full_match(${text}, '[1-9][0-9]{16}[0-9Xx]') and try_strptime(substr(${text}, 7, 8), '%Y%m%d') is not null and upper(right(${text}, 1)) = ${check})`;
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
function luhnSql(text: string): string {
  const number = `try_cast(${text} as ubigint)`;
  const terms = Array.from({ length: 19 }, (_, place) => {
    const digit = digitOf(number, place);
    return place % 2 === 0 ? digit : `(${digit} * 2 - case when ${digit} > 4 then 9 else 0 end)`;
  });
  return `(regexp_full_match(${text}, '[0-9]{13,19}') and (${terms.join(' + ')}) % 10 = 0)`;
}
