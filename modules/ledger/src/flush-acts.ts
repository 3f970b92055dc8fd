import { aes256Gcm, freshSecret, secretKey, sha256, toHex, utf8, type SecretKey } from '@sluice/crypto';
import type { EntryRef, PendingAct, Tx } from '@sluice/database';
import { canonicalJson, type IdSource } from '@sluice/kernel';
import { encodeEntry, leafHashOf, payloadCommitment, payloadSalt, type StateDigest } from './entry.ts';
import { insertEntries, prepareFlush, type StreamHead, type NewEntry } from './store-flush.ts';

/** Gives each stream its key; holds the master key, which is kept apart from the database. */
export interface PayloadMaster {
  streamKey(stream: string, seed: Uint8Array): SecretKey;
}

/** Stream keys are HMAC(master, stream ‖ seed): without the seed, which lies in the database, nobody can make them again. */
export function createPayloadMaster(key: Uint8Array): PayloadMaster {
  const master = secretKey(key);
  return { streamKey: (stream, seed) => secretKey(sha256.hmac(master, utf8(`stream-key\n${stream}\n`), seed)) };
}

export const payloadContext = (entryId: string): Uint8Array => utf8(`payload\n${entryId}`);

interface RowKey {
  readonly stream: string;
  readonly table: string;
  readonly id: string;
}

const keyOf = (row: RowKey): string => `${row.stream}\n${row.table}\n${row.id}`;

/**
 * Writes the acts of a transaction as its last statements, in two round trips: lock the stream heads in sorted order
 * and digest the changed rows; then insert entries, payloads, heads and row states together.
 */
export function createFlushActs(options: { readonly ids: IdSource; readonly master: PayloadMaster }) {
  return async (tx: Tx, acts: readonly PendingAct[]): Promise<readonly EntryRef[]> => {
    const streams = [...new Set(acts.map((act) => act.stream))].toSorted();
    const rows = distinctRows(acts);
    const fresh = streams.map((stream) => ({ stream, salt: freshSecret(32), keySeed: freshSecret(32) }));
    const { heads, digests } = await prepareFlush(tx, fresh, [...rows.values()]);
    const digestOf = new Map([...rows.keys()].map((key, place) => [key, digests[place] ?? null]));
    const open = new Map(heads.map((head) => [head.stream, openHead(head, options.master)]));
    const entries: NewEntry[] = [];
    const refs: EntryRef[] = [];
    for (const act of acts) {
      const head = open.get(act.stream);
      if (!head) throw new Error('stream head was not locked');
      const entry = buildEntry(act, head, { id: options.ids.next('ent'), at: tx.at, digestOf });
      entries.push(entry);
      refs.push({
        entryId: entry.entryId,
        stream: entry.stream,
        streamSeq: entry.streamSeq,
        leafHash: toHex(entry.leafHash),
      });
      head.nextSeq += 1;
      head.lastLeaf = entry.leafHash;
    }
    await insertEntries(tx, entries, [...open.values()], lastWordPerRow(acts));
    return refs;
  };
}

interface OpenHead {
  readonly stream: string;
  readonly salt: Uint8Array;
  /** Null once the stream's payloads have been shredded. */
  readonly key: SecretKey | null;
  nextSeq: number;
  lastLeaf: Uint8Array | null;
}

function openHead(head: StreamHead, master: PayloadMaster): OpenHead {
  const key = head.keySeed ? master.streamKey(head.stream, head.keySeed) : null;
  return { stream: head.stream, salt: head.salt, key, nextSeq: head.nextSeq, lastLeaf: head.lastLeaf };
}

function distinctRows(acts: readonly PendingAct[]): Map<string, RowKey> {
  const rows = new Map<string, RowKey>();
  for (const act of acts)
    for (const row of act.rows) {
      const key = { stream: act.stream, table: row.table, id: row.id };
      rows.set(keyOf(key), key);
    }
  return rows;
}

interface BuildContext {
  readonly id: string;
  readonly at: Date;
  readonly digestOf: ReadonlyMap<string, Uint8Array | null>;
}

function buildEntry(act: PendingAct, head: OpenHead, context: BuildContext): NewEntry {
  const payload = utf8(canonicalJson(act.payload));
  const state = act.rows.map((row): StateDigest => {
    const digest = context.digestOf.get(keyOf({ stream: act.stream, table: row.table, id: row.id })) ?? null;
    return { table: row.table, id: row.id, digest: digest ? toHex(digest) : null };
  });
  const entry = encodeEntry(act, {
    id: context.id,
    at: context.at,
    streamSeq: head.nextSeq,
    prev: head.lastLeaf,
    payloadCommitment: payloadCommitment(payloadSalt(head.salt, context.id), payload),
    state,
  });
  return {
    entryId: context.id,
    stream: act.stream,
    streamSeq: head.nextSeq,
    entry,
    leafHash: leafHashOf(entry),
    sealedPayload: head.key ? aes256Gcm.seal(head.key, payload, payloadContext(context.id)) : null,
  };
}

/** A row that several acts of one transaction changed belongs to the last of them. */
function lastWordPerRow(acts: readonly PendingAct[]) {
  const last = new Map<string, { readonly table: string; readonly id: string; readonly entry: number }>();
  for (const [entry, act] of acts.entries())
    for (const row of act.rows) last.set(`${row.table}\n${row.id}`, { ...row, entry });
  return [...last.values()];
}
