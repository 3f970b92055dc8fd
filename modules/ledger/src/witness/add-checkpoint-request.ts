import { fromBase64, toBase64 } from '../tlog/base64.ts';

/** Body of C2SP tlog-witness `add-checkpoint`: `old <size>`, proof lines, an empty line, the checkpoint. */
export interface AddCheckpointRequest {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  /** The signed note, unchanged. */
  readonly note: string;
}

export const MAX_PROOF_LINES = 63;

export const formatAddCheckpoint = ({ oldSize, proof, note }: AddCheckpointRequest): string =>
  `old ${oldSize}\n${proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${note}`;

/** Null on anything malformed. */
export function parseAddCheckpoint(body: string): AddCheckpointRequest | null {
  const cut = body.indexOf('\n\n');
  if (cut < 0) return null;
  const [first = '', ...lines] = body.slice(0, cut).split('\n');
  const size = /^old (0|[1-9]\d{0,15})$/.exec(first)?.[1];
  if (size === undefined || lines.length > MAX_PROOF_LINES || !Number.isSafeInteger(Number(size))) return null;
  const proof: Uint8Array[] = [];
  for (const line of lines) {
    const hash = fromBase64(line);
    if (hash?.length !== 32) return null;
    proof.push(hash);
  }
  return { oldSize: Number(size), proof, note: body.slice(cut + 2) };
}
