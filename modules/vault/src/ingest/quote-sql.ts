/**
 * The only two ways by which a name or a value enters SQL for the engine. DDL-like statements (COPY, read_csv options)
 * take no parameters, so values are written as literals here and nowhere else.
 */
export const ident = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text literal. NUL cannot stand in one and never occurs in definitions; it is dropped. */
export const literal = (text: string): string => `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`;

export const list = (texts: readonly string[]): string => `[${texts.map(literal).join(', ')}]`;

/** Bytes as a BLOB literal. */
export const blob = (bytes: Uint8Array): string =>
  `'${[...bytes].map((b) => `\\x${b.toString(16).padStart(2, '0').toUpperCase()}`).join('')}'::BLOB`;
