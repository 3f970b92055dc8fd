import { expect, it } from 'vitest';
import { createResources } from './resources.ts';
import { startTimers } from './timers.ts';

it('runs all sweeps in order when asked, never one twice at once, and waits for the running one at the end', async () => {
  const resources = createResources(() => undefined);
  const seen: string[] = [];
  let running = 0;
  const slow = async (): Promise<void> => {
    running += 1;
    seen.push(`slow ${running}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
    running -= 1;
  };
  const failures: string[] = [];
  const timers = startTimers(
    [
      { name: 'slow', everyMs: 5, run: slow },
      { name: 'broken', everyMs: 10_000, run: () => Promise.reject(new Error('no')) },
      { name: 'last', everyMs: 10_000, run: async () => void seen.push('last') },
    ],
    resources,
    (part) => failures.push(part),
  );
  await timers.runAll();
  expect(seen.at(-1) === 'last' || seen.includes('last')).toBe(true);
  expect(failures).toEqual(['broken']);
  await resources.close();
  expect(running).toBe(0);
  expect(seen.filter((line) => line.startsWith('slow')).every((line) => line === 'slow 1')).toBe(true);
});
