import { expect, it } from 'vitest';
import { createGroupCommit } from './group-commit.ts';

const limits = { collectMs: 1, lanes: 1, groupSize: 3, queueLength: 6 };
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

it('commits in groups of bounded size, one group at a time, each item with its own answer', async () => {
  const groups: number[][] = [];
  let running = 0;
  const group = createGroupCommit<number, string>(limits, async (items) => {
    running += 1;
    expect(running).toBe(1);
    groups.push([...items]);
    await turn();
    running -= 1;
    return items.map((item) => (item === 2 ? new Error('only me') : `done ${item}`));
  });
  const results = await Promise.allSettled([1, 2, 3, 4, 5].map((item) => group.add(item)));
  expect(groups).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(results.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as Error).message))).toEqual([
    'done 1',
    'only me',
    'done 3',
    'done 4',
    'done 5',
  ]);
});

it('refuses every item of a group whose commit failed, and goes on with the next', async () => {
  let fail = true;
  const group = createGroupCommit<number, number>(limits, async (items) => {
    if (fail) throw new Error('no commit');
    return items;
  });
  const failed = await Promise.allSettled([group.add(1), group.add(2)]);
  expect(failed.map((one) => one.status)).toEqual(['rejected', 'rejected']);
  fail = false;
  await expect(group.add(3)).resolves.toBe(3);
});

it('refuses what it cannot queue, and drains what it took', async () => {
  const group = createGroupCommit<number, number>(limits, async (items) => {
    await turn();
    return items;
  });
  const taken = Array.from({ length: 10 }, (_, i) => group.add(i));
  const settled = Promise.allSettled(taken);
  await group.drain();
  const states = (await settled).map((one) => one.status);
  expect(states.filter((state) => state === 'rejected').length).toBeGreaterThan(0);
  await expect(taken.at(-1)).rejects.toMatchObject({ code: 'trading.gateway-busy', kind: 'limited' });
  await expect(taken[0]).resolves.toBe(0);
});

it('commits as many groups side by side as there are lanes, each lane one at a time', async () => {
  const busy = new Set<number>();
  let most = 0;
  const group = createGroupCommit<number, number>({ ...limits, lanes: 2, queueLength: 100 }, async (items, lane) => {
    expect(busy.has(lane)).toBe(false);
    busy.add(lane);
    most = Math.max(most, busy.size);
    await turn();
    busy.delete(lane);
    return items;
  });
  const results = await Promise.all(Array.from({ length: 30 }, (_, i) => group.add(i)));
  expect(results).toEqual(Array.from({ length: 30 }, (_, i) => i));
  expect(most).toBe(2);
});
