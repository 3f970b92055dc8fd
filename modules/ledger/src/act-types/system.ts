import { z } from 'zod';
import { act } from './define.ts';

/** Acts of the platform itself: its keys, its log, its clock. */
export const systemActs = {
  'system.audit-finished': act(
    z.strictObject({
      run: z.string(),
      kind: z.enum(['full', 'incremental']),
      from: z.number().int(),
      size: z.number().int(),
      root: z.string(),
      rows: z.number().int(),
      payloads: z.number().int(),
      findings: z.number().int(),
      /** Code of the first finding; its place stands in the row. */
      first: z.string().nullable(),
    }),
    ['AUD-02', 'AUD-03'],
  ),
  'system.clock-moved': act(z.strictObject({ from: z.string(), to: z.string() })),
  'system.key-introduced': act(
    z.strictObject({ algorithm: z.string(), keyName: z.string(), keyId: z.string(), publicKey: z.string() }),
    ['AUD-02'],
  ),
  /** Receipts of the new keys' introductions under a checkpoint that the old keys signed too: who pinned those can follow. */
  'system.keys-handed-over': act(z.strictObject({ receipts: z.array(z.string()) }), ['AUD-02']),
  'system.key-retired': act(z.strictObject({ keyName: z.string(), keyId: z.string() }), ['AUD-02']),
  'system.effect-lost': act(
    z.strictObject({
      origin: z.string(),
      index: z.number().int(),
      leafHash: z.string(),
      stream: z.string(),
      type: z.string(),
      entry: z.string(),
    }),
    ['AUD-02'],
  ),
  /** A backup goes on under its own name because a person stated that the original signed nothing after it. */
  'system.log-resumed': act(
    z.strictObject({
      backup: z.string(),
      stated: z.literal('original-is-gone'),
      size: z.number().int(),
      root: z.string(),
    }),
    ['AUD-02'],
  ),
  'system.network-log-deleted': act(z.strictObject({ before: z.string(), deleted: z.number().int() }), [
    'AUD-03',
    'AUT-09',
  ]),
  'system.origin-succeeded': act(
    z.strictObject({
      backup: z.string(),
      previousOrigin: z.string(),
      previousSize: z.number().int(),
      previousRoot: z.string(),
      checkpointDigest: z.string(),
      restoredSize: z.number().int(),
      lostEntries: z.number().int(),
    }),
    ['AUD-02'],
  ),
  'system.roots-crossed': act(
    z.strictObject({
      size: z.number().int(),
      origin: z.string(),
      root: z.string(),
      twinOrigin: z.string(),
      twinRoot: z.string(),
    }),
    ['AUD-02'],
  ),
  'system.security-digest': act(
    z.strictObject({
      from: z.string(),
      to: z.string(),
      refusals: z.number().int(),
      // Absent in entries of before: each refusal was a line.
      lines: z.number().int().optional(),
      dropped: z.number().int(),
      digest: z.string(),
    }),
    ['PLT-07'],
    'network-log',
  ),
} as const;
