import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isDomainError, type Issue, type Json, type JsonObject } from '@sluice/kernel';
import { lineOf, locateKeys } from './locate-key.ts';
import { asObject, basesOf, examine, type ProfileSource } from './parse-profiles.ts';
import { resolveLineages } from './resolve-lineage.ts';

/** What is wrong with a profile, and where. */
export interface ProfileFault {
  readonly code: string;
  /** `term.grant.max_months`; empty for the file as a whole. */
  readonly path: string;
  /** Line of the file at which the path, or what is nearest around it, stands. */
  readonly line: number;
  readonly params?: Issue['params'];
}

export interface ProfileReport {
  readonly id: string;
  readonly version: string;
  readonly faults: readonly ProfileFault[];
}

/**
 * Examines one profile as text, with those that it may inherit; never throws for what is wrong with it. Codes are those
 * of `parseProfiles`, and `profile.not-json` for a text that is none.
 */
export function checkProfile(name: string, text: string, others: readonly ProfileSource[]): ProfileReport {
  const json = parse(text);
  if (json === undefined) return { id: '', version: '', faults: [{ code: 'profile.not-json', path: '', line: 1 }] };
  const lines = locateKeys(text);
  const named = (key: string) =>
    typeof (json as JsonObject)[key] === 'string' ? ((json as JsonObject)[key] as string) : '';
  const faults = dedupe(issuesOf({ name, json }, others)).map(({ code, path, params }) => ({
    code,
    path,
    line: lineOf(lines, path),
    ...(params ? { params } : {}),
  }));
  return { id: named('id'), version: named('version'), faults };
}

function issuesOf(source: ProfileSource, others: readonly ProfileSource[]): readonly Issue[] {
  try {
    const json = asObject(source);
    // An abstract profile is no whole one: only what rests on it can be examined.
    if (json['abstract'] === true) return [];
    const bases = basesOf([...others, source]);
    return resolveLineages(source.name, json, bases).flatMap((lineage) => examine(lineage).issues);
  } catch (error) {
    if (!isDomainError(error)) throw error;
    return [{ code: error.code, path: String(error.params['key'] ?? '') }];
  }
}

/** The same fault under several versions of a base is one fault. */
const dedupe = (issues: readonly Issue[]): readonly Issue[] => [
  ...new Map(issues.map((issue) => [`${issue.code} ${issue.path}`, issue])).values(),
];

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** Examines a file with the other profiles of its folder as what it may inherit. */
export async function checkProfileFile(file: string): Promise<ProfileReport> {
  const folder = dirname(file);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json') && name !== basename(file));
  const others: ProfileSource[] = [];
  for (const name of names.toSorted()) {
    const json = parse(await readFile(join(folder, name), 'utf8'));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) others.push({ name, json });
  }
  return checkProfile(basename(file), await readFile(file, 'utf8'), others);
}
