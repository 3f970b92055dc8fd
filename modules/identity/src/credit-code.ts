/** Characters of the 统一社会信用代码 in the order of their values: no I, O, Z, S, V (GB 32100-2015, table A.1). */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const FORM = /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{9}[0-9A-HJ-NPQRTUWXY]$/;
/** Weight of place i is 3^(i-1) mod 31. */
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28] as const;

/** The 18th character for the first 17, which must be of the alphabet. */
export function creditCodeCheckCharacter(first17: string): string {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * ALPHABET.indexOf(first17.charAt(at)), 0);
  return ALPHABET.charAt((31 - (sum % 31)) % 31);
}

/** True for 18 characters of the right form whose check character fits (GB 32100-2015). */
export function isValidCreditCode(code: string): boolean {
  return FORM.test(code) && creditCodeCheckCharacter(code.slice(0, 17)) === code.charAt(17);
}
