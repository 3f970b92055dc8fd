import type { Committed, EntryRef } from '@sluice/database';

/** A write as it is answered: its data, and where its acts stand in the evidence. */
export interface WrittenAnswer<T> {
  readonly data: T;
  readonly evidence: (EntryRef & { readonly status: 'committed' | 'published' })[];
}

/** Turns a commit into an answer; with `wait` only after a published checkpoint covers every entry. */
export type Written = <T>(committed: Promise<Committed<T>>, wait: 'receipt' | undefined) => Promise<WrittenAnswer<T>>;

/** `waitForReceipt` is the ledger's; it fails with `ledger.receipt-late` when the log does not follow in time. */
export function createWritten(waitForReceipt: (entryId: string) => Promise<unknown>): Written {
  return async (committed, wait) => {
    const { value, evidence } = await committed;
    if (wait === 'receipt') await Promise.all(evidence.map((entry) => waitForReceipt(entry.entryId)));
    const status = wait === 'receipt' ? 'published' : 'committed';
    return { data: value, evidence: evidence.map((entry) => ({ ...entry, status })) };
  };
}
