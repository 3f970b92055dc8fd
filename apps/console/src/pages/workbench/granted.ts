import type { Answer, authorizationRoutes } from '@sluice/contract';

export type Grant = Answer<typeof authorizationRoutes.readGrant>;
export type GrantedTable = Grant['entries'][number];
export type GrantedField = GrantedTable['fields'][number];
export type GrantedLevel = GrantedField['levels'][number];

/** How a program writes a column at a declared level. */
export function levelText(column: string, level: GrantedLevel): string {
  switch (level.kind) {
    case 'bin':
      return level.origin ? `bin(${column}, ${level.width}, ${level.origin})` : `bin(${column}, ${level.width})`;
    case 'date':
      return `date_trunc('${level.unit}', ${column})`;
    case 'prefix':
      return `left(${column}, ${level.length})`;
    case 'identity':
      return column;
    default:
      return `level(${column}, '${level.name}')`;
  }
}

/** `group:year` is the use `group` at one level. */
export const useName = (use: string): string => use.split(':')[0] ?? use;

/** A first program for a grant: counts one table by its first dimension. */
export function firstProgram(grant: Grant): string {
  const table = grant.entries[0];
  const field = table?.fields.find((one) => one.uses.some((use) => useName(use) === 'group') && one.levels.length > 0);
  if (!table) return '';
  if (!field) return `select count(*) as n\nfrom ${table.name}`;
  const column = levelText(field.name, field.levels[0] ?? { name: '', kind: 'identity' });
  const named = column === field.name ? column : `${column} as ${field.name}`;
  return `select ${named},\n       count(*) as n\nfrom ${table.name}\ngroup by ${column}\norder by ${field.name}`;
}

/** Names of the parameters that a program asks for, written `:name`; casts (`::`) and texts are left alone. */
export function parameterNames(sql: string): readonly string[] {
  const bare = sql.replace(/--[^\n]*/g, ' ').replace(/'(?:[^']|'')*'/g, "''");
  return [...new Set([...bare.matchAll(/(?<!:):([a-z_][a-z0-9_]{0,62})/g)].map((found) => found[1] ?? ''))];
}

/** What was typed for a parameter as a value: quoted is text, digits are a number. */
export function parameterValue(typed: string): string | number | boolean {
  const text = typed.trim();
  if (/^(["']).*\1$/.test(text)) return text.slice(1, -1);
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d+(?:\.\d+)?$/.test(text) ? Number(text) : text;
}
