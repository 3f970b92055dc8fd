import { gm, intl } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import type { CheckpointStore } from '../log/checkpoint-store.ts';
import type { LogFolder } from '../log/log-folder.ts';
import { readStanding, type StandingCheckpoint } from '../log/publish-checkpoint.ts';
import type { LogKeys } from '../log-keys.ts';
import { parseNote, verifyNote } from '../tlog/note.ts';
import { HASH_BYTES } from '../tlog/tree-hash.ts';
import { treeHash } from '../tree.ts';
import { auditEntries } from './audit-entries.ts';
import { auditFiles } from './audit-files.ts';
import { auditRows } from './audit-rows.ts';
import { createFindings, type Finding, type Findings } from './finding.ts';

export interface AuditReport {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** Entries in the log, under the checkpoint, and still waiting. */
  readonly entries: number;
  readonly published: number;
  readonly waiting: number;
  /** Ledgered rows compared with the entries. */
  readonly rows: number;
}

export interface AuditOptions {
  readonly db: Db;
  readonly folder: LogFolder;
  readonly store: CheckpointStore;
  readonly keys: Pick<LogKeys, 'signers'>;
}

/**
 * Reads everything again and trusts nothing: checkpoint signatures, entry files, tiles, log table, streams, and the
 * current rows of every ledgered table against the last entry that speaks of them. Runs beside a working server: it
 * looks at one snapshot of the database, taken after the checkpoint was read.
 */
export async function auditLedger(options: AuditOptions): Promise<AuditReport> {
  const findings = createFindings();
  const standing = readStanding(await options.store.read());
  await auditCheckpoint(options, standing, findings);
  return options.db.q
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (q) => {
      const entries = await auditEntries({ q }, findings);
      if (standing && entries.size < standing.size) findings.add('log-hole', `index ${entries.size}`);
      if (standing)
        await auditFiles(
          options.folder,
          treeHash,
          standing,
          entries.leaves.subarray(0, standing.size * HASH_BYTES),
          findings,
        );
      const rows = await auditRows({ q }, entries.rows, findings);
      const all = findings.all();
      return {
        ok: all.length === 0,
        findings: all,
        entries: entries.size,
        published: standing?.size ?? 0,
        waiting: entries.waiting,
        rows,
      };
    });
}

async function auditCheckpoint(
  options: AuditOptions,
  standing: StandingCheckpoint | null,
  findings: Findings,
): Promise<void> {
  if (!standing) return;
  const keys = options.keys.signers.map((one) => one.key);
  const note = parseNote(standing.note);
  const signed =
    note &&
    verifyNote(note, keys, (key, message, signature) =>
      (key.algorithm === 'ed25519' ? intl : gm).verify(key.publicKey, message, signature),
    );
  if (signed?.length !== keys.length) findings.add('checkpoint-unsigned', 'checkpoint');
  const published = await options.folder.read('checkpoint');
  const shown = published ? readPublished(published.toString()) : null;
  // The public one may be newer by now, or older for the moment between the two writes; never another of the same size.
  // Witnesses add their lines after the log's own.
  if (!shown || (shown.size === standing.size && !shown.note.startsWith(standing.note)))
    findings.add('checkpoint-differs', 'checkpoint');
}

function readPublished(note: string): StandingCheckpoint | null {
  try {
    return readStanding(note);
  } catch {
    return null;
  }
}
