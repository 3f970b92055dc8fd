import { describe, expect, it } from 'vitest';
import { withReceipts } from './receipts.ts';

const entry = (entryId: string) => ({ entryId, stream: 's:1', status: 'committed' });
const receiptOf = async (entryId: string) => (entryId === 'late' ? null : `receipt of ${entryId}`);

describe('?wait=receipt', () => {
  it('puts the receipt of each entry into the answer', async () => {
    expect(await withReceipts({ data: 1, evidence: [entry('a'), entry('b')] }, receiptOf)).toEqual({
      data: 1,
      evidence: [
        { ...entry('a'), status: 'published', receipt: 'receipt of a' },
        { ...entry('b'), status: 'published', receipt: 'receipt of b' },
      ],
    });
    expect(await withReceipts({ rows: [], evidence: entry('a') }, receiptOf)).toEqual({
      rows: [],
      evidence: { ...entry('a'), status: 'published', receipt: 'receipt of a' },
    });
  });

  it('leaves what is not covered in time as committed, which it is', async () => {
    expect(await withReceipts({ evidence: [entry('late'), entry('b')] }, receiptOf)).toEqual({
      evidence: [entry('late'), { ...entry('b'), status: 'published', receipt: 'receipt of b' }],
    });
  });

  it('leaves answers without evidence alone', async () => {
    for (const answer of [undefined, null, 'text', [], { data: 1 }, { evidence: null }, { evidence: ['x'] }])
      expect(await withReceipts(answer, receiptOf)).toEqual(answer);
  });
});
