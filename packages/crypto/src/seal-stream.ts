import { DomainError } from '@sluice/kernel';
import { freshSecret } from './bytes.ts';
import { aes256Gcm } from './seal.ts';
import { sm4CtrHmac } from './suites.ts';
import type { Sealer } from './suite.ts';

/** `SLUICESF` ‖ version 1 ‖ sealer ‖ chunk size (u32) ‖ 16 random bytes that tell files apart. */
const MAGIC = Buffer.from('SLUICESF');
const HEADER = 30;
const SEALERS: readonly Sealer[] = [aes256Gcm, sm4CtrHmac];
export const DEFAULT_CHUNK_BYTES = 1 << 20;
const MAX_CHUNK_BYTES = 1 << 26;

export interface SealStreamOptions {
  readonly sealer: Sealer;
  /** The file's own data key, 32 bytes; never used for a second file. */
  readonly key: Uint8Array;
  /** What the file is (`segment:seg_…`): bound, not stored. */
  readonly context: Uint8Array;
  readonly chunkBytes?: number;
}

const broken = (reason: string) => new DomainError('crypto.sealed-file-broken', 'invalid', { reason });

/** Place and finality of a chunk are authenticated, so that cutting, reordering and joining are found. */
function chunkContext(header: Uint8Array, context: Uint8Array, counter: number, final: boolean): Uint8Array {
  const place = Buffer.alloc(9);
  place.writeBigUInt64BE(BigInt(counter));
  place[8] = final ? 1 : 0;
  return Buffer.concat([header, place, context]);
}

/** Cuts a source into pieces of exactly `size` bytes; the last one is shorter, perhaps empty, and marked. */
async function* pieces(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, size: number) {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const part of source) {
    waiting.push(part);
    length += part.length;
    if (length <= size) continue;
    let whole: Uint8Array = waiting.length === 1 ? part : Buffer.concat(waiting);
    while (whole.length > size) {
      yield { bytes: whole.subarray(0, size), final: false };
      whole = whole.subarray(size);
    }
    waiting = [whole];
    length = whole.length;
  }
  yield { bytes: Buffer.concat(waiting), final: true };
}

/** Seals a file chunk by chunk; memory stays at one chunk. */
export async function* sealStream(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: SealStreamOptions,
): AsyncGenerator<Uint8Array> {
  const size = options.chunkBytes ?? DEFAULT_CHUNK_BYTES;
  const header = Buffer.alloc(HEADER);
  MAGIC.copy(header);
  header[8] = 1;
  header[9] = SEALERS.indexOf(options.sealer);
  header.writeUInt32BE(size, 10);
  header.set(freshSecret(16), 14);
  yield header;
  let counter = 0;
  for await (const { bytes, final } of pieces(source, size)) {
    yield options.sealer.seal(options.key, bytes, chunkContext(header, options.context, counter, final));
    counter += 1;
  }
}

/**
 * Opens what `sealStream` made. Each chunk is given out only after it proved genuine; the end only after the final one.
 * @throws DomainError `crypto.sealed-file-broken` (invalid) with `reason`: header, chunk, truncated
 */
export async function* openStream(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: Pick<SealStreamOptions, 'key' | 'context'>,
): AsyncGenerator<Uint8Array> {
  const reader = createReader(source);
  const header = await reader.take(HEADER);
  const sealer = SEALERS[header[9] ?? 255];
  if (header.length < HEADER || !MAGIC.equals(header.subarray(0, 8)) || header[8] !== 1 || !sealer)
    throw broken('header');
  const size = header.readUInt32BE(10);
  if (size === 0 || size > MAX_CHUNK_BYTES) throw broken('header');
  for (let counter = 0; ; counter += 1) {
    const sealed = await reader.take(size + sealer.overhead);
    const final = await reader.atEnd();
    if (sealed.length === 0) throw broken('truncated');
    yield openChunk(sealer, sealed, options.key, chunkContext(header, options.context, counter, final), final);
    if (final) return;
  }
}

function openChunk(
  sealer: Sealer,
  sealed: Uint8Array,
  key: Uint8Array,
  context: Uint8Array,
  final: boolean,
): Uint8Array {
  try {
    return sealer.open(key, sealed, context);
  } catch {
    throw broken(final ? 'truncated' : 'chunk');
  }
}

/** Reads exact lengths from a source of arbitrary pieces. */
function createReader(source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
  const iterator = (async function* () {
    yield* source;
  })();
  let held = Buffer.alloc(0);
  let ended = false;
  async function fill(length: number): Promise<void> {
    const parts: Uint8Array[] = [held];
    let have = held.length;
    while (have < length && !ended) {
      const next = await iterator.next();
      if (next.done) ended = true;
      else {
        parts.push(next.value);
        have += next.value.length;
      }
    }
    if (parts.length > 1) held = Buffer.concat(parts);
  }
  return {
    async take(length: number): Promise<Buffer> {
      await fill(length);
      const taken = held.subarray(0, length);
      held = held.subarray(taken.length);
      return taken;
    },
    async atEnd(): Promise<boolean> {
      await fill(1);
      return held.length === 0;
    },
  };
}
