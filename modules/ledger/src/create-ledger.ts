import type { Db, FlushSteps, Transact } from '@sluice/database';
import { DomainError, type Clock, type IdSource } from '@sluice/kernel';
import { toHex } from '@sluice/crypto';
import { auditLedger } from './audit/audit-ledger.ts';
import { buildBundle } from './build-bundle.ts';
import { createLedgerWriter } from './create-ledger-writer.ts';
import type { PayloadMaster } from './flush-acts.ts';
import { createCheckpointStore } from './log/checkpoint-store.ts';
import { createLogFolder } from './log/log-folder.ts';
import { readStanding } from './log/publish-checkpoint.ts';
import { createSequencer, type SequencerSettings } from './log/sequencer.ts';
import { placeOfEntry, readHead } from './log/store-log.ts';
import { createTileReader } from './log/tile-reader.ts';
import type { LogKeys } from './log-keys.ts';
import { openPayloads, type PayloadOpening } from './open-payload.ts';
import { countWaiting, findBySubject, findEntry, findRecent, findStream, viewEntry, type EntryView, type StoredEntry } from './read-entries.ts';
import { formatReceipt } from './tlog/receipt.ts';
import { traceChain, type ChainStream } from './trace-chain.ts';
import { treeHash } from './tree.ts';

export interface LedgerOptions {
  readonly db: Db;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly keys: LogKeys;
  readonly master: PayloadMaster;
  /** Static files of the log, served to anyone. */
  readonly logFolder: string;
  /** The last signed checkpoint, outside the database and not in its backups. */
  readonly checkpointFolder: string;
  readonly flushJobs?: FlushSteps['flushJobs'];
  readonly settings?: Partial<SequencerSettings>;
  /** Told the code when the log refuses to sign. */
  readonly onProblem?: (code: string) => void;
}

export interface ChainNodeView extends Omit<ChainStream, 'entries'> {
  readonly kind: string;
  readonly id: string;
  readonly entries: readonly EntryView[];
}

export interface LogStatus {
  readonly published: { readonly origin: string; readonly size: number; readonly root: string; readonly at: string | null };
  readonly sequenced: number;
  readonly waiting: number;
  readonly policy: string;
  readonly refusing: string | null;
}

export type Ledger = ReturnType<typeof createLedger>;

/** How long `waitFor` waits at most, and how often it looks when another process writes the log. */
const WAIT_MS = 10_000;
const LOOK_MS = 100;

