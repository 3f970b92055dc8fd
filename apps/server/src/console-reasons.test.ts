import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Names of acts, tables and kinds of objects, which look like codes of reasons; and what is a failure of the server. */
const NO_REASON =
  /^vault\.(?:batch|epoch|segment|source|run-\w+|batch-\w+|epoch-committed|source-registered|source-changed|source-not-found|source-mode-mismatch|source-fields-unknown|epoch-key-missing|count-mismatch)$/;

const sources = [
  ...globSync('modules/vault/src/{ingest,propose,sources}/**/*.ts', { cwd: root }),
  ...globSync('packages/connectors/src/**/*.ts', { cwd: root }),
  'modules/vault/src/process-batch.ts',
].filter((path) => !path.endsWith('.test.ts'));

describe('what the console says of a batch', () => {
  it('COL-14 has words in both languages for every reason that a file, a batch or its preview may carry', () => {
    const codes = new Set(
      sources.flatMap((path) => [...read(path).matchAll(/'((?:vault|connector|mapping)\.[a-z-]+)'/g)].map((m) => m[1])),
    );
    for (const by of ['name', 'values', 'both']) codes.add(`mapping.recognised-by-${by}`);
    const words = read('apps/console/src/i18n/reasons.ts');
    const worded = new Set([...words.matchAll(/^ {2}'([a-z]+\.[a-z-]+)': \[/gm)].map((m) => m[1]));
    expect(codes.size).toBeGreaterThan(40);
    expect([...codes].filter((code) => !NO_REASON.test(code ?? '') && !worded.has(code))).toEqual([]);
  });

  it('COL-14 has words for every rule that a record may break and for everything that content is taken for', () => {
    const rules = [...read('modules/vault/src/ingest/rules.ts').matchAll(/^export type \w*Rule =([^;]+);/gm)]
      .flatMap((m) => [...(m[1] ?? '').matchAll(/'([a-z.-]+)'/g)])
      .map((m) => m[1] ?? '');
    const known = read('apps/console/src/i18n/deliveries/zh-cn.ts');
    expect(rules.length).toBeGreaterThan(12);
    expect(rules.filter((rule) => !known.includes(`    ${rule}: `) && !known.includes(`    '${rule}': `))).toEqual([]);
    const detectors = [...read('modules/vault/src/recognise/recognisers.ts').matchAll(/^ {4}name: '([a-z-]+)'/gm)].map(
      (m) => m[1] ?? '',
    );
    const words = read('apps/console/src/i18n/reasons.ts');
    expect(detectors.length).toBeGreaterThan(15);
    expect(detectors.filter((one) => !words.includes(`  ${one}: [`) && !words.includes(`  '${one}': [`))).toEqual([]);
  });
});
