import { matrixTable } from './matrix-table.ts';
import { matrixRoles, type MatrixRole, type Role } from './role.ts';

/** What each letter of the matrix permits. */
export const letterMeanings = {
  c: 'create or submit',
  e: 'edit own draft',
  r: 'review or decide',
  o: 'give opinion',
  s: 'sign or consent',
  p: 'publish',
  x: 'stop, suspend or end',
  i: 'inspect in full, read-only',
  v: 'view own or permitted part',
  n: 'is notified or receives filing',
} as const;

export type Letter = keyof typeof letterMeanings;

/** One cell: which letters, what a letter is limited to (`as-provider`, `own` …), powers that have no letter. */
export interface Cell {
  readonly letters: readonly Letter[];
  readonly limits: ReadonlyMap<Letter, string>;
  readonly extra: readonly string[];
}

export type Matrix = ReadonlyMap<string, ReadonlyMap<Role, Cell>>;

/** Thrown while the program starts when the table in the source cannot be read: a fault of the source, not of a user. */
function fault(message: string): never {
  throw new Error(`permission matrix: ${message}`);
}

function isLetter(text: string): text is Letter {
  return Object.hasOwn(letterMeanings, text);
}

/** Reads `cr(as-provider) +seal`. */
export function parseCell(text: string): Cell {
  const [first = '', ...words] = text.split('+').map((part) => part.trim());
  const letters: Letter[] = [];
  const limits = new Map<Letter, string>();
  let rest = first;
  while (rest !== '') {
    const match = /^([a-z])(?:\(([a-z0-9-]+)\))?/.exec(rest);
    const letter = match?.[1];
    if (!match || letter === undefined || !isLetter(letter)) return fault(`cell ${text}`);
    letters.push(letter);
    if (match[2] !== undefined) limits.set(letter, match[2]);
    rest = rest.slice(match[0].length);
  }
  return { letters, limits, extra: words };
}

/** Reads the table; every row must have every column and no object may stand twice. */
export function parseMatrix(table: string): Matrix {
  const [head = '', ...lines] = table.trim().split('\n');
  const columns = head
    .split('|')
    .slice(1)
    .map((name) => roleOfColumn(name.trim()));
  const matrix = new Map<string, ReadonlyMap<Role, Cell>>();
  for (const line of lines) {
    const [object = '', ...cells] = line.split('|').map((part) => part.trim());
    if (cells.length !== columns.length) fault(`row ${object} has ${cells.length} cells`);
    if (matrix.has(object)) fault(`row ${object} stands twice`);
    matrix.set(object, new Map(columns.map((role, at) => [role, parseCell(cells[at] ?? '')])));
  }
  return matrix;
}

function roleOfColumn(name: string): MatrixRole {
  return (matrixRoles as Readonly<Record<string, MatrixRole>>)[name] ?? fault(`column ${name}`);
}

/**
 * What the system administrator may do, apart from the matrix: enter bodies and people, set a controllable clock.
 * No letter on any case, resource or product: the administrator is not an actor of the texts.
 */
const administrator: Readonly<Record<string, string>> = {
  'jurisdiction-profile': 'v',
  'body-person-role': 'cerx',
  platform: 'cx',
};

function withAdministrator(matrix: Matrix): Matrix {
  const all = new Map(matrix);
  for (const [object, letters] of Object.entries(administrator)) {
    all.set(object, new Map([...(matrix.get(object) ?? []), ['platform-administrator', parseCell(letters)]]));
  }
  return all;
}

export const matrix: Matrix = withAdministrator(parseMatrix(matrixTable));

const empty: Cell = { letters: [], limits: new Map(), extra: [] };

export function cellOf(object: string, role: Role): Cell {
  return matrix.get(object)?.get(role) ?? empty;
}
