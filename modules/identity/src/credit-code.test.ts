import { expect, it } from 'vitest';
import { creditCodeCheckCharacter, isValidCreditCode } from './credit-code.ts';

it('ORG-01 accepts unified credit codes whose check character fits and refuses one wrong character', () => {
  // Published codes of two well-known listed companies.
  for (const code of ['91350100M000100Y43', '9144030071526726XG']) {
    expect(isValidCreditCode(code)).toBe(true);
    for (let at = 0; at < 17; at += 1) {
      const other = code[at] === '7' ? '8' : '7';
      expect(isValidCreditCode(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
    }
  }
});

it('ORG-01 refuses codes of the wrong length or alphabet', () => {
  for (const code of ['', '91350100M000100Y4', '91350100M000100Y433', '91350100I000100Y43', '91350100m000100y43']) {
    expect(isValidCreditCode(code)).toBe(false);
  }
});

it('computes the check character of GB 32100-2015 from the first seventeen', () => {
  expect(creditCodeCheckCharacter('91350100M000100Y4')).toBe('3');
});
