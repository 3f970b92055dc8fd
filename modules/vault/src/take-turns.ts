import type { VaultContext } from './vault-context.ts';

const running = new WeakMap<VaultContext, Map<string, Promise<unknown>>>();

/** What changes the data of one resource happens one after another, in the order in which it was asked for. */
export async function inTurn<T>(v: VaultContext, resourceId: string, work: () => Promise<T>): Promise<T> {
  const lines = running.get(v) ?? new Map<string, Promise<unknown>>();
  running.set(v, lines);
  const before = lines.get(resourceId) ?? Promise.resolve();
  const own = before.catch(() => undefined).then(work);
  lines.set(resourceId, own);
  try {
    return await own;
  } finally {
    if (lines.get(resourceId) === own) lines.delete(resourceId);
  }
}
