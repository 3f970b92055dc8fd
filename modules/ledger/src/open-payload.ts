import { fromUtf8, type SecretKey } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { payloadSalt } from './entry.ts';
import type { PayloadMaster } from './flush-acts.ts';

/** A payload with the salt that shows it to be the committed one. */
export interface PayloadOpening {
  readonly entryId: string;
  /** Canonical JSON, as it was committed. */
  readonly text: string;
  readonly salt: Uint8Array;
}

interface Row {
  readonly entry_id: string;
  readonly stream: string;
  readonly sealed: Uint8Array;
  readonly salt: Uint8Array;
  readonly key_seed: Uint8Array | null;
}

/** Opens the payloads of entries; those that were shredded are left out. */
export async function openPayloads(
  db: Db,
  master: PayloadMaster,
  entryIds: readonly string[],
): Promise<readonly PayloadOpening[]> {
  const { rows } = await sql<Row>`
    select distinct on (p.entry_id) p.entry_id, p.stream, p.sealed, h.salt, h.key_seed
    from (
      select entry_id, stream, sealed from ledger.payload where entry_id = any(${[...entryIds]}::text[])
      union all
      select entry_id, stream, sealed from ledger.outbox where sealed is not null and entry_id = any(${[...entryIds]}::text[])
    ) p join ledger.stream_head h on h.stream = p.stream`.execute(db.q);
  const keys = new Map<string, SecretKey>();
  return rows.flatMap((row) => {
    if (!row.key_seed) return [];
    const key = keys.get(row.stream) ?? master.streamKey(row.stream, row.key_seed);
    keys.set(row.stream, key);
    const text = fromUtf8(master.open(key, row.sealed, row.entry_id));
    return [{ entryId: row.entry_id, text, salt: payloadSalt(row.salt, row.entry_id) }];
  });
}
