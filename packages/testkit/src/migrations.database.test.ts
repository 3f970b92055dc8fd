import { expect, inject, it } from 'vitest';

it('brings an empty database up to date with the migrations of every module', () => {
  expect(inject('brokenMigrations')).toEqual([]);
});
