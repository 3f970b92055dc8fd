import { setTimeout } from 'node:timers/promises';
import { DomainError } from '@sluice/kernel';
import { expect, it } from 'vitest';
import { sampleTable, type SampleParts } from './sample-table.ts';

const actor = { person: 'per_1', body: 'bod_1', role: 'developer', jurisdiction: 'north' } as never;
const grant = {
  id: 'grt_1',
  jurisdiction: 'north',
  tables: [{ resourceId: 'res_1', fields: [] }],
  workspace: {},
  gate: {},
};

it('INC-03 hands out no sample whose grant is suspended while it is drawn, however long the draw takes', async () => {
  let suspended = false;
  const parts = {
    authorization: {
      grantSnapshot: async () => {
        if (suspended) throw new DomainError('grant.suspended', 'forbidden');
        return grant;
      },
    },
    epochs: { current: async () => ({ epochId: 'epo_1' }) },
    gate: {
      sample: async () => {
        suspended = true;
        await setTimeout(60_000, undefined, { ref: false });
        return { value: { rows: [] }, evidence: [] };
      },
    },
    watch: {
      everyMs: 5,
      pause: (milliseconds: number, signal: AbortSignal) => setTimeout(milliseconds, undefined, { signal }),
      newRun: () => 'run',
    },
  } as unknown as SampleParts;
  const asked = { grantId: 'grt_1', table: 't', size: 10, seed: 's' };
  await expect(sampleTable(parts, {} as never, actor, asked)).rejects.toMatchObject({ code: 'grant.suspended' });
});
