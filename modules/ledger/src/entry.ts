import { sha256, utf8 } from '@sluice/crypto';
import type { ActorRef, SubjectRef } from '@sluice/database';

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

export const decodeEntry = (bytes: Uint8Array): Entry => JSON.parse(Buffer.from(bytes).toString('utf8')) as Entry;
