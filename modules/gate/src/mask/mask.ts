import type { GrantedField, Level } from '../grant-snapshot.ts';

/** What a pseudonym's keyed digest is made with. SM3 is what GM/T 0054 asks for; SHA-256 is thousands of times as fast. */
export type PseudonymHash = 'sha256' | 'sm3';

/** How one column is shown where rows of people are shown. All are expressions of the engine; none keeps a table of values. */
export type Mask =
  | { readonly mask: 'keep' }
  | { readonly mask: 'suppress' }
  /** The first characters, and a star for each of the others. */
  | { readonly mask: 'keep-first'; readonly characters: number }
  /** Keyed pseudonym of hexadecimal digits: the same value has the same one in all tables of a grant, and in no other grant's. */
  | { readonly mask: 'token'; readonly domain: string; readonly hash?: PseudonymHash }
  /** Keyed pseudonym of as many digits as the value has characters, after the first ones, which stay. */
  | { readonly mask: 'digits'; readonly domain: string; readonly keep: number; readonly hash?: PseudonymHash }
  | { readonly mask: 'level'; readonly level: Level }
  /** Into a range, then to whole multiples. */
  | { readonly mask: 'round'; readonly base: number; readonly least: number; readonly most: number }
  /** By at most so many days, all dates of one entity by the same. */
  | { readonly mask: 'shift-days'; readonly most: number };

/** Facts of the catalogue that a field carries through a grant, where it has them. */
type Described = GrantedField & {
  readonly checksum?: string;
  readonly pattern?: string;
  readonly maxLength?: number;
};

/** Characters that stay of numbers with a public beginning: province of an identity number, issuer of a card, network of a telephone. */
const PUBLIC_BEGINNING: Readonly<Record<string, number>> = { 'citizen-id': 2, 'bank-card': 6, uscc: 2 };
const TELEPHONE = /1\[3-9\]|^\^?1\\d\{10\}/;
/** Names are short; what is longer tells where somebody lives. */
const LONGEST_NAME = 30;
const SHIFT_DAYS = 15;
/** Steps in which a measure is told over its range. */
const STEPS = 200;

/**
 * The mask of a column that is not a dimension, by role, kind and range; a right `mask:<name>` of the grant goes before. What
 * nothing is known of is suppressed.
 */
export function maskFor(field: Described, hash: PseudonymHash = 'sha256'): Mask {
  const mask = maskOf(field);
  if (hash !== 'sm3' || (mask.mask !== 'token' && mask.mask !== 'digits')) return mask;
  return mask.mask === 'token' ? { hash, ...mask } : { hash, ...mask };
}

function maskOf(field: Described): Mask {
  const named = namedMask(field);
  if (named) return named;
  if (field.role === 'entity-key') return pseudonym(field, field.entity ?? field.name);
  if (field.role === 'direct-identifier') {
    if (field.type !== 'text') return { mask: 'suppress' };
    if (beginning(field) !== null) return pseudonym(field, field.name);
    return (field.maxLength ?? Infinity) <= LONGEST_NAME ? { mask: 'keep-first', characters: 1 } : { mask: 'suppress' };
  }
  if (field.type === 'boolean') return { mask: 'keep' };
  if (field.type === 'date') return { mask: 'shift-days', most: SHIFT_DAYS };
  if (typeof field.min === 'number' && typeof field.max === 'number' && field.max > field.min) {
    const base = niceStep((field.max - field.min) / STEPS, field.type === 'integer');
    return { mask: 'round', base, least: field.min, most: field.max };
  }
  return { mask: 'suppress' };
}

function pseudonym(field: Described, domain: string): Mask {
  const keep = beginning(field);
  if (field.type !== 'text') return { mask: 'suppress' };
  return keep === null ? { mask: 'token', domain } : { mask: 'digits', domain, keep };
}

/** Characters that stay of a value made of digits; null where it is none. */
function beginning({ checksum, pattern }: Described): number | null {
  if (checksum !== undefined && PUBLIC_BEGINNING[checksum] !== undefined) return PUBLIC_BEGINNING[checksum];
  if (pattern !== undefined && TELEPHONE.test(pattern)) return 3;
  return pattern !== undefined && /^\^?(?:\[0-9\]|\\d)/.test(pattern) ? 0 : null;
}

function namedMask(field: Described): Mask | null {
  const name = field.uses.find((use) => use.startsWith('mask:'))?.slice('mask:'.length);
  if (name === undefined) return null;
  const hash = /^(?:token|digits)-(sha256|sm3)(?:-\d+)?$/.exec(name)?.[1];
  const own: { readonly hash?: PseudonymHash } = hash === 'sha256' || hash === 'sm3' ? { hash } : {};
  const [, kind = '', count = ''] =
    /^([a-z-]+?)(?:-(\d+))?$/.exec(hash === undefined ? name : name.replace(`-${hash}`, '')) ?? [];
  const domain = field.entity ?? field.name;
  if (kind === 'keep-first') return { mask: 'keep-first', characters: Number(count || 1) };
  if (kind === 'token') return { mask: 'token', domain, ...own };
  if (kind === 'digits') return { mask: 'digits', domain, keep: Number(count || 0), ...own };
  if (kind === 'shift-days') return { mask: 'shift-days', most: Number(count || SHIFT_DAYS) };
  const level = (field.levels ?? []).find((item) => item.name === name);
  return level ? { mask: 'level', level } : { mask: 'suppress' };
}

/** 1, 2 or 5 times a power of ten, at least as large. */
function niceStep(step: number, whole: boolean): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const nice = [1, 2, 5, 10].map((factor) => factor * power).find((item) => item >= step * 0.999_999) ?? step;
  return whole ? Math.max(1, Math.ceil(nice)) : nice;
}
