import { describe, expect, it } from 'vitest';
import type { DomainAccess } from '../domain-access.ts';
import { createStoppableRuns } from './stop-runs.ts';

const NAME = { grantId: 'grt_1', person: 'per_1', run: 'a' };

/** A domain whose one statement ends only when its process is killed. */
function endless() {
  let kills = 0;
  let opened = 0;
  const domain: DomainAccess = {
    open: async () => {
      opened += 1;
      let fail: (error: Error) => void = () => undefined;
      const ended = new Promise<never>((_, reject) => {
        fail = reject;
      });
      ended.catch(() => undefined);
      return {
        engine: { run: () => ended, close: async () => undefined },
        files: {},
        stop: async () => {
          kills += 1;
          fail(new Error('killed'));
        },
        close: async () => undefined,
      };
    },
  };
  return { domain, kills: () => kills, opened: () => opened };
}

describe('stopping a run', () => {
  it('ENV-01 ends a running statement by killing its engine', async () => {
    const { domain, kills } = endless();
    const runs = createStoppableRuns();
    const running = runs.within(NAME, domain, async (inside) => {
      const session = await inside.open([]);
      return session.engine.run({ sql: '' }, { deadlineMs: 1, maxRows: 1 });
    });
    const failed = running.catch((error: unknown) => error);
    await Promise.resolve();
    expect(await runs.stop(NAME)).toBe(true);
    expect(await failed).toMatchObject({ message: expect.stringContaining('killed') as string });
    expect(kills()).toBe(1);
    expect(await runs.stop(NAME)).toBe(false);
  });

  it('never begins a run that was stopped while it waited', async () => {
    const { domain, opened } = endless();
    const runs = createStoppableRuns();
    let go: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      go = resolve;
    });
    const running = runs.within(NAME, domain, async (inside) => {
      await waiting;
      return inside.open([]);
    });
    const failed = running.catch((error: unknown) => error);
    await runs.stop(NAME);
    go();
    expect(await failed).toMatchObject({ code: 'engine.crashed' });
    expect(opened()).toBe(0);
  });

  it('stops nobody else’s run', async () => {
    const runs = createStoppableRuns();
    const { domain } = endless();
    void runs.within(NAME, domain, () => new Promise(() => undefined));
    expect(await runs.stop({ ...NAME, person: 'per_2' })).toBe(false);
    expect(await runs.stop({ ...NAME, grantId: 'grt_2' })).toBe(false);
  });
});
