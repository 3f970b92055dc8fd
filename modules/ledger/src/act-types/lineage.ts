import { z } from 'zod';
import { act } from './define.ts';

/** Acts that follow from tracing: who was told that a source is disputed, corrected or withdrawn. */
export const lineageActs = {
  'lineage.owner-notified': act(
    z.strictObject({
      notice: z.string(),
      origin: z.string(),
      ground: z.enum(['record-disputed', 'source-withdrawn', 'record-corrected']),
      reference: z.string(),
      body: z.string(),
      counts: z.record(z.string(), z.number().int()),
      logSize: z.number().int(),
    }),
    ['QUA-07', 'AUD-01'],
  ),
} as const;
