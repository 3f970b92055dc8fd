/** A node of the parser's tree, as plain data: what is not looked for by name is not understood, and so is refused. */
export type Syntax = Readonly<Record<string, unknown>>;

export function isSyntax(value: unknown): value is Syntax {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function field(value: unknown, name: string): unknown {
  return isSyntax(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A node is an object with one key, its kind. */
export function kindOf(value: unknown): string | undefined {
  if (!isSyntax(value)) return undefined;
  const keys = Object.keys(value);
  return keys.length === 1 ? keys[0] : undefined;
}

/** The node's contents if it is of that kind. */
export function node(value: unknown, kind: string): Syntax | undefined {
  const inner = kindOf(value) === kind ? field(value, kind) : undefined;
  return isSyntax(inner) ? inner : undefined;
}

/** The first key that is not on the list: a clause this grammar does not have. */
export function unexpectedField(value: Syntax, allowed: readonly string[]): string | undefined {
  return Object.keys(value).find((key) => !allowed.includes(key));
}

/** Texts of a list of String nodes, e.g. a function's or column's name. */
export function names(value: unknown): readonly string[] {
  return list(value).map((item) => {
    const text = field(node(item, 'String'), 'sval');
    return typeof text === 'string' ? text : '';
  });
}

/** Byte offset of the first node inside that has one. */
export function locationOf(value: unknown): number | undefined {
  if (Array.isArray(value)) return value.map(locationOf).find((at) => at !== undefined);
  if (!isSyntax(value)) return undefined;
  const own = value['location'];
  if (typeof own === 'number' && own >= 0) return own;
  return Object.values(value)
    .map(locationOf)
    .find((at) => at !== undefined);
}

/** All nodes of a kind, at any depth. */
export function descendants(value: unknown, kind: string): readonly Syntax[] {
  if (Array.isArray(value)) return value.flatMap((item) => descendants(item, kind));
  if (!isSyntax(value)) return [];
  const own = node(value, kind);
  return own
    ? [own, ...descendants(Object.values(own), kind)]
    : Object.values(value).flatMap((item) => descendants(item, kind));
}
