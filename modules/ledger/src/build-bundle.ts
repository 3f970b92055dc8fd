import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { PayloadMaster } from './flush-acts.ts';
import type { StandingCheckpoint } from './log/publish-checkpoint.ts';
import type { TileReader } from './log/tile-reader.ts';
import type { LogKeys } from './log-keys.ts';
import { openPayloads } from './open-payload.ts';
import type { StoredEntry } from './read-entries.ts';
import { signStreamHeads } from './sign-stream-heads.ts';
import { toBase64 } from './tlog/base64.ts';
import { formatReceipt } from './tlog/receipt.ts';
import type { About } from './verifier/about.ts';
import {
  CHECKPOINT,
  entryFile,
  HEADS,
  MANIFEST,
  manifestOf,
  payloadFile,
  POLICY,
  RANGE_PROOF,
  readBundleEntry,
  receiptFile,
  STAMPED,
  STAMPED_PROOF,
  STATEMENT,
  TIMESTAMP,
  TWIN_CHECKPOINT,
  TWIN_RANGE_PROOF,
  twinReceiptFile,
} from './verifier/bundle-format.ts';
import { canonicalText } from './verifier/canonical.ts';
import { formatRangeProof, rangesOutside } from './verifier/range-proof.ts';
import { statementOf } from './verifier/statement.ts';
import { buildZip } from './verifier/zip.ts';

/** One of the two trees: its standing checkpoint and its tiles. */
export interface TreeView {
  readonly checkpoint: StandingCheckpoint;
  readonly tiles: TileReader;
}

export interface BundleContext {
  readonly db: Db;
  readonly master: PayloadMaster;
  readonly policy: string;
  /** Signs where stories end. */
  readonly keys: Pick<LogKeys, 'origin' | 'signers'>;
  readonly log: TreeView;
  /** The SM3 twin, where it is kept. */
  readonly twin: TreeView | null;
  /** The last checkpoint that an authority of time stamped, with its response (RFC 3161), where there is one. */
  readonly stamped: { readonly checkpoint: StandingCheckpoint; readonly response: Uint8Array } | null;
}

export interface BundleContent {
  readonly about: About;
  /** Published entries, in the order of the log. */
  readonly entries: readonly StoredEntry[];
  /** Whose payloads are opened. */
  readonly opens: (entry: StoredEntry) => boolean;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const indexOf = (one: StoredEntry): number => one.index ?? 0;

/** Payloads of this size in all are the most a bundle holds; more could not be verified in a browser. */
const MAX_BYTES = 256_000_000;

/**
 * Everything an outsider needs to verify given entries, as one zip whose bytes depend on nothing but the log: the same
 * entries and checkpoint give the same bundle.
 * @throws DomainError `ledger.bundle-too-large` (limited)
 */
export async function buildBundle(context: BundleContext, content: BundleContent): Promise<Uint8Array> {
  const { about, entries } = content;
  const { checkpoint } = context.log;
  const files = new Map<string, Uint8Array>([
    [CHECKPOINT, utf8(checkpoint.note)],
    [POLICY, utf8(context.policy)],
  ]);
  if (context.stamped && context.stamped.checkpoint.size <= checkpoint.size) {
    const { note, size } = context.stamped.checkpoint;
    const proof = await context.log.tiles.consistency(size, checkpoint.size);
    files.set(TIMESTAMP, context.stamped.response);
    files.set(STAMPED, utf8(note));
    files.set(STAMPED_PROOF, utf8(proof.map((one) => `${toBase64(one)}\n`).join('')));
  }
  for (const one of entries) files.set(entryFile(indexOf(one)), one.bytes);
  await addProofs(files, content, context.log, { receipt: receiptFile, range: RANGE_PROOF });
  // The twin follows the log: until it has all these entries, a bundle goes without it.
  if (context.twin && entries.every((one) => indexOf(one) < (context.twin?.checkpoint.size ?? 0))) {
    files.set(TWIN_CHECKPOINT, utf8(context.twin.checkpoint.note));
    await addProofs(files, content, context.twin, { receipt: twinReceiptFile, range: TWIN_RANGE_PROOF });
  }
  if (about.kind !== 'range')
    files.set(HEADS, utf8(await signStreamHeads(context.db, context.keys, checkpoint, entries)));
  await addPayloads(files, context, entries.filter(content.opens));
  files.set(STATEMENT, utf8(statementOf(about, checkpoint, entries.flatMap(bundleEntry))));
  const bytes = [...files.values()].reduce((sum, one) => sum + one.length, 0);
  if (bytes > MAX_BYTES) throw new DomainError('ledger.bundle-too-large', 'limited', { bytes, most: MAX_BYTES });
  files.set(MANIFEST, manifestOf(files, about));
  return buildZip(files).bytes;
}

function bundleEntry(one: StoredEntry) {
  const entry = readBundleEntry(indexOf(one), one.bytes, one.entry);
  return entry ? [entry] : [];
}

interface ProofNames {
  readonly receipt: (index: number) => string;
  readonly range: string;
}

async function addProofs(
  files: Map<string, Uint8Array>,
  { about, entries }: BundleContent,
  { tiles, checkpoint }: TreeView,
  names: ProofNames,
): Promise<void> {
  if (about.kind === 'range') {
    const { from, to } = about;
    const hashes = await Promise.all(
      rangesOutside(from, to, checkpoint.size).map((one) => tiles.range(one, checkpoint.size)),
    );
    files.set(names.range, utf8(formatRangeProof({ from, to, hashes })));
    return;
  }
  for (const one of entries) {
    const index = indexOf(one);
    const hashes = await tiles.inclusion(index, checkpoint.size);
    files.set(names.receipt(index), utf8(formatReceipt({ index, hashes, checkpoint: checkpoint.note })));
  }
}

async function addPayloads(
  files: Map<string, Uint8Array>,
  context: BundleContext,
  entries: readonly StoredEntry[],
): Promise<void> {
  const index = new Map(entries.map((one) => [one.entry.id, indexOf(one)]));
  for (const opening of await openPayloads(context.db, context.master, [...index.keys()])) {
    const text = canonicalText({ payload: JSON.parse(opening.text) as unknown, salt: toHex(opening.salt) });
    files.set(payloadFile(index.get(opening.entryId) ?? 0), utf8(text));
  }
}
