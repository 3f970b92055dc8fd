import { setTimeout } from 'node:timers/promises';
import { DomainError } from '@sluice/kernel';
import { expect, it } from 'vitest';
import { whileGranted, type GrantWatch } from './watch-grant.ts';

const watch: GrantWatch = {
  everyMs: 5,
  pause: (milliseconds, signal) => setTimeout(milliseconds, undefined, { signal }),
  newRun: () => 'run',
};
const suspended = () => new DomainError('grant.suspended', 'forbidden');

it('INC-03 stops work whose grant is suspended meanwhile, and says why', async () => {
  let granted = true;
  let stopped = 0;
  const outcome = whileGranted(
    watch,
    async () => {
      if (!granted) throw suspended();
    },
    () => setTimeout(60_000, 'late', { ref: false }),
    async () => {
      stopped += 1;
    },
  );
  granted = false;
  await expect(outcome).rejects.toMatchObject({ code: 'grant.suspended' });
  expect(stopped).toBe(1);
});

it('INC-03 hands out nothing that was done when the grant was suspended at the last moment', async () => {
  let granted = true;
  const outcome = whileGranted(
    { ...watch, everyMs: 60_000 },
    async () => {
      if (!granted) throw suspended();
    },
    async () => {
      granted = false;
      return 'rows';
    },
    async () => undefined,
  );
  await expect(outcome).rejects.toMatchObject({ code: 'grant.suspended' });
});

it('lets work end that nothing was said against, whatever else failed in between', async () => {
  let looks = 0;
  const value = await whileGranted(
    watch,
    async () => {
      looks += 1;
      if (looks === 1) throw new Error('the connection is gone');
    },
    () => setTimeout(30, 'rows'),
    async () => undefined,
  );
  expect(value).toBe('rows');
  expect(looks).toBeGreaterThan(1);
});
