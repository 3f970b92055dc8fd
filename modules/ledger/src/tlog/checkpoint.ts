import { fromBase64, toBase64 } from './base64.ts';

/** C2SP checkpoint: origin, size and root of a log at one moment. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** The text of a checkpoint note, without extension lines (which nobody could audit). */
export const formatCheckpoint = (c: Checkpoint): string => `${c.origin}\n${c.size}\n${toBase64(c.root)}\n`;

/** Null on anything that `formatCheckpoint` would not write. */
export function parseCheckpoint(text: string): Checkpoint | null {
  return text.split('\n').length === 4 ? parseAnyCheckpoint(text) : null;
}

/** Also those of other logs, which may carry extension lines; nothing is said about these. */
export function parseAnyCheckpoint(text: string): Checkpoint | null {
  const [origin, size, root64, ...rest] = text.split('\n');
  const root = fromBase64(root64 ?? '');
  if (!origin || !size || !/^(0|[1-9]\d{0,15})$/.test(size) || root?.length !== 32) return null;
  if (rest.pop() !== '' || rest.includes('')) return null;
  const checkpoint = { origin, size: Number(size), root };
  return Number.isSafeInteger(checkpoint.size) ? checkpoint : null;
}
