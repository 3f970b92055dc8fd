/** Kinds of identifier that a value can be recognised as by its own form; where there is a check digit it must hold. */
export type IdentifierKind = 'citizen-id' | 'uscc' | 'bank-card' | 'mobile' | 'email' | 'licence-plate';

const CITIZEN_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CITIZEN_CHECKS = '10X98765432';
const USCC_ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** GB 11643: date of birth in range and check digit (ISO 7064 MOD 11-2). */
export function isCitizenId(text: string): boolean {
  if (!/^[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/.test(text)) return false;
  const sum = CITIZEN_WEIGHTS.reduce((total, weight, i) => total + weight * Number(text[i]), 0);
  return CITIZEN_CHECKS[sum % 11] === text[17];
}

/** GB 32100: unified social credit code, MOD 31 check character. */
export function isUscc(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(text)) return false;
  let sum = 0;
  for (let i = 0, weight = 1; i < 17; i += 1, weight = (weight * 3) % 31)
    sum += USCC_ALPHABET.indexOf(text[i] ?? '') * weight;
  return USCC_ALPHABET[(31 - (sum % 31)) % 31] === text[17];
}

/** Luhn digit over 16 to 19 digits that begin as cards do. */
export function isBankCard(text: string): boolean {
  if (!/^(?:4|5[1-5]|6[0-9]|3[57])\d{14,17}$/.test(text)) return false;
  let sum = 0;
  for (let i = 0; i < text.length; i += 1) {
    const digit = Number(text[text.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const words: readonly { kind: IdentifierKind; pattern: RegExp; holds: (text: string) => boolean }[] = [
  {
    kind: 'citizen-id',
    pattern: /(?<![0-9A-Za-z])\d{17}[\dXx](?![0-9A-Za-z])/g,
    holds: (text) => isCitizenId(text.toUpperCase()),
  },
  { kind: 'uscc', pattern: /(?<![0-9A-Za-z])[0-9A-Z]{18}(?![0-9A-Za-z])/g, holds: isUscc },
  { kind: 'bank-card', pattern: /(?<![0-9A-Za-z])\d{16,19}(?![0-9A-Za-z])/g, holds: isBankCard },
  { kind: 'mobile', pattern: /(?<!\d)1[3-9]\d{9}(?!\d)/g, holds: () => true },
  { kind: 'email', pattern: /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, holds: () => true },
  {
    kind: 'licence-plate',
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][·•]?[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳]/g,
    holds: () => true,
  },
];

/** What a text holds that looks like an identifier, wherever in it; each kind once. */
export function detectIdentifiers(text: string): readonly IdentifierKind[] {
  return words
    .filter((word) => [...text.matchAll(word.pattern)].some((match) => word.holds(match[0])))
    .map((word) => word.kind);
}
