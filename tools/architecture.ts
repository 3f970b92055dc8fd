import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { architecture, locations, pure, testOnly, withoutAmbience } from './architecture-table.ts';
import { importsOf, isTest, readSources, type Source } from './read-sources.ts';

export interface Violation {
  readonly rule:
    | 'not-in-table'
    | 'not-an-entry'
    | 'leaves-its-package'
    | 'testkit-in-service'
    | 'pure-package-uses-node'
    | 'ambient-value'
    | 'unknown-package'
    | 'names-a-jurisdiction'
    | 'nothing-read';
  readonly place: string;
  readonly what: string;
}

/** Reads all imports and compares them with the table. A reader that finds nothing to read is itself a violation. */
export function checkArchitecture(root: string): readonly Violation[] {
  const violations: Violation[] = [...unknownPackages(root)];
  let files = 0;
  for (const [name, folder] of Object.entries(locations)) {
    const sources = readSources(root, folder);
    files += sources.length;
    const check = { root, name, folder, allowed: new Set(architecture[name] ?? []) };
    for (const source of sources) violations.push(...checkImports(check, source), ...checkAmbience(name, source));
    violations.push(...checkTestCode(name, sources));
  }
  if (files === 0) violations.push({ rule: 'nothing-read', place: root, what: 'no source file was found' });
  return violations;
}

interface PackageCheck {
  readonly root: string;
  readonly name: string;
  readonly folder: string;
  readonly allowed: ReadonlySet<string>;
}

function checkImports(it: PackageCheck, source: Source): Violation[] {
  return importsOf(source.text).flatMap(({ specifier, line }) => {
    const fault = faultOf(it, source.path, specifier);
    return fault ? [{ rule: fault, place: `${source.path}:${line}`, what: specifier }] : [];
  });
}

function faultOf(it: PackageCheck, path: string, specifier: string): Violation['rule'] | undefined {
  if (specifier.startsWith('.')) {
    // Scripts of the house itself start what they check; nobody else looks into another package's files.
    const target = normalize(join(dirname(path), specifier)).replaceAll('\\', '/');
    return target.startsWith(`${it.folder}/`) || it.name === 'tools' || isRootFile(target)
      ? undefined
      : 'leaves-its-package';
  }
  if (specifier.startsWith('node:'))
    return pure.includes(it.name) && !isTest(path) ? 'pure-package-uses-node' : undefined;
  const [, target = '', entry] = /^@sluice\/([^/]+)(?:\/(.+))?$/.exec(specifier) ?? [];
  if (!target) return undefined;
  const asked = entry === undefined ? target : `${target}/${entry}`;
  if (entry !== undefined && !isEntry(it.root, target, entry)) return 'not-an-entry';
  if (target === it.name) return undefined;
  if (target === testOnly) return undefined;
  if (it.allowed.has(target) || it.allowed.has(asked)) return undefined;
  // A test may set up what its module is tested with.
  return isTest(path) && /\.test\.ts$|\/test\//.test(path) && !target.startsWith('contract')
    ? undefined
    : 'not-in-table';
}

/** Code for tests may stand beside what it tests, as long as nothing that is served loads it. */
function checkTestCode(name: string, sources: readonly Source[]): Violation[] {
  if (name === testOnly) return [];
  const served = sources.filter((source) => !isTest(source.path));
  const usesTestkit = ({ text }: Source): boolean =>
    importsOf(text).some(({ specifier }) => specifier === `@sluice/${testOnly}`);
  const support = new Set(served.filter(usesTestkit).map((source) => source.path));
  return served
    .filter((source) => !support.has(source.path))
    .flatMap((source) =>
      importsOf(source.text)
        .filter(({ specifier }) => {
          const target = normalize(join(dirname(source.path), specifier)).replaceAll('\\', '/');
          return support.has(target) || (specifier.startsWith('.') && isTest(target) && !isRootFile(target));
        })
        .map(({ specifier, line }) => ({
          rule: 'testkit-in-service' as const,
          place: `${source.path}:${line}`,
          what: specifier,
        })),
    );
}

const isRootFile = (target: string): boolean => /^tools\/[\w-]+\.(mjs|json)$/.test(target);

/** `@sluice/x/y` is allowed where x's package.json lists it: a second surface said out loud. */
function isEntry(root: string, target: string, entry: string): boolean {
  const file = join(root, locations[target] ?? '', 'package.json');
  if (!existsSync(file)) return false;
  const { exports = {} } = JSON.parse(readFileSync(file, 'utf8')) as { exports?: Record<string, unknown> };
  return `./${entry}` in exports;
}

const AMBIENT = /\bDate\.now\(|\bMath\.random\(|\bprocess\.env\b|\bnew Date\(\)/;

function checkAmbience(name: string, source: Source): Violation[] {
  if (!withoutAmbience.includes(name) || isTest(source.path)) return [];
  return source.text.split('\n').flatMap((text, i) => {
    const found = /^\s*(\/\/|\*|\/\*)/.test(text) ? null : AMBIENT.exec(text);
    return found ? [{ rule: 'ambient-value' as const, place: `${source.path}:${i + 1}`, what: found[0] }] : [];
  });
}

/** A folder of a package that the table does not name would never be read: it is refused. */
function unknownPackages(root: string): Violation[] {
  const known = new Set(Object.values(locations));
  return ['packages', 'modules', 'apps'].flatMap((parent) => {
    if (!existsSync(join(root, parent))) return [];
    return readdirSync(join(root, parent), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && !known.has(`${parent}/${entry.name}`))
      .map((entry) => ({ rule: 'unknown-package' as const, place: `${parent}/${entry.name}`, what: entry.name }));
  });
}

const WITHOUT_NAMES = ['modules', 'packages', 'flows', 'apps'];

/**
 * JUR-01: no rule of a jurisdiction is in the source, so its name is not either. The names are those of the profiles.
 * Tests may name them: they show what the profiles do.
 */
export function checkJurisdictionNames(root: string): readonly Violation[] {
  const names = profileNames(root);
  if (names.length === 0) return [{ rule: 'nothing-read', place: 'profiles', what: 'no profile was found' }];
  const pattern = new RegExp(names.map((name) => (/^[a-z-]+$/i.test(name) ? `\\b${name}\\b` : name)).join('|'), 'i');
  return WITHOUT_NAMES.flatMap((folder) => readSources(root, folder, /\.(ts|tsx|mjs|sql|css|html)$/))
    .filter((source) => !isTest(source.path))
    .flatMap((source) =>
      source.text.split('\n').flatMap((line, i) => {
        const found = pattern.exec(line);
        return found
          ? [{ rule: 'names-a-jurisdiction' as const, place: `${source.path}:${i + 1}`, what: found[0] }]
          : [];
      }),
    );
}

/** Ids and titles of all profiles but the base, which is no place. */
function profileNames(root: string): string[] {
  const folder = join(root, 'profiles');
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.json') && !/^(base|national)\b/.test(file))
    .flatMap((file) => {
      const { id, title } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { id?: unknown; title?: unknown };
      return [id, typeof title === 'string' ? title.replace(/[省市]$/, '') : undefined];
    });
  return [...new Set(names.filter((name): name is string => typeof name === 'string' && name.length >= 2))];
}
