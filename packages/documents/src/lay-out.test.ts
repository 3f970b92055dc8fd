import { describe, expect, it } from 'vitest';
import { layOut, page, pitch, type PlacedText } from './lay-out.ts';
import type { OfficialDocument } from './official-document.ts';

const measure = (text: string, size: number): number =>
  Array.from(text, (char) => (char < '\u0250' ? 0.5 : 1)).reduce((sum, one) => sum + one, 0) * size;
const document: OfficialDocument = {
  ...{ issuer: '某市数据主管部门', number: '数授〔2026〕1号', title: '关于申请的决定', addressee: '某公司' },
  blocks: Array.from({ length: 40 }, () => ({ kind: 'paragraph', text: '字'.repeat(60) }) as const),
  ...{ signatories: ['某市数据主管部门'], date: '2026-11-02', data: {} },
  verification: {
    code: '1234-5678-9abc-defg',
    address: 'https://example.org/papers',
    digest: 'a'.repeat(64),
    entry: 'e',
  },
};
const pages = layOut(document, measure);
const texts = pages.map((one) => one.filter((placed): placed is PlacedText => placed.kind === 'text'));
const find = (text: string) => texts.flat().find((one) => one.text === text) ?? expect.fail(text);

describe('a page of GB/T 9704', () => {
  it('has 28 characters in a line, the first two of a paragraph empty, and at most 22 lines', () => {
    const [first, second, third] = texts[1]?.filter((one) => one.text.startsWith('字')) ?? [];
    expect(new Set([first, second, third].map((one) => one?.text.length))).toEqual(new Set([26, 28, 6]));
    const indented = texts.flat().find((one) => one.text.length === 26 && one.text.startsWith('字'));
    expect(indented?.x).toBeCloseTo(page.left + (2 * page.frameWidth) / 28, 3);
    for (const one of texts) {
      const rows = new Set(one.filter(({ size }) => size > 15 && size < 17).map(({ y }) => Math.round(y / pitch)));
      expect(rows.size).toBeLessThanOrEqual(22);
    }
  });

  it('sets nothing outside of its frame but the number of the page', () => {
    for (const one of texts.flat().filter(({ text }) => !text.startsWith('—'))) {
      expect(one.x).toBeGreaterThanOrEqual(page.left - 0.01);
      expect(one.x + measure(one.text, one.size)).toBeLessThanOrEqual(page.left + page.frameWidth + one.size);
      expect(one.y).toBeLessThanOrEqual(page.top + page.frameHeight + 0.01);
    }
  });

  it('has the mark of its issuer in red, a red rule below its number, and page numbers outside by turns', () => {
    expect(find('某市数据主管部门')).toMatchObject({ colour: 'red', weight: 'bold' });
    expect(pages[0]).toContainEqual(expect.objectContaining({ kind: 'rule', colour: 'red', length: page.frameWidth }));
    expect(find('— 1 —').x).toBeGreaterThan(page.width / 2);
    expect(find('— 2 —').x).toBeLessThan(page.width / 2);
  });

  it('ends with who signed, the day without leading zeros, and what it is verified by', () => {
    expect(texts.at(-1)?.map(({ text }) => text)).toEqual(
      expect.arrayContaining(['2026年11月2日', expect.stringContaining('1234-5678-9abc-defg')]),
    );
  });
});
