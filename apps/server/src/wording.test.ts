import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { sentences } from './sentences.ts';
import { wording } from './wording.ts';

it('fills in parameters, in both languages', () => {
  expect(wording('server.port-in-use', { port: 4600, host: '127.0.0.1' }, 'en')).toContain('Port 4600 on 127.0.0.1');
  expect(wording('server.port-in-use', { port: 4600, host: '127.0.0.1' }, 'zh-CN')).toContain('4600');
  expect(wording('no.such-code', {}, 'en')).toBeUndefined();
});

it('asks for the same parameters in both languages', () => {
  const asked = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').toSorted();
  for (const [code, [en, zh]] of Object.entries(sentences)) expect(asked(zh), code).toEqual(asked(en));
});

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** Ways a caller never takes: bytes that the program itself made, and the engine's own places. */
const INNER = /^(crypto|engine)\./;

it('has a sentence for every refusal that a caller may meet', () => {
  const missing = new Set<string>();
  for (const top of ['packages', 'modules', 'flows', 'apps/server'])
    for (const file of readdirSync(join(root, top), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || /\.test\.ts$|node_modules|\/test\//.test(file)) continue;
      const text = readFileSync(join(root, top, file), 'utf8');
      for (const [, code = '', kind] of text.matchAll(/new DomainError\(\s*'([a-z]+\.[a-z0-9-]+)',\s*'([a-z-]+)'/g))
        if (kind !== 'internal' && !INNER.test(code) && wording(code, {}, 'en') === undefined) missing.add(code);
    }
  expect([...missing].toSorted()).toEqual([]);
});
