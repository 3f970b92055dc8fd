import { z } from 'zod';
import { act } from './define.ts';

/** Acts on batches, epochs, segments and their keys. */
export const vaultActs = {
  'vault.batch-received': act(
    z.strictObject({
      resource: z.string(),
      mode: z.string(),
      format: z.string(),
      bytes: z.number().int(),
      digest: z.string(),
      via: z.string(),
      redirected: z.boolean(),
      // The batch whose quarantine this one corrects.
      corrects: z.string().optional(),
    }),
    ['COL-07', 'COL-08', 'QUA-04'],
  ),
  'vault.batch-checking': act(z.strictObject({ fields: z.number().int() }), ['COL-08']),
  'vault.batch-accepted': act(
    z.strictObject({
      epoch: z.string(),
      rowsRead: z.number().int(),
      rowsAccepted: z.number().int(),
      rowsQuarantined: z.number().int(),
    }),
    ['COL-08', 'QUA-03'],
  ),
  'vault.batch-refused': act(z.strictObject({ code: z.string(), rowsRead: z.number().int() }), ['COL-08']),
  'vault.segment-intended': act(z.strictObject({ segments: z.array(z.string()) }), ['COL-08']),
  'vault.epoch-committed': act(
    z.strictObject({
      resource: z.string(),
      batch: z.string(),
      segments: z.array(
        z.strictObject({ segment: z.string(), keyId: z.string(), digest: z.string(), rows: z.number().int() }),
      ),
    }),
    ['COL-07'],
  ),
  'vault.destruction-requested': act(z.strictObject({ target: z.string(), id: z.string(), ground: z.string() }), [
    'ENV-08',
    'SVN-05',
  ]),
  'vault.destruction-approved': act(z.strictObject({ approval: z.number().int(), needed: z.number().int() }), [
    'ENV-08',
  ]),
  'vault.destruction-withdrawn': act(z.strictObject({}), ['ENV-08']),
  'vault.destruction-intended': act(z.strictObject({ keyIds: z.array(z.string()), ground: z.string() }), [
    'ENV-08',
    'SVN-05',
  ]),
  'vault.destruction-completed': act(
    z.strictObject({
      keyIds: z.array(z.string()),
      digests: z.array(z.string()),
      approvers: z.array(z.string()),
      // Absent in entries of before.
      groundEntry: z.string().nullable().optional(),
      retained: z.array(z.string()).optional(),
      escrowedUntil: z.string().nullable().optional(),
    }),
    ['AUT-09', 'ENV-08', 'SVN-05'],
  ),
  'vault.destruction-replayed': act(z.strictObject({ keyIds: z.array(z.string()) }), ['ENV-08']),
  'vault.epoch-destroyed': act(z.strictObject({ destruction: z.string(), ground: z.string() }), ['ENV-08', 'PLT-14']),
  'vault.erasure-requested': act(
    z.strictObject({ kind: z.string(), field: z.string(), ground: z.string(), fields: z.array(z.string()) }),
    ['QUA-06', 'ENV-08'],
  ),
  'vault.erasure-withdrawn': act(z.strictObject({}), ['QUA-06']),
  'vault.erasure-finished': act(z.strictObject({ kind: z.string(), keyIds: z.array(z.string()) }), [
    'ENV-08',
    'QUA-06',
  ]),
  'vault.person-hidden': act(
    z.strictObject({
      kind: z.string(),
      ground: z.string(),
      epochs: z.array(z.string()),
      segments: z.number().int(),
      rows: z.number().int(),
      rewriteBy: z.string(),
    }),
    ['ENV-08', 'QUA-06'],
  ),
  'vault.person-rewritten': act(
    z.strictObject({
      segments: z.array(
        z.strictObject({ segment: z.string(), keyId: z.string(), digest: z.string(), rows: z.number().int() }),
      ),
      keyIds: z.array(z.string()),
    }),
    ['ENV-08'],
  ),
  'vault.master-key-rotated': act(z.strictObject({ from: z.string(), to: z.string(), keys: z.number().int() })),
  'vault.run-finished': act(
    z.strictObject({
      run: z.string(),
      state: z.string(),
      sourceRecords: z.number().int().nullable(),
      records: z.number().int().nullable(),
      code: z.string().nullable(),
    }),
    ['COL-08', 'COL-09'],
  ),
  'vault.run-started': act(z.strictObject({ run: z.string(), sourceRecords: z.number().int().nullable() }), ['COL-08']),
  'vault.source-changed': act(z.strictObject({ state: z.string() }), ['COL-08']),
  'vault.source-registered': act(
    z.strictObject({
      kind: z.string(),
      mode: z.string(),
      everyMinutes: z.number().int().nullable(),
      hasSecret: z.boolean(),
    }),
    ['COL-08'],
  ),
  'vault.workspace-opened': act(z.strictObject({ keyId: z.string() }), ['ENV-01']),
} as const;
