/** The first piece is made before the answer begins, so that a refusal is still an answer of its own. */
export async function bytesOf(pieces: AsyncIterable<string>): Promise<ReadableStream<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  let next: Promise<IteratorResult<string>> | IteratorResult<string> = await iterator.next();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await next;
      if (done) {
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(value));
      next = iterator.next();
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
