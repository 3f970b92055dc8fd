import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface Source {
  /** Relative to the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

const SKIPPED = new Set(['node_modules', 'dist', 'generated', 'fixtures', 'var', '.git']);
const CODE = /\.(ts|tsx|mts|mjs)$/;

/** Every source file below a folder, installed and built ones left out. */
export function readSources(root: string, folder: string, wanted: RegExp = CODE): Source[] {
  const start = join(root, folder);
  if (!statSync(start, { throwIfNoEntry: false })) return [];
  return walk(start, wanted).map((file) => ({
    path: relative(root, file).replaceAll('\\', '/'),
    text: readFileSync(file, 'utf8'),
  }));
}

function walk(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (SKIPPED.has(entry.name)) return [];
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return walk(path, wanted);
      return wanted.test(entry.name) ? [path] : [];
    });
}

/** Tests, their worlds and their children: what never runs in service. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/test\/|\/test-[\w-]+\.ts$|^e2e\/|^bench\/|^tools\/|^packages\/testkit\//.test(path);
}

const IMPORT =
  /(?:^|[\n;}])\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]|(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g;

/** What a file imports, exports from or loads later, with the line of each. */
export function importsOf(text: string): { readonly specifier: string; readonly line: number }[] {
  return [...text.matchAll(IMPORT)].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    const at = match.index + match[0].length;
    return { specifier, line: text.slice(0, at).split('\n').length };
  });
}
