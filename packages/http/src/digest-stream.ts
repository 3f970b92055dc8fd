import { createHash } from 'node:crypto';

/** A stream that is digested while it is read. `readDigest` reads what nobody has read, and answers SHA-256 in hexadecimal. */
export function digestStream(source: ReadableStream<Uint8Array>): {
  readonly stream: ReadableStream<Uint8Array>;
  readonly readDigest: () => Promise<string>;
} {
  const hash = createHash('sha256');
  const stream = source.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        hash.update(chunk);
        controller.enqueue(chunk);
      },
    }),
  );
  let digest: string | undefined;
  return {
    stream,
    async readDigest() {
      if (!stream.locked) for await (const _ of stream);
      digest ??= hash.digest('hex');
      return digest;
    },
  };
}
