import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateWorld, developer, rival, type GateWorld } from '../../test/gate-world.ts';
import type { SessionResources } from '../domain-access.ts';
import type { WorkspaceQuota } from './workspace-quota.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await createGateWorld();
});
afterAll(() => world.close());

const quota: WorkspaceQuota = { workspaceId: 'wsp_1', queriesPerDay: 2, memoryMegabytes: 600, deadlineMs: 30_000 };
const count = 'select count(*) from visits';
const other = "select count(*) from visits where district = 'A'";
const third = "select count(*) from visits where district = 'B'";
/** Eight questions, none of which follows from the others. */
const places = Array.from({ length: 8 }, (_, i) => `select count(*) from visits where place = 'H${i}'`);
const codeOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'answered',
    (error: unknown) => (error as { code?: string }).code,
  );

describe('the quota of a workspace', () => {
  it('ENV-01 admits as many runs a day as the grant says, and says when it opens again', async () => {
    const { run, snapshot } = world.fresh({ quota });
    await run(count);
    await run(other);
    const refused = await run(third).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'gate.quota-exhausted', kind: 'limited', params: { limit: 2 } });
    const { params } = refused as { params: { opensAt: string; retryAfterSeconds: number } };
    // Midnight in China, not of the server's zone.
    expect(params.opensAt.slice(11)).toBe('16:00:00.000Z');
    // What is out already costs nothing, also now.
    expect(await codeOf(run(count))).toBe('answered');
    world.clock.advance(params.retryAfterSeconds * 1000);
    expect(await codeOf(run(third))).toBe('answered');
    expect(await codeOf(run(count, developer, { id: `${snapshot.id}_other` }))).toBe('answered');
  });

  it('ENV-01 two programs sent at once cannot both take the last unit', async () => {
    const { run } = world.fresh({ quota: { ...quota, queriesPerDay: 3 } });
    const outcomes = await Promise.all(places.map((item) => codeOf(run(item))));
    expect(outcomes.filter((item) => item === 'answered')).toHaveLength(3);
    expect(outcomes.filter((item) => item === 'gate.quota-exhausted')).toHaveLength(5);
  });

  it('ENV-01 lets no more programs run at once than the grant says', async () => {
    let most = 0;
    let running = 0;
    const { run } = world.fresh({ quota: { ...quota, queriesPerDay: 50, concurrentRuns: 2 } }, (domain) => ({
      open: async (...asked) => {
        running += 1;
        most = Math.max(most, running);
        const session = await domain.open(...asked);
        return {
          ...session,
          close: async () => {
            running -= 1;
            await session.close();
          },
        };
      },
    }));
    const outcomes = await Promise.all(places.slice(0, 6).map((item) => codeOf(run(item))));
    expect(most).toBeLessThanOrEqual(2);
    expect(outcomes).toContain('gate.quota-concurrent');
    expect(outcomes.filter((item) => item === 'answered').length).toBeGreaterThanOrEqual(2);
    expect(await codeOf(run('select count(*) from visits where age >= 50'))).toBe('answered');
  });

  it('ENV-01 gives the engine the memory, temporary space and time of the grant', async () => {
    const asked: (SessionResources | undefined)[] = [];
    const deadlines: number[] = [];
    const limits = { ...quota, temporaryMegabytes: 300, deadlineMs: 12_000 };
    const { run } = world.fresh({ quota: limits }, (domain) => ({
      open: async (epochs, resources) => {
        asked.push(resources);
        const session = await domain.open(epochs, resources);
        const engine: typeof session.engine = {
          ...session.engine,
          run: (statement, given) => {
            deadlines.push(given.deadlineMs);
            return session.engine.run(statement, given);
          },
        };
        return { ...session, engine };
      },
    }));
    await run(count);
    expect(asked).toEqual([{ memoryBytes: 600_000_000, spillBytes: 300_000_000 }]);
    expect(deadlines.every((item) => item <= 12_000)).toBe(true);
  });

  it('ENV-01 a refused program and an explanation cost nothing', async () => {
    const { run, gate, snapshot } = world.fresh({ quota: { ...quota, queriesPerDay: 1 } });
    await run('select person_name from visits');
    await gate.explain({ actor: developer, snapshot, sql: count, parameters: [] });
    expect(await codeOf(run(count))).toBe('answered');
  });

  it('ENV-04 enters every admission before anything runs, and every refusal', async () => {
    const { run, gate, snapshot } = world.fresh({ quota: { ...quota, queriesPerDay: 1 } }, () => ({
      open: () => Promise.reject(new Error('the process died here')),
    }));
    expect(await codeOf(run(count))).toBe('gate.not-completed');
    const admitted = await world.entries('gate.run-admitted');
    expect(JSON.stringify(admitted.at(-1)?.subjects)).toContain(snapshot.id);
    expect(await codeOf(run(count))).toBe('gate.quota-exhausted');
    expect((await gate.listDecisions(snapshot.id, 1)).items.map((item) => item.codes)).toContainEqual([
      'gate.quota-exhausted',
    ]);
  });
});

describe('use beyond the authorization', () => {
  it('ENV-10 blocks fields, rows, time and volume beyond the grant, and tells the operator once a day of each', async () => {
    const { run, gate, snapshot } = world.fresh({ quota: { ...quota, queriesPerDay: 1 } });
    const narrow = {
      tables: snapshot.tables.map((table) =>
        table.name === 'visits' ? { ...table, rows: [{ field: 'district', in: ['A', 'B'] }] } : table,
      ),
    };
    const twice = "select count(*) from visits where district in ('A', 'B', 'C', 'D')";
    expect(await run(twice, rival, narrow)).toMatchObject({
      verdict: 'refused',
      diagnostics: [{ code: 'gate.rows-not-granted', rule: 'R3' }],
    });
    await run(twice, rival, narrow);
    expect(await run("select count(*) from visits where district = 'A'", rival, narrow)).toMatchObject({
      verdict: 'released',
    });
    await run("select count(*) from visits where person_name = 'x'");
    await run(count, developer, { endsAt: snapshot.startsAt });
    expect(await codeOf(run(count))).toBe('gate.quota-exhausted');
    const { items, total } = await gate.listOveruse(snapshot.jurisdiction, 1, snapshot.id);
    expect(items.map((item) => item.kind).toSorted()).toEqual(['fields', 'rows', 'time', 'volume']);
    expect(total).toBe(4);
    expect(items.find((item) => item.kind === 'rows')).toMatchObject({ person: 'per_b', body: 'bod_b' });
    expect((await gate.listOveruse('elsewhere', 1)).total).toBe(0);
    const entries = await world.entries('gate.overuse-found');
    expect(entries.filter((entry) => JSON.stringify(entry.subjects).includes(snapshot.id))).toHaveLength(4);
  });
});
