import { fromBase64, toBase64 } from '../tlog/base64.ts';
import type { Checkpoint } from '../tlog/checkpoint.ts';
import { HASH_BYTES } from '../tlog/tree-hash.ts';
import { sortedBy } from './group-by.ts';

/** The last entry of a stream under a checkpoint. */
export interface StreamHead {
  readonly stream: string;
  readonly last: number;
  readonly leaf: Uint8Array;
}

/** What the log's key signs about the ends of stories: nothing in a Merkle tree shows that an entry is the last one. */
export interface StreamHeads extends Checkpoint {
  readonly heads: readonly StreamHead[];
}

/** No name of a key holds a blank, so no checkpoint begins like this. */
const HEADER = 'sluice stream-heads v1';

/** Text of the note: header, the checkpoint it speaks of, one line for each stream in the order of their names. */
export function formatStreamHeads({ origin, size, root, heads }: StreamHeads): string {
  const lines = sortedBy(heads, (one) => one.stream).map(
    ({ stream, last, leaf }) => `head ${last} ${toBase64(leaf)} ${stream}\n`,
  );
  return `${HEADER}\nlog ${origin}\nsize ${size}\nroot ${toBase64(root)}\n${lines.join('')}`;
}

/** Null on anything that `formatStreamHeads` would not write, and on a stream that comes twice. */
export function parseStreamHeads(text: string): StreamHeads | null {
  const [header, log = '', sized = '', rooted = '', ...lines] = text.split('\n');
  const origin = /^log (\S+)$/u.exec(log)?.[1];
  const size = Number(/^size (\d{1,16})$/.exec(sized)?.[1] ?? 'none');
  const root = fromBase64(/^root (\S+)$/.exec(rooted)?.[1] ?? '');
  if (header !== HEADER || !origin || !Number.isSafeInteger(size) || root?.length !== HASH_BYTES) return null;
  if (lines.pop() !== '') return null;
  const heads = lines.map(readHead);
  if (!heads.every((one) => one !== null)) return null;
  if (new Set(heads.map((one) => one.stream)).size !== heads.length) return null;
  const read = { origin, size, root, heads };
  return formatStreamHeads(read) === text ? read : null;
}

function readHead(line: string): StreamHead | null {
  const [, number = '', base64 = '', stream = ''] = /^head (\d{1,16}) (\S+) (.+)$/u.exec(line) ?? [];
  const leaf = fromBase64(base64);
  const last = Number(number);
  return stream !== '' && Number.isSafeInteger(last) && leaf?.length === HASH_BYTES ? { stream, last, leaf } : null;
}
