import { expect, it } from 'vitest';
import { detectIdentifiers } from './detect-identifier.ts';

it('PRD-05 recognises identifiers by form and check digit, inside longer texts too', () => {
  expect(detectIdentifiers('患者11010519491231002X，电话13800138000')).toEqual(['citizen-id', 'mobile']);
  expect(detectIdentifiers('91350100M000100Y43')).toEqual(['uscc']);
  expect(detectIdentifiers('6222021234567890128')).toEqual(['bank-card']);
  expect(detectIdentifiers('4111111111111111')).toEqual(['bank-card']);
  expect(detectIdentifiers('a@b.cn')).toEqual(['email']);
  expect(detectIdentifiers('苏A12345')).toEqual(['licence-plate']);
});

it('PRD-05 leaves what only looks like one', () => {
  // Wrong check digits; a division code, a month, an amount.
  for (const text of [
    '110105194912310021',
    '91350100M000100Y44',
    '4111111111111112',
    '320902',
    '2025-01-01',
    '12345.67',
    '盐城市第一人民医院',
  ])
    expect(detectIdentifiers(text), text).toEqual([]);
});
