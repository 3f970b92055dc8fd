import {
  aes256Gcm,
  freshSecret,
  secretKey,
  sha256,
  sm4CtrHmac,
  utf8,
  type Sealer,
  type SecretKey,
} from '@sluice/crypto';
import type { EntryRef, PendingAct, Tx } from '@sluice/database';
import { canonicalJson, type IdSource } from '@sluice/kernel';
import { flushEntries, flushOne, isOne, type Flushed, type FlushedAct, type FlushedStream } from './store-flush.ts';

/** Gives each stream its key; holds the master key, which is kept apart from the database. */
export interface PayloadMaster {
  streamKey(stream: string, seed: Uint8Array): SecretKey;
  /** Seals with the suite's cipher. */
  seal(key: SecretKey, payload: Uint8Array, entryId: string): Uint8Array;
  /** Opens what either suite sealed: both authenticate. @throws DomainError `crypto.seal-broken` (internal) */
  open(key: SecretKey, sealed: Uint8Array, entryId: string): Uint8Array;
}

/** Stream keys are HMAC(master, stream ‖ seed): without the seed, which lies in the database, nobody can make them again. */
export function createPayloadMaster(key: Uint8Array, sealer: Sealer = aes256Gcm): PayloadMaster {
  const master = secretKey(key);
  const other = sealer === aes256Gcm ? sm4CtrHmac : aes256Gcm;
  return {
    streamKey: (stream, seed) => secretKey(sha256.hmac(master, utf8(`stream-key\n${stream}\n`), seed)),
    seal: (streamKey, payload, entryId) => sealer.seal(streamKey, payload, payloadContext(entryId)),
    open(streamKey, sealed, entryId) {
      try {
        return sealer.open(streamKey, sealed, payloadContext(entryId));
      } catch {
        // Sealed before the suite was changed, or broken: then the other one says so.
        return other.open(streamKey, sealed, payloadContext(entryId));
      }
    },
  };
}

const payloadContext = (entryId: string): Uint8Array => utf8(`payload\n${entryId}`);

/** Seeds of streams seen lately; a wrong one costs a round trip, never more. */
const KNOWN_SEEDS = 10_000;

type Seeds = Map<string, Uint8Array | null>;

interface Prepared {
  readonly act: PendingAct;
  readonly id: string;
  readonly stream: number;
  readonly payload: string;
}

/**
 * Writes the acts of a transaction as its last statement, in one round trip with the commit: the database locks the stream
 * heads in sorted order, digests the changed rows and builds the entries. Where a payload was sealed under a seed that the
 * stream does not have, the transaction is tried once more, and the door is then asked first.
 */
export function createFlushActs(options: { readonly ids: IdSource; readonly master: PayloadMaster }) {
  const known: Seeds = new Map();
  return async (tx: Tx, acts: readonly PendingAct[], attempt = 1): Promise<readonly EntryRef[]> => {
    const names = [...new Set(acts.map((act) => act.stream))].toSorted();
    const placeOf = new Map(names.map((stream, place) => [stream, place]));
    const prepared = acts.map((act) => ({
      act,
      id: options.ids.next('ent'),
      stream: placeOf.get(act.stream) ?? 0,
      payload: canonicalJson(act.payload),
    }));
    const write = async (seeds: Seeds): Promise<Flushed> => {
      const streams = names.map((stream) => openStream(stream, seeds));
      const sealed = sealAll(prepared, streams, options.master);
      const [stream] = streams;
      const [one] = sealed;
      const flushed =
        stream && one && isOne(sealed)
          ? await flushOne(tx, stream, one, attempt === 1)
          : await flushEntries(tx, streams, sealed, attempt === 1);
      if (flushed.kind === 'written')
        remember(
          known,
          names,
          streams.map((one) => one.seed),
        );
      return flushed;
    };
    let flushed = await write(known);
    if (flushed.kind === 'stale') {
      const { seeds } = flushed;
      remember(known, names, seeds);
      flushed = await write(new Map(names.map((stream, place) => [stream, seeds[place] ?? null])));
    }
    if (flushed.kind === 'stale') throw new Error('stream seeds changed under lock');
    return flushed.places.map((place, i) => ({
      entryId: prepared[i]?.id ?? '',
      stream: acts[i]?.stream ?? '',
      ...place,
    }));
  };
}

function openStream(stream: string, seeds: Seeds): FlushedStream {
  const seed = seeds.get(stream);
  const stands = seed !== undefined;
  return { stream, salt: freshSecret(32), seed: stands ? seed : freshSecret(32), stands };
}

function remember(known: Seeds, names: readonly string[], seeds: readonly (Uint8Array | null)[]): void {
  if (known.size + names.length > KNOWN_SEEDS) known.clear();
  for (const [place, stream] of names.entries()) known.set(stream, seeds[place] ?? null);
}

function sealAll(
  prepared: readonly Prepared[],
  streams: readonly FlushedStream[],
  master: PayloadMaster,
): readonly FlushedAct[] {
  const keys = streams.map(({ stream, seed }) => (seed ? master.streamKey(stream, seed) : null));
  return prepared.map((one) => {
    const key = keys[one.stream];
    return { ...one, sealed: key ? master.seal(key, utf8(one.payload), one.id) : null };
  });
}
