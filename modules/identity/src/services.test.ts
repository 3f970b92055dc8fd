import { expect, it } from 'vitest';
import { servicesOf } from './services.ts';
import type { Role } from './role.ts';

const reached = (role: Role) => servicesOf(role).map((one) => one.service);

it('PLT-01 gives each role exactly the services on whose objects it holds a power', () => {
  expect(reached('source-agency')).toEqual([
    'catalogue',
    'gathering',
    'sharing',
    'opening',
    'authorization',
    'processing',
    'development',
    'supervision',
    'trading',
    'evidence',
  ]);
  expect(reached('developer')).toEqual([
    'catalogue',
    'gathering',
    'opening',
    'authorization',
    'processing',
    'development',
    'supervision',
    'trading',
    'evidence',
  ]);
  expect(reached('buyer')).toEqual(['opening', 'development', 'supervision', 'trading', 'evidence']);
  expect(reached('registration-body')).not.toContain('gathering');
  expect(reached('registration-body')).not.toContain('processing');
  expect(reached('leading-group')).not.toContain('catalogue');
  expect(reached('platform-administrator')).toEqual(['administration']);
});

it('PLT-04 keeps authorization, processing, development and supervision apart, each with its own powers', () => {
  const letters = Object.fromEntries(servicesOf('developer').map((one) => [one.service, one.letters]));
  expect(letters['processing']).toBe('cx');
  expect(letters['authorization']).toBe('cesv');
  expect(letters['development']).toBe('ce');
  expect(reached('data-subject')).not.toContain('processing');
  const operator = Object.fromEntries(servicesOf('operator').map((one) => [one.service, one.letters]));
  expect(operator['development']).toContain('p');
});
