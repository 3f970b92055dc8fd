import type { JsonObject } from '@sluice/kernel';

/** One part of the text, as GB/T 9704 knows it. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  /** A line that names something and says it. */
  | { readonly kind: 'item'; readonly label: string; readonly text: string };

/**
 * A document of an authority (公文) before it has a form. PDF and Word are both made of it; the structured data that it was
 * made of stays the truth and travels with the PDF.
 */
export interface OfficialDocument {
  /** Whose paper it is (发文机关标志). */
  readonly issuer: string;
  /** 发文字号. */
  readonly number: string;
  readonly title: string;
  /** 主送机关. */
  readonly addressee?: string;
  readonly blocks: readonly Block[];
  /** 署名, in the order of the parties. */
  readonly signatories: readonly string[];
  /** 成文日期, `2026-11-22`. */
  readonly date: string;
  readonly verification: Verification;
  /** Who took it out and when; none on what is public. */
  readonly watermark?: string;
  /** What the document says, to be read by machines; its canonical JSON has the digest of `verification`. */
  readonly data: JsonObject;
}

export interface Verification {
  readonly code: string;
  /** Where anybody checks the code. */
  readonly address: string;
  /** Hex SHA-256 of the canonical JSON of the data. */
  readonly digest: string;
  /** Entry of the ledger under which it was issued. */
  readonly entry: string;
}

const DIGITS = '〇一二三四五六七八九';

/** `2026-11-02` as official papers write it since 2012: 2026年11月2日. */
export const officialDate = (date: string): string => {
  const [year = '', month = '', day = ''] = date.split('-');
  return `${year}年${Number(month)}月${Number(day)}日`;
};

/** 1 → 一, 12 → 十二, 20 → 二十: numbers of headings, below a hundred. */
export function chineseNumber(count: number): string {
  const tens = Math.floor(count / 10);
  const ones = count % 10;
  const head = tens === 0 ? '' : `${tens === 1 ? '' : (DIGITS[tens] ?? '')}十`;
  return `${head}${ones === 0 && tens > 0 ? '' : (DIGITS[ones] ?? '')}`;
}
