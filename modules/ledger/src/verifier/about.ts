import { isObject } from './canonical.ts';

/** What a bundle is about, as its manifest says; the verifier checks that the entries are about nothing else. */
export type About =
  /** One act (a product call, a decision …) and everything upstream of it. */
  | { readonly kind: 'entry'; readonly entry: string }
  /** The story of an object, numbers 0 … `last`, and everything upstream of it. That there is no later one, `HEADS` says. */
  | { readonly kind: 'story'; readonly stream: string; readonly last: number }
  /** The publication of one version of a resource, and the story of the resource. */
  | {
      readonly kind: 'resource-version';
      readonly stream: string;
      readonly version: number;
      readonly entry: string;
    }
  /** A completed destruction, and the story of what was destroyed. */
  | { readonly kind: 'destruction'; readonly entry: string }
  /** All entries of the log from index `from` up to, not including, `to`; asked for as a time range or as indices. */
  | {
      readonly kind: 'range';
      readonly from: number;
      readonly to: number;
      readonly since: string | null;
      readonly until: string | null;
    };

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isMoment = (value: unknown): value is string | null =>
  value === null || (typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value));

/** Null on anything but exactly one of the forms. */
export function readAbout(value: unknown): About | null {
  if (!isObject(value)) return null;
  const about = formOf(value);
  return about && Object.keys(about).length === Object.keys(value).length ? about : null;
}

function formOf(value: Readonly<Record<string, unknown>>): About | null {
  const { kind, entry, stream, last, version, from, to, since, until } = value;
  if ((kind === 'entry' || kind === 'destruction') && typeof entry === 'string') return { kind, entry };
  if (kind === 'story' && typeof stream === 'string' && isCount(last)) return { kind, stream, last };
  if (kind === 'resource-version' && typeof stream === 'string' && isCount(version) && typeof entry === 'string')
    return { kind, stream, version, entry };
  if (kind === 'range' && isCount(from) && isCount(to) && from < to && isMoment(since) && isMoment(until))
    return { kind, from, to, since, until };
  return null;
}

/** The entry that stands in the middle of the bundle, if one does. */
export const subjectOf = (about: About): string | null => ('entry' in about ? about.entry : null);
