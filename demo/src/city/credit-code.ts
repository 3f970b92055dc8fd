const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const SUBJECT_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const SUBJECT_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/**
 * A unified social credit code for a demo body: well formed and with valid check characters (GB 32100, GB 11714), and
 * with a subject number `DEM…` that no registrar gives out.
 * @param ordinal below 100 000, one per body of a city
 */
export function demoCreditCode(kind: 'organ' | 'firm', divisionCode: string, ordinal: number): string {
  const subject = `DEM${String(ordinal).padStart(5, '0')}`;
  const sum = SUBJECT_WEIGHTS.reduce(
    (total, weight, i) => total + weight * SUBJECT_ALPHABET.indexOf(subject.charAt(i)),
    0,
  );
  const check = 11 - (sum % 11);
  const first = `${kind === 'organ' ? '11' : '91'}${divisionCode}${subject}${check === 10 ? 'X' : check === 11 ? '0' : String(check)}`;
  const total = WEIGHTS.reduce((whole, weight, i) => whole + weight * ALPHABET.indexOf(first.charAt(i)), 0);
  return first + ALPHABET.charAt((31 - (total % 31)) % 31);
}
