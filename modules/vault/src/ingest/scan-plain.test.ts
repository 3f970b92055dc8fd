import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scanPlain } from './scan-plain.ts';
import { createRecordSplitter } from './split-records.ts';

const scan = (text: string, columns = 2) => scanPlain(Buffer.from(text), 0x2c, columns, 1_000);

describe('plain stretches', () => {
  it('COL-08 takes complete records and leaves the rest', () => {
    expect(scan('a,b\nc,d\ne')).toMatchObject({ taken: 8, records: 2 });
    expect(scan('a,b\r\nc,d\r\n')?.text.toString()).toBe('a,b\nc,d\n');
  });

  it('COL-08 gives up at quotes, blank lines, ragged rows, stray returns, NUL and long records', () => {
    for (const text of [
      '"a",b\n',
      'a,b\n\nc,d\n',
      'a\n',
      'a,b,c\n',
      'a,\rb\n',
      'a,\0\n',
      `${'x'.repeat(2_000)},b\n`,
      'a,b',
    ])
      expect(scan(text)).toBeUndefined();
  });

  it('COL-08 never disagrees with the careful reader on what it takes', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '1', ',', ',', '\n', '\r\n', '"', '\r', '\0', '好')), (pieces) => {
        const text = Buffer.from(pieces.join(''));
        const plain = scanPlain(text, 0x2c, 2, 1_000);
        if (!plain) return;
        const careful = createRecordSplitter(0x2c, 2, 1).split(text.subarray(0, plain.taken), false);
        expect(careful.starts.length).toBe(plain.records);
        expect(careful.faults.every((fault) => fault === undefined)).toBe(true);
        expect(careful.blankLines).toBe(0);
        const records = careful.starts.map((from, i) => `${text.subarray(from, careful.ends[i]).toString()}\n`);
        expect(plain.text.toString()).toBe(records.join(''));
      }),
      { numRuns: 2_000 },
    );
  });
});
