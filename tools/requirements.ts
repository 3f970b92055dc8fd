import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSources } from './read-sources.ts';

interface Requirement {
  readonly id: string;
  readonly title: string;
}

interface NamedTest {
  readonly file: string;
  readonly line: number;
  readonly name: string;
}

export interface CoveredRequirement extends Requirement {
  readonly tests: readonly NamedTest[];
}

const ID = /\b[A-Z]{3}-\d{2}\b/g;
/** `it('…`, `it.each(…)('…`, `describe("…`: the call, then the literal that names the test. */
const NAME =
  /\b(?:it|test|describe)(?:\.\w+)*(?:\((?:[^()'"`]|\((?:[^()]|\([^()]*\))*\)|'[^'\n]*'|"[^"\n]*"|`[^`]*`)*\))?\(\s*(?:'((?:\\.|[^'\\\n])*)'|"((?:\\.|[^"\\\n])*)"|`((?:\\.|[^`\\])*)`)/g;

const TESTED = ['packages', 'modules', 'flows', 'apps', 'demo', 'e2e', 'tools'];

export function readRequirements(root: string): readonly Requirement[] {
  return JSON.parse(readFileSync(join(root, 'tools/requirements.json'), 'utf8')) as Requirement[];
}

/** Every name of a test that holds a requirement id. */
export function namedTests(root: string): readonly (NamedTest & { readonly ids: readonly string[] })[] {
  return TESTED.flatMap((folder) => readSources(root, folder, /\.test\.tsx?$/)).flatMap(({ path, text }) =>
    [...text.matchAll(NAME)].flatMap((match) => {
      const name = match[1] ?? match[2] ?? match[3] ?? '';
      const ids = [...new Set(name.match(ID) ?? [])].filter((id) => !NOT_IDS.test(id));
      return ids.length === 0 ? [] : [{ file: path, line: text.slice(0, match.index).split('\n').length, name, ids }];
    }),
  );
}

/** Written like an id, and names of published standards. */
const NOT_IDS = /^(SHA|AES|RSA|UTF|RFC|ISO)-/;

/** For each requirement the tests that name it. */
export function coverage(root: string): readonly CoveredRequirement[] {
  const tests = namedTests(root);
  return readRequirements(root).map((requirement) => ({
    ...requirement,
    tests: tests
      .filter(({ ids }) => ids.includes(requirement.id))
      .map(({ file, line, name }) => ({ file, line, name })),
  }));
}

/** Ids in names of tests that no requirement has: a slip of the pen that would count for nothing. */
export function findUnknownIds(root: string): readonly string[] {
  const known = new Set(readRequirements(root).map(({ id }) => id));
  return namedTests(root).flatMap(({ file, line, ids }) =>
    ids.filter((id) => !known.has(id)).map((id) => `${file}:${line}: no requirement has the id ${id}`),
  );
}

function printTable(rows: readonly CoveredRequirement[]): void {
  for (const row of rows) {
    const count = row.tests.length === 0 ? '·' : String(row.tests.length);
    process.stdout.write(`${row.id}  ${count.padStart(3)}  ${row.title}\n`);
    for (const test of row.tests) process.stdout.write(`             ${test.file}:${test.line}  ${test.name}\n`);
  }
  const shown = rows.filter((row) => row.tests.length > 0).length;
  process.stdout.write(`\n${shown} of ${rows.length} requirements have a test that names them.\n`);
}

if (import.meta.main) {
  const rows = coverage(fileURLToPath(new URL('../', import.meta.url)));
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
  else printTable(rows);
}
