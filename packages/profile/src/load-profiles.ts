import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError, type CivilDate, type Json } from '@sluice/kernel';
import { parseProfiles, type ProfileSource } from './parse-profiles.ts';
import type { Profile } from './profile-schema.ts';

/** All profiles of an installation, every version. */
export interface ProfileRegistry {
  /** Profiles in force on a date, one per jurisdiction, ordered by id. */
  list(on: CivilDate): readonly Profile[];
  /** @throws DomainError `profile.unknown-jurisdiction` (not-found), `profile.not-in-force` (precondition) with its dates. */
  current(id: string, on: CivilDate): Profile;
  /** The version a case was opened under. @throws DomainError `profile.unknown-version` (not-found). */
  version(id: string, version: string): Profile;
}

/** Reads every `*.json` of a folder; a replaced version stays beside its successor while cases are open under it. */
export async function loadProfiles(folder: string): Promise<ProfileRegistry> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).toSorted();
  const sources: ProfileSource[] = [];
  for (const name of names) {
    sources.push({ name, json: parseJson(name, await readFile(join(folder, name), 'utf8')) });
  }
  return createProfileRegistry(parseProfiles(sources));
}

function parseJson(name: string, text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new DomainError('profile.invalid-value', 'invalid', { profile: name, key: '' });
  }
}

export function createProfileRegistry(profiles: readonly Profile[]): ProfileRegistry {
  const ids = [...new Set(profiles.map((profile) => profile.id))].toSorted();
  const inForce = (id: string, on: CivilDate) =>
    profiles
      .filter((profile) => profile.id === id && profile.effective_from <= on && on <= profile.valid_until)
      .toSorted((a, b) => b.effective_from.localeCompare(a.effective_from))[0];
  return {
    list: (on) => ids.flatMap((id) => inForce(id, on) ?? []),
    current(id, on) {
      const profile = inForce(id, on);
      if (profile) return profile;
      const known = profiles.find((other) => other.id === id);
      if (!known) throw new DomainError('profile.unknown-jurisdiction', 'not-found', { jurisdiction: id });
      throw new DomainError('profile.not-in-force', 'precondition', {
        jurisdiction: id,
        from: known.effective_from,
        until: known.valid_until,
      });
    },
    version(id, version) {
      const profile = profiles.find((other) => other.id === id && other.version === version);
      if (!profile)
        throw new DomainError('profile.unknown-version', 'not-found', {
          jurisdiction: id,
          version,
        });
      return profile;
    },
  };
}
