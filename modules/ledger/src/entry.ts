import { sha256, utf8 } from '@sluice/crypto';
import type { ActorRef, ChangedRow, PendingAct, SubjectRef } from '@sluice/database';
import { canonicalJson, DomainError, type Json } from '@sluice/kernel';

/** tlog-tiles stores entries with a 16-bit length. */
export const MAX_ENTRY_BYTES = 65_535;

/** What a row looked like after the act: digest under the stream's salt; null where the row is gone. */
export interface StateDigest {
  readonly table: string;
  readonly id: string;
  readonly digest: string | null;
}

/** An entry of the log, exactly as its canonical JSON (RFC 8785) holds it. Digests are lower-case hex. */
export interface Entry {
  readonly v: 1;
  readonly id: string;
  readonly type: string;
  readonly at: string;
  readonly actor: ActorRef;
  readonly subjects: readonly SubjectRef[];
  readonly stream: string;
  readonly streamSeq: number;
  /** Leaf hash of the stream's previous entry; null for its first. */
  readonly prev: string | null;
  readonly ruleVersion: string;
  readonly commitments: { readonly payload: string; readonly state: readonly StateDigest[] };
  readonly retainClass: string;
}

const LEAF_PREFIX = Uint8Array.of(0);

/** RFC 6962 leaf hash: SHA-256(0x00 ‖ entry bytes). */
export const leafHashOf = (entryBytes: Uint8Array): Uint8Array => sha256.digest(LEAF_PREFIX, entryBytes);

/** Each payload has its own salt, so that opening one opens no other. */
export const payloadSalt = (streamSalt: Uint8Array, entryId: string): Uint8Array =>
  sha256.digest(streamSalt, utf8(`payload\n${entryId}`));

export const payloadCommitment = (salt: Uint8Array, payload: Uint8Array): Uint8Array => sha256.digest(salt, payload);

/** The canonical JSON (RFC 8785) of an entry, cut where only the database knows what stands there. */
export interface EntryPieces {
  /** Up to the digits of the payload's commitment. */
  readonly opening: string;
  /** From the end of `state` up to the value of `prev`. */
  readonly middle: string;
  /** Up to the digits of `streamSeq`. */
  readonly before: string;
  readonly tail: string;
}

/** Longest text of what the pieces leave out, apart from the state: two digests, quotes, the place in the stream. */
const LONGEST_REST = 64 + 66 + 20 + 12;

/**
 * @param state the bytes that the states of the act's rows will take
 * @throws DomainError `ledger.entry-too-large` (internal) where the entry may pass 65,535 bytes
 */
export function cutEntry(act: PendingAct, id: string, at: Date, state: number): EntryPieces {
  const text = (value: unknown): string => canonicalJson(value as Json);
  const pieces: EntryPieces = {
    opening: `{"actor":${text(act.actor)},"at":"${at.toISOString()}","commitments":{"payload":"`,
    middle: `]},"id":${text(id)},"prev":`,
    before: `,"retainClass":${text(act.retainClass)},"ruleVersion":${text(act.ruleVersion)},"stream":${text(act.stream)},"streamSeq":`,
    tail: `,"subjects":${text(act.subjects)},"type":${text(act.type)},"v":1}`,
  };
  const { opening, middle, before, tail } = pieces;
  const bytes = Buffer.byteLength(opening + middle + before + tail) + state + LONGEST_REST;
  if (bytes > MAX_ENTRY_BYTES) throw new DomainError('ledger.entry-too-large', 'internal', { type: act.type, bytes });
  return pieces;
}

/** What follows the digest of a row in an entry's `state`. */
export const stateTail = (row: ChangedRow): string =>
  `,"id":${canonicalJson(row.id)},"table":${canonicalJson(row.table)}}`;

/** Longest text of a row's digest with its key and a comma. */
export const STATE_DIGEST_BYTES = 80;

export const decodeEntry = (bytes: Uint8Array): Entry => JSON.parse(Buffer.from(bytes).toString('utf8')) as Entry;
