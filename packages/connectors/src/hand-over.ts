/**
 * Turns a writer that pushes into a stream that is pulled: the writer waits while so much is not taken yet. Its failure
 * is the stream's.
 */
export async function* handOver<T>(
  write: (put: (item: T) => Promise<void>) => Promise<void>,
  ahead: number,
): AsyncGenerator<T> {
  const waiting: T[] = [];
  const state: { isEnded: boolean; isLeft: boolean; wake: () => void; drained: () => void } = {
    isEnded: false,
    isLeft: false,
    wake: () => undefined,
    drained: () => undefined,
  };
  const writing = write(async (item) => {
    if (state.isLeft) throw new Left();
    waiting.push(item);
    state.wake();
    if (waiting.length < ahead) return;
    await new Promise<void>((resolve) => {
      state.drained = resolve;
    });
  }).finally(() => {
    state.isEnded = true;
    state.wake();
  });
  writing.catch(() => undefined);
  try {
    for (;;) {
      const ready = waiting.splice(0);
      state.drained();
      if (ready.length > 0) yield* ready;
      else if (state.isEnded) break;
      else
        await new Promise<void>((resolve) => {
          state.wake = resolve;
        });
    }
    await writing;
  } finally {
    // A reader that leaves early must not leave the writer waiting for ever.
    state.isLeft = true;
    state.drained();
    await writing.catch(() => undefined);
  }
}

class Left extends Error {}
