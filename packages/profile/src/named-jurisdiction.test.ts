import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadProfiles } from './load-profiles.ts';
import type { Profile } from './profile-schema.ts';

const root = join(import.meta.dirname, '../../..');
const SOURCES = ['modules', 'packages', 'flows', 'apps'];
const READ = /\.(ts|tsx|mts|mjs|js|sql|json|css|html)$/;
const SKIPPED = new Set(['node_modules', 'dist', 'generated']);

async function namesOfJurisdictions(): Promise<string[]> {
  const profiles = (await loadProfiles(join(root, 'profiles'))).list('2026-11-22');
  return [...new Set(profiles.flatMap(namesOf))];
}

const namesOf = (profile: Profile): string[] => [
  profile.id,
  profile.title_en.toLowerCase(),
  profile.title.replace(/[省市县区]$/, ''),
];

const namedIn = (text: string, names: readonly string[]): string[] =>
  names.filter((name) => text.toLowerCase().includes(name));

async function* sourceFiles(folder: string): AsyncGenerator<string> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (SKIPPED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* sourceFiles(path);
    else if (READ.test(entry.name) && !/\.test\.tsx?$/.test(entry.name)) yield path;
  }
}

describe('jurisdictions are data', () => {
  it('JUR-01 no source file names a jurisdiction', async () => {
    const names = await namesOfJurisdictions();
    expect(names.length).toBeGreaterThanOrEqual(4);
    const found: string[] = [];
    let read = 0;
    for (const folder of SOURCES) {
      for await (const path of sourceFiles(join(root, folder))) {
        read += 1;
        found.push(
          ...namedIn(await readFile(path, 'utf8'), names).map((name) => `${path.slice(root.length + 1)}: ${name}`),
        );
      }
    }
    expect(read).toBeGreaterThan(50);
    expect(found).toEqual([]);
  });

  it('finds a name in Chinese, in English and in an identifier', async () => {
    for (const profile of (await loadProfiles(join(root, 'profiles'))).list('2026-11-22')) {
      const names = namesOf(profile);
      expect(namedIn(`if (jurisdiction === '${profile.id}') return`, names)).toContain(profile.id);
      expect(namedIn(`Only ${profile.title_en.toUpperCase()} asks for this`, names)).not.toEqual([]);
      expect(namedIn(`${profile.title}专用`, names)).not.toEqual([]);
    }
  });
});
