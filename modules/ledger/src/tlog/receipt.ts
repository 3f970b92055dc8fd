import { fromBase64, toBase64 } from './base64.ts';

/** C2SP tlog-proof: index, hashes, and the signed checkpoint they lead to. Our receipt. */
export interface Receipt {
  readonly index: number;
  readonly hashes: readonly Uint8Array[];
  /** The signed note, unchanged. */
  readonly checkpoint: string;
}

const HEADER = 'c2sp.org/tlog-proof@v1';

export function formatReceipt(receipt: Receipt): string {
  const hashes = receipt.hashes.map((hash) => `${toBase64(hash)}\n`).join('');
  return `${HEADER}\nindex ${receipt.index}\n${hashes}\n${receipt.checkpoint}`;
}

/** Null on anything that `formatReceipt` would not write. */
export function parseReceipt(text: string): Receipt | null {
  const cut = text.indexOf('\n\n');
  if (cut < 0) return null;
  const [header, indexLine, ...lines] = text.slice(0, cut).split('\n');
  const index = /^index (0|[1-9]\d{0,15})$/.exec(indexLine ?? '')?.[1];
  if (header !== HEADER || index === undefined || lines.length > 63) return null;
  const hashes: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== 32) return null;
    hashes.push(hash);
  }
  return { index: Number(index), hashes, checkpoint: text.slice(cut + 2) };
}
