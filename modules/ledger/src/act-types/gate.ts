import { z } from 'zod';
import { act } from './define.ts';

/** Passages of the gate: every query, allowed or refused, with its rule version and what came out. */
export const gateActs = {
  'gate.query-refused': act(z.strictObject({ queryDigest: z.string(), rules: z.array(z.string()) }), ['PLT-07', 'ENV-04']),
  'gate.query-run': act(
    z.strictObject({ queryDigest: z.string(), rows: z.number().int(), withheld: z.number().int(), durationMs: z.number(), epochs: z.array(z.string()) }),
    ['PLT-07', 'ENV-04', 'PRI-01'],
  ),
  'gate.cube-released': act(z.strictObject({ queryDigest: z.string(), cells: z.number().int(), withheld: z.number().int(), digest: z.string() }), ['PLT-07', 'PRD-05']),
} as const;
