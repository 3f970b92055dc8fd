import { expect, it } from 'vitest';
import { budgets, measureConsole } from './measure-console.ts';
import { builtConsole } from './sit-in-city.ts';

it('PLT-01 keeps the public first page, the frame and every page within their budgets', async () => {
  const sizes = measureConsole(await builtConsole());
  expect(sizes.pages.length).toBeGreaterThan(10);
  expect(sizes.portal).toBeLessThanOrEqual(budgets.portal);
  expect(sizes.shell).toBeLessThanOrEqual(budgets.shell);
  expect(sizes.pages.filter(({ bytes }) => bytes > budgets.page)).toEqual([]);
});
