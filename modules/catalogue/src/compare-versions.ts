import type { Json, JsonObject } from '@sluice/kernel';
import type { VersionView } from './present-resource.ts';
import type { ResourceContent } from './resource.ts';

export interface VersionChange {
  /** `title`, `sharing.mode`, `fields.age.type`: a field is named, so that moving it is no change of others. */
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: Json;
  readonly after?: Json;
}

export interface ComparedVersion extends Omit<VersionView, 'content'> {
  readonly changes: readonly VersionChange[];
}

/** What each version changed against the one before it; newest first, like the versions. */
export function compareVersions(versions: readonly VersionView[]): readonly ComparedVersion[] {
  const oldestFirst = versions.toSorted((a, b) => a.version - b.version);
  return oldestFirst
    .map((one, at) => {
      const { content, ...rest } = one;
      return { ...rest, changes: changesOf(oldestFirst[at - 1]?.content, content) };
    })
    .toReversed();
}

/** Attributes one by one, fields by name, attributes of fields one by one; the order of fields where it changed. */
export function changesOf(before: ResourceContent | undefined, after: ResourceContent): readonly VersionChange[] {
  const { fields: oldFields = [], ...old } = asJson(before ?? {});
  const { fields: newFields = [], ...current } = asJson(after);
  const oldNames = namesOf(oldFields);
  const newNames = namesOf(newFields);
  const kept = newNames.filter((name) => oldNames.includes(name));
  const moved = oldNames.filter((name) => newNames.includes(name)).join() !== kept.join();
  return [
    ...differences('', old, current),
    ...differences('fields.', byName(oldFields), byName(newFields)),
    ...(moved ? [{ path: 'fields', kind: 'changed' as const, before: oldNames, after: newNames }] : []),
  ];
}

function differences(prefix: string, before: JsonObject, after: JsonObject): readonly VersionChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].toSorted();
  return keys.flatMap((key): readonly VersionChange[] => {
    const path = `${prefix}${key}`;
    const [old, current] = [before[key], after[key]];
    if (old === undefined) return current === undefined ? [] : [{ path, kind: 'added', after: current }];
    if (current === undefined) return [{ path, kind: 'removed', before: old }];
    if (isObject(old) && isObject(current)) return differences(`${path}.`, old, current);
    return JSON.stringify(old) === JSON.stringify(current)
      ? []
      : [{ path, kind: 'changed', before: old, after: current }];
  });
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const asJson = (content: object): JsonObject & { readonly fields?: readonly JsonObject[] } =>
  JSON.parse(JSON.stringify(content)) as JsonObject & { readonly fields?: readonly JsonObject[] };

const namesOf = (fields: readonly JsonObject[]): string[] => fields.map(nameOf);

const byName = (fields: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(fields.map((field) => [nameOf(field), field]));

const nameOf = ({ name }: JsonObject): string => (typeof name === 'string' ? name : '');
