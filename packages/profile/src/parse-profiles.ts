import { DomainError, type Issue, type Json, type JsonObject } from '@sluice/kernel';
import type { z } from 'zod';
import { checkRules } from './check-rules.ts';
import { profileSchema, type Profile } from './profile-schema.ts';
import { resolveLineages, type Bases, type Lineage } from './resolve-lineage.ts';

/** One profile file as read: its name (for messages) and its parsed JSON. */
export interface ProfileSource {
  readonly name: string;
  readonly json: Json;
}

/**
 * Resolves inheritance and checks every concrete profile; `abstract` ones only serve as a base. A profile below one with
 * several versions comes out once for each that is in force with it.
 * @throws DomainError of kind `invalid`, its `params.profile` and `params.key` naming the place, all faults in `issues`:
 * `profile.unknown-key`, `profile.missing-key`, `profile.invalid-value`, `profile.unknown-base`, `profile.circular-base`,
 * `profile.double-version`, and the codes of `checkRules`.
 */
export function parseProfiles(sources: readonly ProfileSource[]): readonly Profile[] {
  const bases = basesOf(sources);
  const profiles: Profile[] = [];
  for (const source of sources) {
    const json = asObject(source);
    if (json['abstract'] === true) continue;
    for (const lineage of resolveLineages(source.name, json, bases)) {
      const profile = parseOne(source.name, lineage);
      if (profiles.some((other) => other.id === profile.id && other.version === profile.version)) {
        throw new DomainError('profile.double-version', 'invalid', {
          profile: profile.id,
          key: 'version',
          version: profile.version,
        });
      }
      profiles.push(profile);
    }
  }
  return profiles;
}

/** Every version of each profile, by its id. */
export function basesOf(sources: readonly ProfileSource[]): Bases {
  return Map.groupBy(
    sources.map((source) => asObject(source)),
    (json) => (typeof json['id'] === 'string' ? json['id'] : ''),
  );
}

export function asObject(source: ProfileSource): JsonObject {
  if (typeof source.json === 'object' && source.json !== null && !Array.isArray(source.json))
    return source.json as JsonObject;
  throw new DomainError('profile.invalid-value', 'invalid', { profile: source.name, key: '' });
}

function parseOne(name: string, lineage: Lineage): Profile {
  const { profile, issues } = examine(lineage);
  const [first] = issues;
  if (first) throw new DomainError(first.code, 'invalid', { profile: name, key: first.path, ...first.params }, issues);
  return profile as Profile;
}

/** The profile, and everything that is wrong with it; rules are looked at where the shape is right. */
export function examine(lineage: Lineage): {
  readonly profile: Profile | undefined;
  readonly issues: readonly Issue[];
} {
  const parsed = profileSchema.safeParse(lineage.json, { reportInput: true });
  if (!parsed.success) return { profile: undefined, issues: parsed.error.issues.flatMap(toIssues) };
  return { profile: parsed.data, issues: checkRules(parsed.data, lineage.base) };
}

function toIssues(issue: z.core.$ZodIssue): Issue[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      code: 'profile.unknown-key',
      path: [...issue.path, key].join('.'),
    }));
  }
  const missing = issue.code === 'invalid_type' && issue.input === undefined;
  return [{ code: missing ? 'profile.missing-key' : 'profile.invalid-value', path }];
}