/** The evidence ledger: the door to writing, the sequencer behind it, and the read side. */
export function createLedger(options: LedgerOptions) {
  const { db, keys, master } = options;
  const folder = createLogFolder(options.logFolder);
  const store = createCheckpointStore(options.checkpointFolder);
  const tiles = createTileReader(treeHash, (path) => folder.read(path));
  const waiters = new Set<() => void>();
  const sequencer = createSequencer({
    db,
    folder,
    store,
    keys,
    ...(options.settings ? { settings: options.settings } : {}),
    ...(options.onProblem ? { onProblem: options.onProblem } : {}),
    onPublished: () => {
      for (const wake of waiters) wake();
    },
  });
  const { transact } = createLedgerWriter({
    db,
    clock: options.clock,
    ids: options.ids,
    master,
    ...(options.flushJobs ? { flushJobs: options.flushJobs } : {}),
    onCommitted: () => sequencer.wake(),
  });

  const published = async () => {
    const note = await folder.read('checkpoint');
    return readStanding(note ? note.toString() : null);
  };
  const publishedSize = async (): Promise<number> => (await published())?.size ?? 0;
  const view = async (found: readonly StoredEntry[]): Promise<readonly EntryView[]> => {
    const size = await publishedSize();
    return found.map((one) => viewEntry(one, size));
  };

  async function receipt(index: number): Promise<string | null> {
    const standing = await published();
    if (!standing || index >= standing.size) return null;
    return formatReceipt({ index, hashes: await tiles.inclusion(index, standing.size), checkpoint: standing.note });
  }

  /** Waits until a published checkpoint covers the entry; answers its receipt. @throws DomainError `ledger.receipt-late` (unavailable), `ledger.entry-unknown` (not-found) */
  async function waitFor(entryId: string): Promise<string> {
    const end = performance.now() + WAIT_MS;
    while (performance.now() < end) {
      const index = await placeOfEntry(db, entryId);
      if (index === undefined) throw new DomainError('ledger.entry-unknown', 'not-found', { entry: entryId });
      const text = index === null ? null : await receipt(index);
      if (text !== null) return text;
      await nextPublish(waiters, LOOK_MS);
    }
    throw new DomainError('ledger.receipt-late', 'unavailable', { entry: entryId });
  }

  return {
    transact: transact satisfies Transact as Transact,
    start: () => sequencer.start(),
    stop: () => sequencer.stop(),
    waitFor,
    /** One entry with its bytes and, once published, its receipt; null when there is none. */
    async readEntry(entryId: string): Promise<{ readonly entry: EntryView; readonly bytes: string; readonly receipt: string | null } | null> {
      const found = await findEntry(db, entryId);
      if (!found) return null;
      const text = found.index === null ? null : await receipt(found.index);
      return { entry: viewEntry(found, await publishedSize()), bytes: Buffer.from(found.bytes).toString('utf8'), receipt: text };
    },
    async readPayload(entryId: string): Promise<PayloadOpening | null> {
      return (await openPayloads(db, master, [entryId]))[0] ?? null;
    },
    readStream: async (stream: string, from: number, limit: number) => view(await findStream(db, stream, from, limit)),
    search: async (subject: string, limit: number) => view(await findBySubject(db, subject, limit)),
    recent: async (limit: number) => view(await findRecent(db, limit)),
    /** Every object an entry was made from, upstream first; null when there is no such entry. */
    async chain(entryId: string): Promise<{ readonly entryId: string; readonly nodes: readonly ChainNodeView[]; readonly unresolved: readonly string[] } | null> {
      const head = await readHead(db);
      const chain = await traceChain(db, entryId, head.size);
      if (!chain) return null;
      const nodes = await Promise.all(
        chain.streams.map(async ({ entries, ...rest }) => {
          const cut = rest.stream.indexOf(':');
          return { ...rest, kind: rest.stream.slice(0, cut), id: rest.stream.slice(cut + 1), entries: await view(entries) };
        }),
      );
      return { entryId, nodes, unresolved: chain.unresolved };
    },
    /** The evidence bundle of an entry: a zip that `verifyBundle` proves offline. @throws as `buildBundle` */
    async bundle(entryId: string): Promise<Uint8Array> {
      const checkpoint = await published();
      if (!checkpoint) throw new DomainError('ledger.not-published', 'precondition', { entry: entryId });
      return buildBundle({ db, master, tiles, policy: keys.policy, checkpoint }, entryId);
    },
    /** Reads everything again: files, log, streams, and today's rows against the entries. */
    audit: () => auditLedger({ db, folder, store, keys }),
    async status(): Promise<LogStatus> {
      const [standing, head, waiting] = [await published(), await readHead(db), await countWaiting(db)];
      const state = { origin: keys.origin, size: standing?.size ?? 0, root: toHex(standing?.root ?? treeHash.empty), at: await folder.changedAt('checkpoint') };
      return { published: state, sequenced: head.size, waiting, policy: keys.policy, refusing: sequencer.refusing() };
    },
    /** A static file of the log (`checkpoint`, `policy`, `tile/…`); null when there is none. The name is checked. */
    async readLogFile(path: string): Promise<Uint8Array | null> {
      if (path === 'policy') return Buffer.from(keys.policy);
      return /^(checkpoint|tile\/(\d{1,2}|entries)\/(x\d{3}\/)*\d{3}(\.p\/\d{1,3})?)$/.test(path) ? folder.read(path) : null;
    },
    policy: keys.policy,
  };
}

async function nextPublish(waiters: Set<() => void>, ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      waiters.delete(done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    waiters.add(done);
  });
}
