import { DomainError, type Issue, type Json, type JsonObject } from '@sluice/kernel';
import type { z } from 'zod';
import { checkChain } from './check-chain.ts';
import { mergeProfiles } from './merge-profiles.ts';
import { profileSchema, type Profile } from './profile-schema.ts';

/** One profile file as read: its name (for messages) and its parsed JSON. */
export interface ProfileSource {
  readonly name: string;
  readonly json: Json;
}

/**
 * Resolves inheritance and checks every concrete profile; `abstract` ones only serve as a base.
 * @throws DomainError of kind `invalid`, its `params.profile` and `params.key` naming the place, all faults in `issues`:
 * `profile.unknown-key`, `profile.missing-key`, `profile.invalid-value`, `profile.unknown-base`, `profile.circular-base`,
 * `profile.double-version`, and the codes of `checkChain`.
 */
export function parseProfiles(sources: readonly ProfileSource[]): readonly Profile[] {
  const raw = sources.map((source) => ({ name: source.name, json: asObject(source) }));
  const bases = new Map(
    raw.map((source) => [typeof source.json['id'] === 'string' ? source.json['id'] : source.name, source.json]),
  );
  const profiles: Profile[] = [];
  for (const source of raw) {
    if (source.json['abstract'] === true) continue;
    const profile = parseOne(source.name, resolve(source.name, source.json, bases, []));
    if (profiles.some((other) => other.id === profile.id && other.version === profile.version)) {
      throw new DomainError('profile.double-version', 'invalid', {
        profile: profile.id,
        key: 'version',
        version: profile.version,
      });
    }
    profiles.push(profile);
  }
  return profiles;
}

function asObject(source: ProfileSource): JsonObject {
  if (typeof source.json === 'object' && source.json !== null && !Array.isArray(source.json))
    return source.json as JsonObject;
  throw new DomainError('profile.invalid-value', 'invalid', { profile: source.name, key: '' });
}

function resolve(
  name: string,
  json: JsonObject,
  bases: ReadonlyMap<string, JsonObject>,
  seen: readonly string[],
): JsonObject {
  const { inherits, abstract: _abstract, ...own } = json as JsonObject & { inherits?: Json; abstract?: Json };
  if (inherits === undefined) return own;
  const base = typeof inherits === 'string' ? bases.get(inherits) : undefined;
  if (typeof inherits !== 'string' || !base)
    throw new DomainError('profile.unknown-base', 'invalid', { profile: name, key: 'inherits' });
  if (seen.includes(inherits))
    throw new DomainError('profile.circular-base', 'invalid', { profile: name, key: 'inherits' });
  return mergeProfiles(resolve(name, base, bases, [...seen, inherits]), own);
}

function parseOne(name: string, json: JsonObject): Profile {
  const parsed = profileSchema.safeParse(json, { reportInput: true });
  const issues: readonly Issue[] = parsed.success ? checkRules(parsed.data) : parsed.error.issues.flatMap(toIssues);
  const [first] = issues;
  if (first) throw new DomainError(first.code, 'invalid', { profile: name, key: first.path, ...first.params }, issues);
  return parsed.data as Profile;
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

function checkRules(profile: Profile): readonly Issue[] {
  const issues: Issue[] = [
    ...checkChain(profile.application.review_chain.value, 'application.review_chain'),
    ...checkChain(profile.product_review.chain.value, 'product_review.chain'),
  ];
  if (profile.valid_until < profile.effective_from) issues.push({ code: 'profile.invalid-value', path: 'valid_until' });
  const { operator, developer, grant } = profile.term;
  if (developer.max_months.value > operator.max_months.value)
    issues.push({ code: 'profile.term-outlasts', path: 'term.developer' });
  if (grant.max_months.value > developer.max_months.value)
    issues.push({ code: 'profile.term-outlasts', path: 'term.grant' });
  return issues;
}
