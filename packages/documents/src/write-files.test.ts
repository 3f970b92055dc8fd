import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { canonicalJson } from '@sluice/kernel';
import { describe, expect, it } from 'vitest';
import { fillTemplate } from './fill-template.ts';
import { openFonts } from './open-fonts.ts';
import { chineseNumber, type OfficialDocument } from './official-document.ts';
import { writeDocx } from './write-docx.ts';
import { writePdf } from './write-pdf.ts';

const data = { number: '1', outcome: 'approved' };
const digest = createHash('sha256').update(canonicalJson(data)).digest('hex');
const document: OfficialDocument = {
  ...{
    issuer: '某市数据主管部门',
    number: '数授〔2026〕1号',
    title: '决定',
    signatories: ['某市'],
    date: '2026-11-02',
    data,
  },
  blocks: [
    { kind: 'heading', level: 1, text: '一、决定' },
    { kind: 'item', label: '结果', text: '同意，𠮷 & <b>' },
  ],
  verification: { code: '1234-5678-9abc-defg', address: '/papers', digest, entry: 'ent_1' },
};

/** The one part of a zip that is asked for. */
function partOf(zip: Uint8Array, name: string): string {
  const bytes = Buffer.from(zip);
  const at = bytes.indexOf(`${name}`, 0, 'latin1') - 30;
  const [extra, size] = [bytes.readUInt16LE(at + 28), bytes.readUInt32LE(at + 18)];
  const start = at + 30 + name.length + extra;
  const end = size > 0 ? start + size : bytes.indexOf('PK', start, 'latin1');
  return inflateRawSync(bytes.subarray(start, end)).toString('utf8');
}

describe('the same document', () => {
  it('as PDF: its typeface is in it cut down, its data is attached, the same document gives the same bytes', async () => {
    const fonts = await openFonts();
    const pdf = Buffer.from(await writePdf({ ...document, watermark: '张三 2026-11-02' }, fonts));
    const text = pdf.toString('latin1');
    expect(text).toMatch(/^%PDF-1\.7/);
    expect(text).toMatch(/\/FontName \/[A-Z]{6}\+/);
    expect(text).toContain('/EmbeddedFile');
    expect(pdf.length).toBeLessThan(200_000);
    expect(Buffer.compare(pdf, Buffer.from(await writePdf({ ...document, watermark: '张三 2026-11-02' }, fonts)))).toBe(
      0,
    );
    expect(Buffer.compare(pdf, Buffer.from(await writePdf(document, fonts)))).not.toBe(0);
  });

  it('as Word: the page and typefaces of GB/T 9704, texts as texts, and what it is verified by', async () => {
    const xml = partOf(await writeDocx({ ...document, watermark: '张三' }), 'word/document.xml');
    for (const part of [
      '同意，𠮷 &amp; &lt;b&gt;',
      '1234-5678-9abc-defg',
      digest,
      '导出：张三',
      '仿宋_GB2312',
      'D7000F',
    ])
      expect(xml).toContain(part);
    expect(xml).toMatch(/w:pgMar[^>]*w:top="2097"/);
  });

  it('counts headings as official papers do', () => {
    expect([1, 9, 10, 11, 20, 32].map(chineseNumber)).toEqual(['一', '九', '十', '十一', '二十', '三十二']);
  });
});

describe('a template', () => {
  const template = {
    title: '关于{what}',
    blocks: [
      { kind: 'paragraph', text: '{what}（{empty}）' },
      { kind: 'item', label: '{name}', text: '{value}', each: 'lines' },
    ],
  } as const;

  it('leaves out what there is nothing for, repeats what is a list, and refuses what it does not know', () => {
    const values = {
      what: '数据',
      empty: '',
      lines: [
        { name: '甲', value: '一' },
        { name: '乙', value: '' },
      ],
    };
    expect(fillTemplate(template, values)).toEqual({
      title: '关于数据',
      blocks: [{ kind: 'item', label: '甲', text: '一' }],
    });
    expect(() => fillTemplate(template, { what: '数据', lines: [] })).toThrow('template.unknown-value');
  });
});
