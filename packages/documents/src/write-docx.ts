import {
  AlignmentType,
  BorderStyle,
  convertMillimetersToTwip,
  Document,
  Footer,
  LineRuleType,
  Packer,
  PageNumber,
  Paragraph,
  TextRun,
} from 'docx';
import { pitch, sizes } from './lay-out.ts';
import { officialDate, type Block, type OfficialDocument } from './official-document.ts';

/** Typefaces that GB/T 9704 names; where they are not installed, the word processor takes others. */
const faces = {
  mark: '方正小标宋简体',
  body: '仿宋_GB2312',
  heading: '黑体',
  second: '楷体_GB2312',
  fine: '宋体',
} as const;
const RED = 'D7000F';
const TWIPS = 20;
const line = Math.round(pitch * TWIPS);
const spacing = { line, lineRule: LineRuleType.EXACT, before: 0, after: 0 } as const;

interface Look {
  readonly face: string;
  readonly size: number;
  readonly colour?: string;
  readonly bold?: boolean;
}

/** Word counts half points. */
const run = (text: string, { face, size, colour, bold }: Look): TextRun =>
  new TextRun({
    text,
    font: { ascii: 'Times New Roman', hAnsi: 'Times New Roman', eastAsia: face },
    size: size * 2,
    ...(colour === undefined ? {} : { color: colour }),
    ...(bold === undefined ? {} : { bold }),
  });

const body: Look = { face: faces.body, size: sizes.body };
const indent = { firstLine: 2 * sizes.body * TWIPS } as const;
const blank = (): Paragraph => new Paragraph({ spacing, children: [] });

/** The document in Word's form (.docx), with the page, typefaces and sizes of GB/T 9704. */
export async function writeDocx(document: OfficialDocument): Promise<Uint8Array> {
  const made = new Document({
    title: document.title,
    creator: document.issuer,
    subject: document.number,
    description: `${document.verification.code} ${document.verification.digest}`,
    sections: [
      {
        properties: { page: { size: a4, margin: margins } },
        footers: { default: pageNumbers() },
        children: [...headOf(document), ...document.blocks.map(blockOf), ...footOf(document)],
      },
    ],
  });
  return new Uint8Array(await Packer.toArrayBuffer(made));
}

const a4 = { width: convertMillimetersToTwip(210), height: convertMillimetersToTwip(297) } as const;
const margins = {
  ...{ top: convertMillimetersToTwip(37), bottom: convertMillimetersToTwip(35) },
  ...{ left: convertMillimetersToTwip(28), right: convertMillimetersToTwip(26) },
  footer: convertMillimetersToTwip(25),
} as const;

function headOf({ issuer, number, title, addressee }: OfficialDocument): readonly Paragraph[] {
  const centre = { alignment: AlignmentType.CENTER } as const;
  const mark = { face: faces.mark, size: sizes.mark, colour: RED, bold: true };
  return [
    blank(),
    blank(),
    new Paragraph({ ...centre, children: [run(issuer, mark)] }),
    blank(),
    new Paragraph({
      ...{ ...centre, spacing, children: [run(number, body)] },
      border: { bottom: { style: BorderStyle.SINGLE, size: 12, space: 11, color: RED } },
    }),
    blank(),
    new Paragraph({ ...centre, children: [run(title, { face: faces.mark, size: sizes.title, bold: true })] }),
    blank(),
    ...(addressee === undefined ? [] : [new Paragraph({ spacing, children: [run(`${addressee}：`, body)] })]),
  ];
}

function blockOf(block: Block): Paragraph {
  const look =
    block.kind === 'heading' ? { face: block.level === 1 ? faces.heading : faces.second, size: sizes.body } : body;
  const text = block.kind === 'item' ? `${block.label}：${block.text}` : block.text;
  const runs = text.split('\n').map((part) => run(part, look));
  return new Paragraph({
    spacing,
    indent,
    children: runs.flatMap((one, index) => (index === 0 ? [one] : [new TextRun({ break: 1 }), one])),
  });
}

function footOf({ signatories, date, verification, watermark }: OfficialDocument): readonly Paragraph[] {
  const fine: Look = { face: faces.fine, size: sizes.fine };
  const right = (text: string, characters: number): Paragraph =>
    new Paragraph({
      ...{ spacing, alignment: AlignmentType.RIGHT, indent: { right: characters * sizes.body * TWIPS } },
      children: [run(text, body)],
    });
  const lines = [
    `验证码：${verification.code}　验证地址：${verification.address}`,
    `数据摘要（SHA-256）：${verification.digest}`,
    `存证条目：${verification.entry}`,
    ...(watermark === undefined ? [] : [`导出：${watermark}`]),
  ];
  return [
    blank(),
    ...signatories.map((name) => right(name, 2)),
    right(officialDate(date), 4),
    blank(),
    ...lines.map(
      (text, index) =>
        new Paragraph({
          children: [run(text, fine)],
          ...(index === 0
            ? { border: { top: { style: BorderStyle.SINGLE, size: 4, space: 4, color: '000000' } } }
            : {}),
        }),
    ),
  ];
}

const pageNumbers = (): Footer =>
  new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.RIGHT,
        indent: { right: sizes.footer * TWIPS },
        children: [
          new TextRun({ children: ['— ', PageNumber.CURRENT, ' —'], font: faces.fine, size: sizes.footer * 2 }),
        ],
      }),
    ],
  });
