import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from './bytes.ts';
import { aes256Gcm } from './seal.ts';
import { sm4CtrHmac } from './suites.ts';
import { openStream, sealStream } from './seal-stream.ts';

const key = new Uint8Array(32).fill(3);
const context = utf8('segment:one');

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of source) parts.push(part);
  return Buffer.concat(parts);
}

const seal = (bytes: Uint8Array, sealer = aes256Gcm, chunkBytes = 16) =>
  collect(sealStream([bytes], { sealer, key, context, chunkBytes }));
const open = (bytes: Uint8Array) => collect(openStream([bytes], { key, context }));

describe('sealed files', () => {
  it('open to what was sealed, however the source is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 8 }),
        fc.constantFrom(aes256Gcm, sm4CtrHmac),
        async (parts, sealer) => {
          const sealed = await collect(sealStream(parts, { sealer, key, context, chunkBytes: 16 }));
          expect(await open(sealed)).toEqual(Buffer.concat(parts));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are refused when a byte is changed, a chunk is cut off, moved or repeated', async () => {
    const sealed = await seal(utf8('0123456789abcdef0123456789ABCDEFrest'));
    const chunk = 16 + aes256Gcm.overhead;
    const [a, b] = [30, 30 + chunk];
    const swapped = Buffer.concat([
      sealed.subarray(0, a),
      sealed.subarray(b, b + chunk),
      sealed.subarray(a, b),
      sealed.subarray(b + chunk),
    ]);
    const broken = [
      sealed.subarray(0, b + chunk),
      sealed.subarray(0, b),
      sealed.subarray(0, a),
      sealed.subarray(0, 10),
      swapped,
      Buffer.concat([sealed, sealed.subarray(a, b)]),
    ];
    for (const bytes of broken) await expect(open(bytes)).rejects.toMatchObject({ code: 'crypto.sealed-file-broken' });
    for (let i = 0; i < sealed.length; i += 1) {
      const changed = Buffer.from(sealed);
      changed[i] = (changed[i] ?? 0) ^ 0x10;
      await expect(open(changed)).rejects.toMatchObject({ code: 'crypto.sealed-file-broken' });
    }
  });
});
