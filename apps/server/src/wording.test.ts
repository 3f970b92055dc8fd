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
