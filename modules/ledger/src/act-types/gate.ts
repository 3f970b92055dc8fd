import { z } from 'zod';
import { act } from './define.ts';

/**
 * Passages of the gate: every program with its digests, its verdict and the rules behind it. Counts of withheld cells are
 * no part of a payload, because a bundle opens it: they stand in the guarded row, under its digest.
 */
const refusedProgram = { textDigest: z.string(), codes: z.array(z.string()), rules: z.array(z.string()) };
const acceptedProgram = { textDigest: z.string(), irDigest: z.string() };

export const gateActs = {
  'gate.budget-spent': act(
    z.strictObject({
      budgetId: z.string(),
      releaseId: z.string(),
      irDigest: z.string(),
      unit: z.string(),
      // zCDP, as decimals in text.
      cost: z.string(),
      total: z.string(),
    }),
    ['PLT-07', 'ENV-10'],
  ),
  'gate.cube-refused': act(z.strictObject(refusedProgram), ['PLT-07', 'ENV-04']),
  'gate.cube-released': act(
    z.strictObject({
      ...acceptedProgram,
      releaseId: z.string(),
      cubeDigest: z.string(),
      answers: z.number().int(),
      rows: z.number().int(),
      epochs: z.array(z.string()),
    }),
    ['PLT-07', 'ENV-04', 'PRD-05'],
  ),
  'gate.hold-decided': act(
    z.strictObject({ holdId: z.string(), outcome: z.enum(['released', 'refused']), releaseId: z.string() }),
    ['ENV-05', 'PLT-07'],
  ),
  // Which way a vote went stands in the guarded row: entries are read by others before both are in.
  'gate.hold-voted': act(z.strictObject({ holdId: z.string(), vote: z.number().int() }), ['ENV-05']),
  'gate.overuse-found': act(
    z.strictObject({ kind: z.enum(['fields', 'rows', 'time', 'volume']), code: z.string(), decisionId: z.string() }),
    ['ENV-10'],
  ),
  'gate.query-explained': act(z.strictObject(acceptedProgram), ['PLT-07', 'ENV-04']),
  'gate.query-failed': act(z.strictObject({ ...acceptedProgram, epochs: z.array(z.string()) }), ['ENV-04']),
  'gate.query-refused': act(z.strictObject(refusedProgram), ['PLT-07', 'ENV-04']),
  'gate.query-run': act(
    z.strictObject({ ...acceptedProgram, releaseId: z.string(), rows: z.number().int(), epochs: z.array(z.string()) }),
    ['PLT-07', 'ENV-04', 'PRD-05'],
  ),
  'gate.result-held': act(
    z.strictObject({
      ...acceptedProgram,
      releaseId: z.string(),
      holdId: z.string(),
      ground: z.enum(['policy', 'undecided']),
      epochs: z.array(z.string()),
    }),
    ['ENV-05', 'PLT-07'],
  ),
  'gate.run-admitted': act(
    z.strictObject({
      kind: z.enum(['query', 'freeze']),
      workspaceId: z.string(),
      day: z.string(),
      ordinal: z.number().int(),
      perDay: z.number().int(),
    }),
    ['ENV-01', 'ENV-04'],
  ),
  'gate.sample-drawn': act(
    z.strictObject({ sampleId: z.string(), seedDigest: z.string(), size: z.number().int(), epoch: z.string() }),
    ['ENV-03', 'ENV-04'],
  ),
} as const;
