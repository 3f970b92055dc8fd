import type { Issue } from '@sluice/kernel';
import type { ApplicationPart, Profile } from '@sluice/profile';
import type { ApplicationContents, EntryRequest } from './contents.ts';
import type { DevelopmentEntry } from './ports.ts';

const stated: Record<ApplicationPart, (contents: ApplicationContents) => boolean> = {
  providers: (contents) => (contents.providers ?? []).length > 0,
  scenario: (contents) => (contents.scenarios ?? []).length > 0,
  purpose: (contents) => contents.purpose !== undefined,
  scope: (contents) => contents.scope !== undefined,
  period: (contents) => contents.period !== undefined,
  safeguards: (contents) => (contents.safeguards ?? []).length > 0,
  entries: (contents) =>
    (contents.entries ?? []).length > 0 && (contents.entries ?? []).every((entry) => entry.fields.length > 0),
  techniques: (contents) => (contents.techniques ?? []).length > 0,
};

/** Parts that every grant is built from: they cannot be left out by a profile. */
const ALWAYS: readonly ApplicationPart[] = ['scenario', 'purpose', 'period', 'entries'];

/** Required parts that the contents lack, by name (APP-02). */
export function missingParts(profile: Profile, contents: ApplicationContents): ApplicationPart[] {
  const required = new Set([...ALWAYS, ...profile.application.contents.value]);
  return [...required].filter((part) => !stated[part](contents));
}

/**
 * What can never stand in an application, complete or not: two scenarios (APP-01), an unknown field of use or
 * technique, an entry or a field outside the development catalogue (APP-02), an entry named twice.
 * `opened` are sectors beside the text's list whose plan was approved (JUR-09).
 * Codes: `application.one-scenario`, `application.unknown-field`, `application.unknown-technique`,
 * `application.unlisted-entry`, `application.unlisted-field`, `application.double-entry`.
 */
export function checkContents(
  profile: Profile,
  contents: ApplicationContents,
  listed: readonly DevelopmentEntry[],
  opened: readonly string[] = [],
): readonly Issue[] {
  const issues: Issue[] = [];
  const scenarios = contents.scenarios ?? [];
  if (scenarios.length > 1)
    issues.push({ code: 'application.one-scenario', path: 'scenarios', params: { scenarios: scenarios.length } });
  const fields = [...profile.fields.value.map((field) => field.code), ...opened];
  for (const [place, scenario] of scenarios.entries()) {
    if (!fields.includes(scenario.field)) {
      issues.push({
        code: 'application.unknown-field',
        path: `scenarios.${place}.field`,
        params: { field: scenario.field, known: fields },
      });
    }
  }
  const techniques = profile.application.techniques.value;
  for (const [place, technique] of (contents.techniques ?? []).entries()) {
    if (!techniques.includes(technique)) {
      issues.push({
        code: 'application.unknown-technique',
        path: `techniques.${place}`,
        params: { technique, known: techniques },
      });
    }
  }
  const entries = contents.entries ?? [];
  for (const [place, entry] of entries.entries()) issues.push(...checkEntry(entry, `entries.${place}`, listed));
  for (const [place, entry] of entries.entries()) {
    const twice = entries.findIndex((other) => other.resourceId === entry.resourceId) < place;
    if (twice)
      issues.push({
        code: 'application.double-entry',
        path: `entries.${place}`,
        params: { resource: entry.resourceId },
      });
  }
  return issues;
}

function checkEntry(entry: EntryRequest, path: string, listed: readonly DevelopmentEntry[]): Issue[] {
  const known = listed.find((other) => other.resourceId === entry.resourceId);
  if (!known) return [{ code: 'application.unlisted-entry', path, params: { resource: entry.resourceId } }];
  const names = new Set(known.fields.map((field) => field.name));
  const asked = [
    ...entry.fields.map((field, place) => ({ field, path: `${path}.fields.${place}` })),
    ...(entry.rows ?? []).map((row, place) => ({ field: row.field, path: `${path}.rows.${place}.field` })),
  ];
  return asked
    .filter(({ field }) => !names.has(field))
    .map(({ field, path: at }) => ({
      code: 'application.unlisted-field',
      path: at,
      params: { resource: entry.resourceId, field },
    }));
}

/** Owners of the asked entries that the application does not name as providing departments. */
export function unnamedProviders(contents: ApplicationContents, listed: readonly DevelopmentEntry[]): string[] {
  const named = new Set(contents.providers ?? []);
  const asked = new Set((contents.entries ?? []).map((entry) => entry.resourceId));
  const owners = listed.filter((entry) => asked.has(entry.resourceId)).map((entry) => entry.ownerId);
  return [...new Set(owners)].filter((owner) => !named.has(owner));
}
