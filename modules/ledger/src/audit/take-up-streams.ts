import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { StoryBook } from './story-book.ts';

/** Where the streams that go on after `from` stood there, as the log table has it: an earlier audit has read it. */
export async function takeUpStreams(db: Db, book: StoryBook, from: number): Promise<void> {
  const { rows } = await sql<{ stream: string; stream_seq: number; leaf_hash: Uint8Array }>`
    select distinct on (l.stream) l.stream, l.stream_seq, l.leaf_hash from ledger.log l
    where l.idx < ${from} and l.stream in (
      select stream from ledger.log where idx >= ${from} union select stream from ledger.outbox)
    order by l.stream, l.stream_seq desc`.execute(db.q);
  for (const row of rows) book.begin(row.stream, { seq: row.stream_seq, leaf: toHex(row.leaf_hash) });
}
