/** Receipt (c2sp.org/tlog-proof) of an entry once a checkpoint covers it; null when that took too long. */
export type ReceiptOf = (entryId: string) => Promise<string | null>;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Waits for the receipts of the entries that a write answers with (`evidence`, one or a list) and puts them in. What was
 * written stands either way: an entry that no checkpoint covers in time keeps the status it had.
 */
export async function withReceipts(answer: unknown, receiptOf: ReceiptOf): Promise<unknown> {
  if (!isObject(answer) || !('evidence' in answer)) return answer;
  const { evidence } = answer;
  const receipted = Array.isArray(evidence)
    ? await Promise.all(evidence.map((one: unknown) => receipt(one, receiptOf)))
    : await receipt(evidence, receiptOf);
  return { ...answer, evidence: receipted };
}

async function receipt(entry: unknown, receiptOf: ReceiptOf): Promise<unknown> {
  if (!isObject(entry) || typeof entry['entryId'] !== 'string') return entry;
  const text = await receiptOf(entry['entryId']);
  return text === null ? entry : { ...entry, status: 'published', receipt: text };
}
