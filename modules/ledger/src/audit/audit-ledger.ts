import { gm, intl, toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { CheckpointStore } from '../log/checkpoint-store.ts';
import type { LogFolder } from '../log/log-folder.ts';
import { readStanding, type StandingCheckpoint } from '../log/publish-checkpoint.ts';
import type { LogKeys } from '../log-keys.ts';
import { parseNote, verifyNote } from '../tlog/note.ts';
import { TILE_WIDTH } from '../tlog/tiles.ts';
import { treeHash } from '../tree.ts';
import type { PayloadMaster } from '../flush-acts.ts';
import { readHead } from '../log/store-log.ts';
import { TileEdge } from '../log/tile-edge.ts';
import { actTables } from '../act-types/tables.ts';
import { auditDoors, type ActTables } from './audit-doors.ts';
import { guardedTables, type GuardedTables } from './guarded-tables.ts';
import { auditFiles } from './audit-files.ts';
import { auditGuards, auditHeads, auditRowStates } from './audit-heads.ts';
import { auditStrayPayloads, createPayloadAudit } from './audit-payloads.ts';
import { auditRefusals } from './audit-refusals.ts';
import { auditRows } from './audit-rows.ts';
import { auditOutbox, auditTail } from './audit-waiting.ts';
import { listPublished, type PublishedPlaces } from './published-places.ts';
import { createStoryBook } from './story-book.ts';
import { takeUpStreams } from './take-up-streams.ts';
import { createFindings, type Finding, type Findings } from './finding.ts';

export interface AuditReport {
  readonly ok: boolean;
  /** In the order in which they were met: the first one is where to begin. */
  readonly findings: readonly Finding[];
  /** Entries in the log, under the checkpoint, and still waiting. */
  readonly entries: number;
  readonly published: number;
  readonly waiting: number;
  /** Ledgered rows compared with the entries. */
  readonly rows: number;
  /** Payloads opened and compared with their commitments. */
  readonly payloads: number;
  /** Where it began; entries before were read by an audit that found nothing. */
  readonly from: number;
  /** Size and root of all that was read, published or not. */
  readonly root: string;
}

/** A check of a table that is derived, and so not under guard: calls `differs` with `table/id`. */
export type DerivedCheck = (db: Db, differs: (place: string) => void) => Promise<void>;

export interface AuditOptions {
  readonly db: Db;
  readonly folder: LogFolder;
  readonly store: CheckpointStore;
  readonly keys: Pick<LogKeys, 'signers'>;
  /** Without it payloads are not opened. */
  readonly master?: PayloadMaster;
  readonly derived?: readonly DerivedCheck[];
  /** What the list of acts in the database asks for; what the program's list does, unless said. */
  readonly actTables?: ActTables;
  /** Tables that have to be under guard; the program's, unless said. */
  readonly guarded?: GuardedTables;
}

/**
 * Reads everything again and trusts nothing: checkpoint signatures, entry files, tiles, log table, outbox, streams,
 * references, payloads, and the current rows of every ledgered table against the last entry that speaks of them. Runs
 * beside a working server: it looks at one snapshot of the database, taken after the checkpoint was read.
 * `from` (an incremental audit) reads only what came after; rows that nothing spoke of since are not looked at.
 */
export async function auditLedger(options: AuditOptions, from = 0): Promise<AuditReport> {
  const findings = createFindings();
  const standing = readStanding(await options.store.read());
  await auditCheckpoint(options, standing, findings);
  // Before the snapshot: a working server goes on writing files, each after its entries are in order.
  const places = await listPublished(options.folder);
  return options.db.q
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((q) => auditSnapshot({ ...options, db: { q } }, { standing, from, findings, places }));
}

interface Begun {
  readonly standing: StandingCheckpoint | null;
  readonly from: number;
  readonly findings: Findings;
  readonly places: PublishedPlaces;
}

async function auditSnapshot(options: AuditOptions, { standing, from, findings, places }: Begun): Promise<AuditReport> {
  const { db } = options;
  // Whatever a role's or the database's own settings say: what the audit calls is what PostgreSQL brings.
  await sql`set local search_path = pg_catalog, pg_temp`.execute(db.q);
  const head = await readHead(db);
  const start = Math.min(Math.floor(from / TILE_WIDTH) * TILE_WIDTH, standing?.size ?? 0);
  const begin = start - (start % TILE_WIDTH);
  const book = createStoryBook(findings);
  const payloads = options.master ? createPayloadAudit(db, options.master, findings) : null;
  if (begin > 0) await takeUpStreams(db, book, begin);
  const context = { ...options, book, findings, ...(payloads ? { onEntries: payloads.check } : {}) };
  if (standing && head.size < standing.size) findings.add('log-hole', `index ${head.size}`);
  if (head.publishedSize > (standing?.size ?? 0)) findings.add('checkpoint-behind', `size ${standing?.size ?? 0}`);
  const edge = standing
    ? await auditFiles({
        ...context,
        hash: treeHash,
        signed: standing,
        from: begin,
        compareTable: true,
        places,
        sizeNow: head.size,
      })
    : new TileEdge(treeHash);
  const size = await auditTail(context, edge);
  const waiting = await auditOutbox(context);
  const whole = begin === 0;
  if (whole) for (const one of book.unresolved()) findings.add('reference-unresolved', one);
  await auditHeads(db, book, whole, findings);
  await auditRowStates(db, book, whole, findings);
  const expected = { actTables, guarded: guardedTables, ...options };
  const { guarded } = expected;
  await auditGuards(db, book, guarded, findings);
  if (whole) await auditDoors(db, expected, findings);
  const rows = await auditRows(db, book.rows, { guarded, whole }, findings);
  if (whole) await auditStrayPayloads(db, findings);
  if (whole && options.master) await auditRefusals(db, options.master, findings);
  for (const check of whole ? (options.derived ?? []) : [])
    await check(db, (place) => findings.add('derived-changed', place));
  const all = findings.all();
  return {
    ...{ ok: all.length === 0, findings: all, entries: size, published: standing?.size ?? 0, waiting, rows },
    ...{ payloads: payloads?.opened() ?? 0, from: begin, root: toHex(edge.root()) },
  };
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
