import { expect, it } from 'vitest';
import { authorizableClassOf, classFitsOwner, countClasses } from './authorizable-class.ts';

it('JUR-05 public data is of the class of its owner, anything else of the class that is stated', () => {
  expect(authorizableClassOf({ class: 'public' }, 'state-organ')).toBe('government');
  expect(authorizableClassOf({ class: 'public' }, 'undertaking-health')).toBe('public-function');
  expect(authorizableClassOf({ class: 'sector' }, 'firm')).toBeUndefined();
  expect(authorizableClassOf({ class: 'sector', authorizableClass: 'publicly-funded' }, 'research-institute')).toBe(
    'publicly-funded',
  );
  expect(classFitsOwner('government', 'firm', ['state-organ'])).toBe(false);
  expect(classFitsOwner('public-function', 'firm', ['state-organ'])).toBe(false);
  expect(classFitsOwner('other-public-service', 'firm', ['state-organ'])).toBe(true);
});

it('JUR-05 counts resources by class, those of none too', () => {
  const entries = [
    { content: { class: 'public' as const }, bodyType: 'state-organ' },
    { content: { class: 'sector' as const }, bodyType: 'firm' },
  ];
  expect(countClasses(entries).map((one) => one.resources)).toEqual([1, 0, 0, 0, 0, 1]);
});
