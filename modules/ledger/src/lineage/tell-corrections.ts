import type { ActorRef, Db } from '@sluice/database';
import { isDomainError } from '@sluice/kernel';
import { sql } from 'kysely';
import { decodeEntry, type Entry } from '../entry.ts';
import { notifyOwners, type NotifyParts } from './notify-owners.ts';
import { readProjected } from './store-lineage.ts';
import { findStart } from './trace-lineage.ts';

export interface TellParts extends NotifyParts {
  /** Version of the rules in force, `<jurisdiction>@<version>`. */
  readonly ruleVersion: (jurisdiction: string) => string;
}

const ACTOR: ActorRef = { kind: 'system', part: 'lineage' };
/** Epochs looked at in one go. */
const PAGE = 500;

/** A batch that came in the place of another one, or of lines of it, and is now part of the data. */
interface Correction {
  readonly corrected: string;
  readonly by: string;
}

/**
 * Tells everyone who used a batch that its corrected records are there (QUA-07): once for each correction whose data has
 * become an epoch. What a stop left half told is finished, and nobody is told twice.
 * @returns how many were told
 */
export async function tellCorrections(parts: TellParts): Promise<number> {
  const { db } = parts;
  const until = await readProjected(db);
  let told = 0;
  for (;;) {
    const from = await readNext(db);
    if (from >= until) return told;
    const epochs = await readEpochs(db, from, until);
    for (const { idx, entry } of epochs) {
      for (const correction of await correctionsOf(db, entry)) told += await tell(parts, correction);
      await moveNext(db, idx + 1);
    }
    if (epochs.length < PAGE) await moveNext(db, until);
  }
}

async function tell(parts: TellParts, { corrected, by }: Correction): Promise<number> {
  const start = await findStart(parts.db, corrected).catch((error: unknown) => {
    if (isDomainError(error) && error.code === 'lineage.unknown') return null;
    throw error;
  });
  const jurisdiction = start?.jurisdiction;
  if (!start || jurisdiction === null || jurisdiction === undefined) return 0;
  const { value } = await notifyOwners(parts, {
    ...{ start, jurisdiction, ground: 'record-corrected', reference: by },
    actor: ACTOR,
    ruleVersion: parts.ruleVersion(jurisdiction),
  });
  return value.length;
}

/** The batches of an epoch that say of themselves which batch they correct. */
async function correctionsOf(db: Db, epoch: Entry): Promise<readonly Correction[]> {
  const batches = epoch.subjects.flatMap(({ kind, id, rel }) => (kind === 'batch' && rel === 'uses' ? [id] : []));
  const { rows } = await sql<{ entry: Uint8Array }>`
    select entry from ledger.log
    where stream = any(${batches.map((id) => `batch:${id}`)}::text[]) and stream_seq = 0 and type = 'vault.batch-received'`.execute(
    db.q,
  );
  return rows.flatMap((row) => {
    const { stream, subjects } = decodeEntry(row.entry);
    const by = stream.slice('batch:'.length);
    return subjects.flatMap(({ kind, id }) => (kind === 'batch' && id !== by ? [{ corrected: id, by }] : []));
  });
}

async function readNext(db: Db): Promise<number> {
  const { rows } = await sql<{ next: number }>`select next_idx as next from ledger.correction_told`.execute(db.q);
  return rows[0]?.next ?? 0;
}

async function moveNext(db: Db, next: number): Promise<void> {
  await sql`update ledger.correction_told set next_idx = greatest(next_idx, ${next})`.execute(db.q);
}

async function readEpochs(db: Db, from: number, until: number) {
  const { rows } = await sql<{ idx: number; entry: Uint8Array }>`
    select l.idx, l.entry from ledger.log_index i join ledger.log l on l.idx = i.idx
    where i.type = 'vault.epoch-committed' and i.idx >= ${from} and i.idx < ${until} order by i.idx limit ${PAGE}`.execute(
    db.q,
  );
  return rows.map(({ idx, entry }) => ({ idx, entry: decodeEntry(entry) }));
}
