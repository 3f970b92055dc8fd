import { toHex, type SecretKey } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { payloadCommitment, payloadSalt } from '../entry.ts';
import type { PayloadMaster } from '../flush-acts.ts';
import type { AuditedEntry } from './audit-files.ts';
import type { Findings } from './finding.ts';

interface Row {
  readonly entry_id: string;
  readonly stream: string;
  readonly sealed: Uint8Array | null;
  readonly salt: Uint8Array | null;
  readonly key_seed: Uint8Array | null;
}

/** Keys of streams that were used lately. */
const KNOWN_KEYS = 5_000;

/**
 * Opens what entries committed to and checks the commitment. Where the stream's seed was destroyed nothing can be
 * opened, and nothing must be: that is what shredding leaves. A payload that is missing while its key exists was taken.
 */
export function createPayloadAudit(db: Db, master: PayloadMaster, findings: Findings) {
  const keys = new Map<string, SecretKey>();
  let opened = 0;
  const keyOf = (stream: string, seed: Uint8Array): SecretKey => {
    const known = keys.get(stream);
    if (known) return known;
    if (keys.size >= KNOWN_KEYS) keys.clear();
    const key = master.streamKey(stream, seed);
    keys.set(stream, key);
    return key;
  };
  const check = (row: Row, entry: AuditedEntry): void => {
    if (!row.key_seed || !row.salt) return;
    if (!row.sealed) {
      findings.add('payload-missing', entry.id);
      return;
    }
    const text = openQuietly(master, keyOf(row.stream, row.key_seed), row.sealed, entry.id);
    const right =
      text !== null &&
      row.stream === entry.stream &&
      toHex(payloadCommitment(payloadSalt(row.salt, entry.id), text)) === entry.payload;
    if (!right) findings.add('payload-changed', entry.id);
    opened += 1;
  };
  return {
    async check(entries: readonly AuditedEntry[]): Promise<void> {
      if (entries.length === 0) return;
      const { rows } = await sql<Row>`
        select u.id as entry_id, coalesce(p.stream, u.stream) as stream, p.sealed, h.salt, h.key_seed
        from unnest(${entries.map((one) => one.id)}::text[], ${entries.map((one) => one.stream)}::text[]) with ordinality u(id, stream, place)
        left join lateral (
          select stream, sealed from ledger.payload where entry_id = u.id
          union all select stream, sealed from ledger.outbox where entry_id = u.id and sealed is not null limit 1) p on true
        left join ledger.stream_head h on h.stream = u.stream order by u.place`.execute(db.q);
      for (const [i, row] of rows.entries()) {
        const entry = entries[i];
        if (entry) check(row, entry);
      }
    },
    opened: () => opened,
  };
}

function openQuietly(master: PayloadMaster, key: SecretKey, sealed: Uint8Array, entryId: string): Uint8Array | null {
  try {
    return master.open(key, sealed, entryId);
  } catch {
    return null;
  }
}

/** Payloads that belong to no entry: somebody put them there. */
export async function auditStrayPayloads(db: Db, findings: Findings): Promise<void> {
  const { rows } = await sql<{ entry_id: string }>`
    select p.entry_id from ledger.payload p
    where not exists (select from ledger.log l where l.entry_id = p.entry_id)
      and not exists (select from ledger.outbox o where o.entry_id = p.entry_id) order by 1 limit 100`.execute(db.q);
  for (const row of rows) findings.add('payload-stray', row.entry_id);
}
