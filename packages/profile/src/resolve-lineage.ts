import { DomainError, type CivilDate, type Json, type JsonObject } from '@sluice/kernel';
import { mergeProfiles } from './merge-profiles.ts';

/** A profile with one version of each that it inherits: what is in force while all of them are. */
export interface Lineage {
  /** The rules laid over each other, without `inherits` and `abstract`. */
  readonly json: JsonObject;
  /** The profile it inherits directly, resolved the same way; none at the root. */
  readonly base: Lineage | undefined;
  readonly abstract: boolean;
  readonly from: CivilDate | undefined;
  readonly until: CivilDate | undefined;
  /** `2`, or `2+<id>@5` where a dated profile above has versions of its own. */
  readonly version: string;
}

export type Bases = ReadonlyMap<string, readonly JsonObject[]>;

/** What a higher level says about itself is no rule for the lower one. */
const OWN = ['id', 'version', 'effective_from', 'valid_until', 'title', 'title_en', 'level'];

const textOf = (value: Json | undefined): string | undefined => (typeof value === 'string' ? value : undefined);

/**
 * Every combination of a profile with versions of its bases whose dates meet: county over city over province over base.
 * @throws DomainError of kind `invalid`: `profile.unknown-base`, `profile.circular-base`
 */
export function resolveLineages(
  name: string,
  json: JsonObject,
  bases: Bases,
  seen: readonly string[] = [],
): readonly Lineage[] {
  const { inherits, abstract, ...own } = json as JsonObject & { inherits?: Json; abstract?: Json };
  const root = {
    json: own,
    base: undefined,
    abstract: abstract === true,
    from: textOf(own['effective_from']),
    until: textOf(own['valid_until']),
    version: textOf(own['version']) ?? '',
  };
  if (inherits === undefined) return [root];
  const versions = typeof inherits === 'string' ? bases.get(inherits) : undefined;
  if (typeof inherits !== 'string' || !versions)
    throw new DomainError('profile.unknown-base', 'invalid', { profile: name, key: 'inherits' });
  if (seen.includes(inherits))
    throw new DomainError('profile.circular-base', 'invalid', { profile: name, key: 'inherits' });
  return versions
    .flatMap((version) => resolveLineages(name, version, bases, [...seen, inherits]))
    .flatMap((base) => layOver(root, base, inherits));
}

function layOver(own: Lineage, base: Lineage, baseId: string): Lineage[] {
  const from = latest(own.from, base.from);
  const until = earliest(own.until, base.until);
  if (from !== undefined && until !== undefined && until < from && base.from !== undefined) return [];
  const inherited = base.abstract ? base.json : without(base.json, OWN);
  const version = base.from === undefined ? own.version : `${own.version}+${baseId}@${base.version}`;
  const dated = { ...(from === undefined ? {} : { effective_from: from }), ...(until ? { valid_until: until } : {}) };
  const json = { ...mergeProfiles(inherited, own.json), ...(base.from === undefined ? {} : { ...dated, version }) };
  return [{ json, base, abstract: own.abstract, from, until, version }];
}

const without = (json: JsonObject, keys: readonly string[]): JsonObject =>
  Object.fromEntries(Object.entries(json).filter(([key]) => !keys.includes(key)));

const latest = (a: CivilDate | undefined, b: CivilDate | undefined) =>
  a === undefined || (b !== undefined && b > a) ? b : a;
const earliest = (a: CivilDate | undefined, b: CivilDate | undefined) =>
  a === undefined || (b !== undefined && b < a) ? b : a;
