import type { Committed, EntryRef } from '@sluice/database';

/** A write as it is answered: its data, and where its acts stand in the evidence. */
export interface WrittenAnswer<T> {
  readonly data: T;
  readonly evidence: (EntryRef & { readonly status: 'committed' })[];
}

/** Turns a commit into an answer. Who asked to wait for receipts is given them by the interface, on every route. */
export async function written<T>(committed: Promise<Committed<T>>): Promise<WrittenAnswer<T>> {
  const { value, evidence } = await committed;
  return { data: value, evidence: evidence.map((entry) => ({ ...entry, status: 'committed' as const })) };
}

export type Written = typeof written;
