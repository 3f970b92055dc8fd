import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { breakLines } from './break-lines.ts';

/** A Chinese character takes one, a Latin one half. */
const measure = (text: string): number =>
  Array.from(text, (char) => (char < '\u0250' ? 0.5 : 1)).reduce((sum, one) => sum + one, 0);
const lines = (text: string, width: number) => breakLines(text, { first: width, rest: width }, measure);

describe('lines', () => {
  it('no closing mark begins a line, and no opening mark ends one', () => {
    expect(lines('数据不得外传。', 6)).toEqual(['数据不得外传。']);
    expect(lines('依据本办法（试行）执行', 6)).toEqual(['依据本办法', '（试行）执行']);
  });

  it('words stay whole unless they alone are longer than a line', () => {
    expect(lines('数据编号 ABCD1234 号', 6)).toEqual(['数据编号', 'ABCD1234 号']);
    expect(lines('x'.repeat(30), 6)).toEqual(['x'.repeat(12), 'x'.repeat(12), 'x'.repeat(6)]);
  });

  it('nothing of a text is lost, and no line is longer than it may be but for one mark', () => {
    const alphabet = fc.constantFrom(...Array.from('数据公共，。、（）《》ab1 '));
    fc.assert(
      fc.property(
        fc.array(alphabet, { maxLength: 60 }).map((all) => all.join('')),
        (text) => {
          const found = lines(text, 8);
          expect(found.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
          for (const line of found) expect(measure(line)).toBeLessThanOrEqual(9);
        },
      ),
    );
  });
});
