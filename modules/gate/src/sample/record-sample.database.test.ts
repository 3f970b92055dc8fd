import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateWorld, developer, type GateWorld } from '../../test/gate-world.ts';

let world: GateWorld;
beforeAll(async () => {
  world = await createGateWorld();
});
afterAll(() => world.close());

const sampleSecret = createHash('sha256').update('secret').digest();
const asked = { actor: developer, table: 'visits', size: 200, seed: 'one', stratum: 'district' } as const;

describe('a sample for a workspace', () => {
  it('ENV-03 ENV-04 is drawn where the grant allows it, and entered with what it followed from', async () => {
    const { gate, snapshot } = world.fresh({ samples: { most: 300 } }, undefined, { sampleSecret });
    const { value, evidence } = await gate.sample({ ...asked, snapshot });
    expect(value).toMatchObject({ sample: true, grantId: snapshot.id, seed: 'one' });
    expect(evidence).toHaveLength(1);
    const entries = await world.entries('gate.sample-drawn');
    expect(JSON.stringify(entries.at(-1)?.subjects)).toContain(snapshot.id);
  });

  it('ENV-03 is refused beyond what the grant allows, and where it allows none', async () => {
    const some = world.fresh({ samples: { most: 100 } }, undefined, { sampleSecret });
    await expect(some.gate.sample({ ...asked, snapshot: some.snapshot })).rejects.toMatchObject({
      code: 'gate.sample-not-granted',
    });
    const none = world.fresh({}, undefined, { sampleSecret });
    await expect(none.gate.sample({ ...asked, snapshot: none.snapshot })).rejects.toMatchObject({
      code: 'gate.sample-not-granted',
    });
  });

  it('ENV-03 is drawn ten times in different ways per epoch, the same one as often as wanted', async () => {
    const { gate, snapshot } = world.fresh({ samples: { most: 300 } }, undefined, { sampleSecret });
    for (let seed = 0; seed < 10; seed += 1) await gate.sample({ ...asked, snapshot, seed: `s${seed}` });
    await expect(gate.sample({ ...asked, snapshot, seed: 'one more' })).rejects.toMatchObject({
      code: 'gate.samples-drawn',
      kind: 'limited',
    });
    await expect(gate.sample({ ...asked, snapshot, seed: 's0', stratum: 'age' })).rejects.toMatchObject({
      code: 'gate.samples-drawn',
    });
    expect((await gate.sample({ ...asked, snapshot, seed: 's0' })).value.seed).toBe('s0');
  });

  it('ENV-01 takes a unit of the quota', async () => {
    const quota = { workspaceId: 'wsp_s', queriesPerDay: 1, memoryMegabytes: 600, deadlineMs: 30_000 };
    const { gate, snapshot, run } = world.fresh({ samples: { most: 300 }, quota }, undefined, { sampleSecret });
    await gate.sample({ ...asked, snapshot });
    await expect(run('select count(*) from visits')).rejects.toMatchObject({ code: 'gate.quota-exhausted' });
  });
});
