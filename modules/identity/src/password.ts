import { scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of one guess. Memory in bytes is 128 · n · r. */
export interface PasswordCost {
  /** Power of two: n = 2^logN. */
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MB and about a fifth of a second per guess: the OWASP setting for scrypt where 128 MB per sign-in is too much. */
export const defaultPasswordCost: PasswordCost = { logN: 15, r: 8, p: 3 };

const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** A stored hash may not ask for more than this, so that a broken row cannot stop the server. */
const MAX_LOG_N = 17;

export interface PasswordHasher {
  /** `scrypt$<logN>$<r>$<p>$<salt>$<key>`, base64url. */
  hash(password: string): Promise<string>;
  /** False for a wrong password and for a hash it cannot read. */
  verify(password: string, stored: string): Promise<boolean>;
  /** Takes as long as a real check: for accounts that do not exist. */
  verifyNothing(password: string): Promise<false>;
}

export function createPasswordHasher(
  randomBytes: (n: number) => Uint8Array,
  cost: PasswordCost = defaultPasswordCost,
): PasswordHasher {
  const emptySalt = Buffer.alloc(SALT_BYTES);
  return {
    async hash(password) {
      const salt = Buffer.from(randomBytes(SALT_BYTES));
      const key = await derive(password, salt, cost);
      return ['scrypt', cost.logN, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
    },
    async verify(password, stored) {
      const parsed = parse(stored);
      if (!parsed) return false;
      return timingSafeEqual(await derive(password, parsed.salt, parsed.cost), parsed.key);
    },
    async verifyNothing(password) {
      await derive(password, emptySalt, cost);
      return false;
    },
  };
}

function parse(stored: string): { cost: PasswordCost; salt: Buffer; key: Buffer } | undefined {
  const match = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]+)\$([\w-]+)$/.exec(stored);
  if (!match) return undefined;
  const [, logN = '', r = '', p = '', salt = '', key = ''] = match;
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  const bytes = Buffer.from(key, 'base64url');
  if (cost.logN < 1 || cost.logN > MAX_LOG_N || cost.r < 1 || cost.p < 1 || bytes.length !== KEY_BYTES)
    return undefined;
  return { cost, salt: Buffer.from(salt, 'base64url'), key: bytes };
}

function derive(password: string, salt: Uint8Array, cost: PasswordCost): Promise<Buffer> {
  const n = 2 ** cost.logN;
  return new Promise((resolve, reject) => {
    scrypt(
      password.normalize('NFKC'),
      salt,
      KEY_BYTES,
      // The default memory ceiling of Node equals the smallest setting; twice the need leaves room for its own buffers.
      { N: n, r: cost.r, p: cost.p, maxmem: 256 * n * cost.r },
      (error, key) => (error ? reject(error) : resolve(key)),
    );
  });
}
