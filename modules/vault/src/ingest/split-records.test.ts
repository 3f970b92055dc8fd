import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRecordSplitter, MAX_RECORD_BYTES } from './split-records.ts';

function split(text: string | Buffer, columns: number, blockBytes = 1 << 20) {
  const splitter = createRecordSplitter(0x2c, columns, 1);
  const bytes = Buffer.from(text);
  const out: { line: number; text: string; fault: string | undefined }[] = [];
  let blank = 0;
  for (let at = 0; at <= bytes.length; at += blockBytes) {
    const last = at + blockBytes > bytes.length;
    const found = splitter.split(bytes.subarray(at, at + blockBytes), last);
    blank += found.blankLines;
    for (const [i, start] of found.starts.entries())
      out.push({
        line: found.lines[i] ?? 0,
        text: found.bytes.toString('utf8', start, found.ends[i]),
        fault: found.faults[i],
      });
    if (last) break;
  }
  return { out, blank };
}

describe('split records', () => {
  it('ends records at LF and CRLF, counts lines, skips blank ones', () => {
    expect(split('a,b\r\nc,d\n\n\r\ne,f', 2)).toEqual({
      out: [
        { line: 1, text: 'a,b', fault: undefined },
        { line: 2, text: 'c,d', fault: undefined },
        { line: 5, text: 'e,f', fault: undefined },
      ],
      blank: 2,
    });
  });

  it('keeps quoted delimiters, doubled quotes and line ends inside a field', () => {
    expect(split('"a,1","say ""x"""\n"two\nlines",b\nc,d\n', 2).out).toEqual([
      { line: 1, text: '"a,1","say ""x"""', fault: undefined },
      { line: 2, text: '"two\nlines",b', fault: undefined },
      { line: 4, text: 'c,d', fault: undefined },
    ]);
  });

  it.each([
    ['a,b,c\nd,e\n', 'structure.columns'],
    ['a\nd,e\n', 'structure.columns'],
    ['a"x,b\nd,e\n', 'structure.quote'],
    ['"a"x,b\nd,e\n', 'structure.quote'],
    ['a\rb,c\nd,e\n', 'structure.line-end'],
    ['a\0,b\nd,e\n', 'encoding.nul'],
    ['"a\0",b\nd,e\n', 'encoding.nul'],
  ])('names what is wrong with %j and goes on', (text, fault) => {
    const { out } = split(text, 2);
    expect(out[0]).toMatchObject({ line: 1, fault });
    expect(out[1]).toMatchObject({ line: 2, text: 'd,e', fault: undefined });
  });

  it('a quote that is never closed gives up one line, not the rest of the file', () => {
    const { out } = split('a,b\n"open,b\nc,d\ne,f\n', 2);
    expect(out.map((r) => [r.line, r.fault])).toEqual([
      [1, undefined],
      [2, 'structure.quote'],
      [3, undefined],
      [4, undefined],
    ]);
    const long = split(`"open,b\n${'c,d\n'.repeat(400_000)}`, 2, 1 << 20);
    expect(long.out.filter((r) => r.fault)).toHaveLength(1);
    expect(long.out).toHaveLength(400_001);
  });

  it('a record too long for the engine is a fault of its own', () => {
    expect(split(`${'x'.repeat(MAX_RECORD_BYTES + 1)},b\nc,d\n`, 2).out.map((r) => r.fault)).toEqual([
      'structure.too-long',
      undefined,
    ]);
  });

  it('COL-08 gives the same records however the bytes are cut into blocks', () => {
    const piece = fc.constantFrom('a', ',', '"', '""', '\n', '\r\n', '\r', 'é', '\0', 'x,y\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (pieces, size) => {
        const text = pieces.join('');
        expect(split(text, 2, size)).toEqual(split(text, 2));
      }),
      { numRuns: 500 },
    );
  });

  it('nothing is lost: records and blank lines together are all the bytes', () => {
    const piece = fc.constantFrom('a', ',', '"', '\n', 'b,c\n');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('');
        const { out } = split(text, 2);
        expect(
          out
            .map((r) => r.text)
            .join('')
            .replaceAll('\n', ''),
        ).toBe(text.replaceAll('\n', ''));
      }),
      { numRuns: 500 },
    );
  });
});
