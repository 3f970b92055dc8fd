import { utf8 } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { sql } from 'kysely';
import type { StandingCheckpoint } from './log/publish-checkpoint.ts';
import type { LogKeys } from './log-keys.ts';
import type { StoredEntry } from './read-entries.ts';
import { formatNote } from './tlog/note.ts';
import { isGatheringStream } from './verifier/bundle-format.ts';
import { formatStreamHeads } from './verifier/stream-heads.ts';

interface Row {
  readonly stream: string;
  readonly last: number;
  readonly leaf: Uint8Array;
}

/**
 * States, signed by the log's Ed25519 key, which entry of each story in a bundle is the last under a checkpoint. Asked
 * of the log itself, not of the bundle. Ed25519 alone: its signatures are the same each time, and so are bundles.
 * @throws DomainError `ledger.bundle-too-large` (limited): the bundle does not hold a story to its end
 */
export async function signStreamHeads(
  db: Db,
  keys: Pick<LogKeys, 'origin' | 'signers'>,
  checkpoint: StandingCheckpoint,
  entries: readonly StoredEntry[],
): Promise<string> {
  const ends = new Map(entries.map(({ entry }) => [entry.stream, entry.streamSeq]));
  const streams = [...ends.keys()].filter((stream) => !isGatheringStream(stream));
  const { rows } = await sql<Row>`
    select named.stream, head.stream_seq as last, head.leaf_hash as leaf
    from unnest(${streams}::text[]) as named (stream) cross join lateral (
      select stream_seq, leaf_hash from ledger.log
      where stream = named.stream and idx < ${checkpoint.size} order by stream_seq desc limit 1
    ) as head`.execute(db.q);
  if (rows.length !== streams.length || rows.some((one) => ends.get(one.stream) !== one.last))
    throw new DomainError('ledger.bundle-too-large', 'limited');
  const text = formatStreamHeads({ origin: keys.origin, size: checkpoint.size, root: checkpoint.root, heads: rows });
  const signatures = keys.signers
    .filter(({ key }) => key.algorithm === 'ed25519')
    .map(({ key, signer }) => ({ name: key.name, keyId: key.id, signature: signer.sign(utf8(text)) }));
  return formatNote({ text, signatures });
}
