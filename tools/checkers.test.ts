import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { architecture, locations } from './architecture-table.ts';
import { checkArchitecture, checkJurisdictionNames } from './architecture.ts';
import { program, root } from './check.ts';
import { importsOf } from './read-sources.ts';
import { coverage, findUnknownIds } from './requirements.ts';

const fixtures = join(root, 'tools/fixtures');
const bin = (name: string): string => join(root, 'node_modules/.bin', name);

describe('the architecture', () => {
  it('is kept by every import', () => {
    expect(checkArchitecture(root)).toEqual([]);
  });

  it('has no way round in its table', () => {
    const reaches = (from: string, seen: ReadonlySet<string>): readonly string[] =>
      (architecture[from] ?? []).flatMap((to) => {
        const name = to.split('/')[0] ?? to;
        return seen.has(name) ? [`${from} → ${name}`] : reaches(name, new Set([...seen, name]));
      });
    for (const name of Object.keys(architecture)) expect(reaches(name, new Set([name])), name).toEqual([]);
    expect(Object.keys(architecture).toSorted()).toEqual(Object.keys(locations).toSorted());
  });

  it('is refused where the fixture breaks it, each rule once at least', () => {
    const found = checkArchitecture(join(fixtures, 'architecture-must-fail'));
    expect(found.map(({ rule, place, what }) => `${rule} ${place} ${what}`)).toEqual(
      expect.arrayContaining([
        'not-in-table packages/kernel/src/impure.ts:2 @sluice/ledger',
        'pure-package-uses-node packages/kernel/src/impure.ts:1 node:fs',
        'ambient-value packages/kernel/src/impure.ts:4 Date.now(',
        'leaves-its-package modules/gate/src/deep.ts:1 ../../ledger/src/secret.ts',
        'not-an-entry modules/gate/src/deep.ts:2 @sluice/ledger/src/secret.ts',
        'not-in-table modules/gate/src/deep.ts:3 @sluice/contract',
        'testkit-in-service modules/gate/src/deep.ts:4 ./support.ts',
        'ambient-value modules/gate/src/deep.ts:6 process.env',
        'not-in-table modules/gate/src/deep.ts:7 @sluice/trading',
        'not-in-table apps/console/src/main.ts:1 @sluice/server',
        'unknown-package packages/stray stray',
      ]),
    );
  });

  it('is not called kept where nothing was read', () => {
    expect(checkArchitecture(join(fixtures, 'nowhere')).map(({ rule }) => rule)).toContain('nothing-read');
  });

  it('reads every form of import', () => {
    const text = `import a from 'a';\nimport type { b } from "b";\nimport 'c';\nexport * from 'd';\nconst e = await import('e');\nimport {\n  f,\n} from 'f';`;
    expect(importsOf(text).map(({ specifier }) => specifier)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });
});

describe('jurisdictions are data', () => {
  it('JUR-01 no source of a module, package, flow or app names a jurisdiction', () => {
    expect(checkJurisdictionNames(root)).toEqual([]);
  });

  it('finds the name where the fixture has it', () => {
    const places = checkJurisdictionNames(join(fixtures, 'architecture-must-fail')).map(({ place }) => place);
    expect(places).toEqual(['modules/ledger/src/secret.ts:1', 'modules/ledger/src/secret.ts:2']);
  });
});

describe('every other checker has a fixture that it refuses', () => {
  it('types', async () => {
    const { ok, output } = await program(bin('tsc'), ['-p', join(fixtures, 'types-must-fail')]);
    expect({ ok, named: output.includes('TS2322') }).toEqual({ ok: false, named: true });
  });

  it('lint, by each of the rules that the house leans on', async () => {
    const { ok, output } = await program(
      bin('oxlint'),
      ['--type-aware', '-c', join(root, '.oxlintrc.json'), '.'],
      join(fixtures, 'lint-must-fail'),
    );
    expect(ok).toBe(false);
    for (const rule of [
      'no-floating-promises',
      'switch-exhaustiveness-check',
      'no-cycle',
      'no-explicit-any',
      'max-lines)',
      'max-lines-per-function',
    ]) {
      expect(output).toContain(rule);
    }
  });

  it('format', async () => {
    // Kept under another ending, so that formatting the house does not repair it.
    const folder = mkdtempSync(join(tmpdir(), 'sluice-format-'));
    copyFileSync(join(fixtures, 'format-must-fail/wrong.ts.txt'), join(folder, 'wrong.ts'));
    const { ok, output } = await program(bin('oxfmt'), ['-c', join(root, '.oxfmtrc.json'), '--check', folder]);
    rmSync(folder, { recursive: true, force: true });
    expect({ ok, named: output.includes('wrong.ts') }).toEqual({ ok: false, named: true });
  });

  it('unused', async () => {
    const { ok, output } = await program(bin('knip'), ['--no-progress'], join(fixtures, 'unused-must-fail'));
    expect({ ok, file: output.includes('orphan.ts'), dependency: output.includes('left-out') }).toEqual({
      ok: false,
      file: true,
      dependency: true,
    });
  });
});

describe('requirements', () => {
  it('are 250, and those of this test are found with their place', () => {
    const rows = coverage(root);
    expect(rows).toHaveLength(250);
    const here = rows.find(({ id }) => id === 'JUR-01')?.tests.filter(({ file }) => file === 'tools/checkers.test.ts');
    expect(here).toMatchObject([{ name: 'JUR-01 no source of a module, package, flow or app names a jurisdiction' }]);
  });

  it('no name of a test holds an id that no requirement has', () => {
    expect(findUnknownIds(root)).toEqual([]);
  });
});
