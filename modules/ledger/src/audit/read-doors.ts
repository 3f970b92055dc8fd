import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface DoorFunction {
  readonly source: string;
  readonly definer: boolean;
  /** `name=value`, in lower case, as the catalogue of functions has them. */
  readonly settings: readonly string[];
}

/** What this release's migrations leave of the ledger's own schema, without asking a database. */
export interface Doors {
  readonly functions: ReadonlyMap<string, DoorFunction>;
  /** Who may execute a function, beside its owner: `public`, `sluice_app`. Where nothing is said, everyone. */
  readonly callers: ReadonlyMap<string, ReadonlySet<string>>;
  /** Rights of the serving role on tables of the ledger, in upper case. */
  readonly rights: ReadonlyMap<string, ReadonlySet<string>>;
}

interface Reading {
  readonly functions: Map<string, DoorFunction>;
  readonly callers: Map<string, Set<string>>;
  readonly rights: Map<string, Set<string>>;
}

const PIECE = /--[^\n]*|'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$|;|[^;'$-]+|[\s\S]/g;

/** Statements without their comments; what is quoted stays as it is. */
function statementsOf(text: string): readonly string[] {
  const statements: string[] = [];
  let open = '';
  for (const match of text.matchAll(PIECE)) {
    const piece = match[0];
    if (piece === ';') {
      statements.push(open);
      open = '';
    } else if (!piece.startsWith('--')) open += piece;
  }
  return [...statements, open].map((one) => one.trim()).filter((one) => one !== '');
}

const namesIn = (text: string): readonly string[] => [...text.matchAll(/ledger\.(\w+)/g)].map(([, name = '']) => name);
/** Names of functions in a list with their arguments: types of the ledger's own stand in parentheses. */
const functionsIn = (text: string): readonly string[] =>
  [...text.replace(/\(\s*\)/g, '').matchAll(/(\(?)\s*ledger\.(\w+)(?:\[\])?/g)]
    .filter(([, bracket]) => bracket === '')
    .map(([, , name = '']) => name);

const settingsIn = (head: string): readonly string[] =>
  [...head.matchAll(/^set (\w+) (?:=|to) (.+)$/gm)]
    .map(([, name = '', value = '']) => `${name}=${value.trim().replaceAll("'", '')}`.toLowerCase())
    .toSorted();

const CREATE = /^create (?:or replace )?function ledger\.(\w+)\s*\(([\s\S]*?)\bas \$\$([\s\S]*)\$\$$/;
const RIGHTS = /^(grant|revoke) ([a-z, ]+?) on (function )?([\s\S]*?) (?:to|from) (\w+)$/;
const ALTER = /^alter function\s+ledger\.(\w+)\s*\([^)]*\)\s+([\s\S]*)$/;

function take(reading: Reading, statement: string): void {
  const [, created, head = '', source = ''] = CREATE.exec(statement) ?? [];
  if (created !== undefined) {
    const definer = /\bsecurity definer\b/.test(head);
    reading.functions.set(created, { source, definer, settings: settingsIn(head) });
    return;
  }
  if (statement.startsWith('drop function'))
    for (const name of functionsIn(statement.slice('drop function'.length))) {
      reading.functions.delete(name);
      reading.callers.delete(name);
    }
  const [, altered, change = ''] = ALTER.exec(statement) ?? [];
  const before = altered === undefined ? undefined : reading.functions.get(altered);
  if (altered !== undefined && before)
    reading.functions.set(altered, { ...before, settings: [...before.settings, ...settingsIn(change)].toSorted() });
  takeRights(reading, statement);
}

function takeRights({ callers, rights }: Reading, statement: string): void {
  const [, verb, named = '', isFunction, on = '', role = ''] = RIGHTS.exec(statement.replace(/\s+/g, ' ')) ?? [];
  if (verb === undefined) return;
  const change = (all: Set<string>, value: string): unknown => (verb === 'grant' ? all.add(value) : all.delete(value));
  const known = (map: Map<string, Set<string>>, name: string, first: readonly string[]): Set<string> => {
    const all = map.get(name) ?? new Set(first);
    map.set(name, all);
    return all;
  };
  if (isFunction) for (const name of functionsIn(on)) change(known(callers, name, ['public']), role);
  else if (!on.startsWith('schema') && role === 'sluice_app')
    for (const name of namesIn(on))
      for (const right of named.split(', ')) change(known(rights, name, []), right.toUpperCase());
}

/** Reads the migrations of a folder in order. */
export async function readDoors(folder: string): Promise<Doors> {
  const reading: Reading = { functions: new Map(), callers: new Map(), rights: new Map() };
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted())
    for (const statement of statementsOf(await readFile(join(folder, file), 'utf8'))) take(reading, statement);
  return reading;
}
