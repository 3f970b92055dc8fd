import type { Json, JsonObject } from '@sluice/kernel';

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Lays a profile over the one it inherits. Groups of rules merge key by key; a rule (`{ value, clause }`) is
 * replaced whole, so that no value is ever shown with the clause of another text. A rule of the higher level that
 * prevails stays, whatever the lower one says (从其规定).
 */
export function mergeProfiles(base: JsonObject, over: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const before = base[key];
    if (isObject(before) && before['prevails'] === true) continue;
    merged[key] =
      isObject(before) && isObject(value) && !isRule(before) && !isRule(value) ? mergeProfiles(before, value) : value;
  }
  return merged;
}

const isRule = (value: JsonObject): boolean => Object.hasOwn(value, 'value');
