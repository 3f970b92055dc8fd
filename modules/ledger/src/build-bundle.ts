import { toHex } from '@sluice/crypto';
import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { PayloadMaster } from './flush-acts.ts';
import type { StandingCheckpoint } from './log/publish-checkpoint.ts';
import type { TileReader } from './log/tile-reader.ts';
import { openPayloads } from './open-payload.ts';
import type { StoredEntry } from './read-entries.ts';
import { formatReceipt } from './tlog/receipt.ts';
import { traceChain } from './trace-chain.ts';
import {
  CHECKPOINT,
  entryFile,
  MANIFEST,
  manifestOf,
  payloadFile,
  POLICY,
  readBundleEntry,
  receiptFile,
  STATEMENT,
} from './verifier/bundle-format.ts';
import { canonicalText } from './verifier/canonical.ts';
import { statementOf } from './verifier/statement.ts';
import { buildZip } from './verifier/zip.ts';

export interface BundleContext {
  readonly db: Db;
  readonly master: PayloadMaster;
  readonly tiles: TileReader;
  readonly policy: string;
  readonly checkpoint: StandingCheckpoint;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * Everything an outsider needs to verify an entry and all it was made from, as one zip whose bytes depend on nothing
 * but the log: the same entry and checkpoint give the same bundle.
 * @throws DomainError `ledger.entry-unknown` (not-found), `ledger.not-published` (precondition) before its checkpoint
 */
export async function buildBundle(context: BundleContext, entryId: string): Promise<Uint8Array> {
  const { checkpoint } = context;
  const chain = await traceChain(context.db, entryId, checkpoint.size);
  if (!chain) throw new DomainError('ledger.entry-unknown', 'not-found', { entry: entryId });
  if (chain.start.index === null || chain.start.index >= checkpoint.size)
    throw new DomainError('ledger.not-published', 'precondition', { entry: entryId });
  const stories = chain.streams.flatMap((one) => one.entries);
  const entries = stories
    .filter((one) => one.index !== null && one.index < checkpoint.size)
    .toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0));
  const files = new Map<string, Uint8Array>([
    [CHECKPOINT, utf8(checkpoint.note)],
    [POLICY, utf8(context.policy)],
  ]);
  for (const one of entries) await addEntry(files, context, one);
  await addPayloads(files, context, entries);
  files.set(STATEMENT, utf8(statementOf(entryId, checkpoint, entries.flatMap(bundleEntry))));
  files.set(MANIFEST, manifestOf(files, entryId));
  return buildZip(files).bytes;
}

function bundleEntry(one: StoredEntry) {
  const entry = readBundleEntry(one.index ?? 0, one.bytes, one.entry);
  return entry ? [entry] : [];
}

async function addEntry(files: Map<string, Uint8Array>, context: BundleContext, one: StoredEntry): Promise<void> {
  const index = one.index ?? 0;
  const hashes = await context.tiles.inclusion(index, context.checkpoint.size);
  files.set(entryFile(index), one.bytes);
  files.set(receiptFile(index), utf8(formatReceipt({ index, hashes, checkpoint: context.checkpoint.note })));
}

async function addPayloads(
  files: Map<string, Uint8Array>,
  context: BundleContext,
  entries: readonly StoredEntry[],
): Promise<void> {
  const index = new Map(entries.map((one) => [one.entry.id, one.index ?? 0]));
  for (const opening of await openPayloads(context.db, context.master, [...index.keys()])) {
    const text = canonicalText({ payload: JSON.parse(opening.text) as unknown, salt: toHex(opening.salt) });
    files.set(payloadFile(index.get(opening.entryId) ?? 0), utf8(text));
  }
}
