import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');

/** The faults that the ledger has to end in a refusal or a repair, by a word that their line in the guide holds. */
const named = [
  ...['kill -9', 'disk full', 'one data folder', 'one database', 'old backup', 'clock going backwards', 'flipped bit'],
  ...['deleted tile', 'truncated bundle', 'UPDATE and DELETE', 'forked log'],
];

it('AUD-02 every fault of the guide has its test', () => {
  const guide = readFileSync(join(root, 'docs/guide/evidence.md'), 'utf8');
  const section = guide.split('\n## ').find((one) => one.startsWith('Faults\n')) ?? '';
  const lines = section.split('\n').filter((line) => line.startsWith('| ') && line.includes('.test.ts`'));
  const wanting = lines.flatMap((line) => {
    const [fault = '', , shown = ''] = line.slice(2).split(' | ');
    const [, file = '', name = ''] = /^`([^`]+)` (.+?) *\|?$/.exec(shown) ?? [];
    const text = readFileSync(join(root, file), 'utf8');
    return name !== '' && text.includes(name) ? [] : [fault];
  });
  expect(wanting).toEqual([]);
  expect(named.filter((word) => !lines.some((line) => line.includes(word)))).toEqual([]);
});
