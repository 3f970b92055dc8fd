import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { buildBundle } from './build-bundle.ts';
import { gatherBundle, type BundleRequest } from './gather-bundle.ts';
import type { PayloadMaster } from './flush-acts.ts';
import type { Entry } from './entry.ts';
import type { LogFolder } from './log/log-folder.ts';
import { readHead } from './log/store-log.ts';
import type { TwinTree } from './log/twin-tree.ts';
import type { LogKeys } from './log-keys.ts';
import { openPayloads, type PayloadOpening } from './open-payload.ts';
import type { PublishedLog } from './published-log.ts';
import {
  findBySubject,
  findEntry,
  findRecent,
  findStream,
  viewEntry,
  type EntryView,
  type StoredEntry,
} from './read-entries.ts';
import { resolveIdentifier } from './resolve-identifier.ts';
import { readStanding } from './log/publish-checkpoint.ts';
import { STAMPED, TIMESTAMP } from './verifier/bundle-format.ts';
import { decodeBundle, encodeBundle, TILE_WIDTH } from './tlog/tiles.ts';
import { HASH_BYTES } from './tlog/tree-hash.ts';
import { traceChain, type ChainStream } from './trace-chain.ts';

export interface ChainNodeView extends Omit<ChainStream, 'entries'> {
  readonly kind: string;
  readonly id: string;
  readonly entries: readonly EntryView[];
}

export interface ChainView {
  readonly entryId: string;
  /** Upstream first. */
  readonly nodes: readonly ChainNodeView[];
  readonly unresolved: readonly string[];
}

interface ReaderParts {
  readonly db: Db;
  readonly keys: LogKeys;
  readonly master: PayloadMaster;
  readonly folder: LogFolder;
  readonly published: PublishedLog;
  readonly twin: TwinTree | null;
}

const LOG_FILE = /^(checkpoint|timestamp\.(tsr|checkpoint)|tile\/(\d{1,2}|entries)\/(x\d{3}\/)*\d{3}(\.p\/\d{1,3})?)$/;

const TWIN_PATH = 'twin/';

/** A partial tile that was dropped when it became full is the beginning of the full one: receipts of old still lead there. */
async function readTile(folder: LogFolder, path: string): Promise<Uint8Array | null> {
  const found = await folder.read(path);
  const [, full, width] = /^(tile\/.+)\.p\/([1-9]\d{0,2})$/.exec(path) ?? [];
  if (found || full === undefined || Number(width) >= TILE_WIDTH) return found;
  const bytes = await folder.read(full);
  if (!bytes) return null;
  if (!full.startsWith('tile/entries/')) return bytes.subarray(0, Number(width) * HASH_BYTES);
  const entries = decodeBundle(bytes);
  return entries && encodeBundle(entries.slice(0, Number(width)));
}

/** The read side of the ledger. */
export function createLedgerReader({ db, keys, master, folder, published, twin }: ReaderParts) {
  const view = async (found: readonly StoredEntry[]): Promise<readonly EntryView[]> => {
    const size = await published.size();
    return found.map((one) => viewEntry(one, size));
  };
  return {
    /** Entries as readers see them: with what is published of them. */
    viewEntries: view,
    /** One entry with its bytes and, once published, its receipt; null when there is none. */
    async readEntry(
      entryId: string,
    ): Promise<{ readonly entry: EntryView; readonly bytes: string; readonly receipt: string | null } | null> {
      const found = await findEntry(db, entryId);
      if (!found) return null;
      const receipt = found.index === null ? null : await published.receipt(found.index);
      return {
        entry: viewEntry(found, await published.size()),
        bytes: Buffer.from(found.bytes).toString('utf8'),
        receipt,
      };
    },
    /** What an entry committed to; null once it was shredded. */
    async readPayload(entryId: string): Promise<PayloadOpening | null> {
      return (await openPayloads(db, master, [entryId]))[0] ?? null;
    },
    readStream: async (stream: string, from: number, limit: number) => view(await findStream(db, stream, from, limit)),
    search: async (subject: string, limit: number) => view(await findBySubject(db, subject, limit)),
    recent: async (limit: number) => view(await findRecent(db, limit)),
    /** Every object an entry was made from, upstream first; null when there is no such entry. */
    async chain(entryId: string): Promise<ChainView | null> {
      const chain = await traceChain(db, entryId, (await readHead(db)).size);
      if (!chain) return null;
      const size = await published.size();
      const nodes = chain.streams.map(({ entries, ...rest }) => {
        const cut = rest.stream.indexOf(':');
        return {
          ...rest,
          kind: rest.stream.slice(0, cut),
          id: rest.stream.slice(cut + 1),
          entries: entries.map((one) => viewEntry(one, size)),
        };
      });
      return { entryId, nodes, unresolved: chain.unresolved };
    },
    /**
     * An evidence bundle: a zip that `verifyBundle` proves offline. Payloads are opened where `opens` allows.
     * @throws as `gatherBundle` and `buildBundle`
     */
    async bundle(request: BundleRequest, opens: (entry: Entry) => boolean = () => true): Promise<Uint8Array> {
      const checkpoint = await published.checkpoint();
      if (!checkpoint) throw new DomainError('ledger.not-published', 'precondition');
      const { size } = checkpoint;
      const content = await gatherBundle({ db, master, size, opens: (one) => opens(one.entry) }, request);
      const log = { checkpoint, tiles: published.tiles };
      const twinned = await twin?.checkpoint();
      const stamped = await readStamped(folder);
      return buildBundle(
        {
          ...{ db, master, policy: keys.policy, log, stamped },
          twin: twin && twinned ? { checkpoint: twinned, tiles: twin.tiles } : null,
        },
        content,
      );
    },
    /** What an identifier of this node leads to; null when nothing was ever entered under it. (PLT-14) */
    resolveIdentifier: (text: string) => resolveIdentifier(db, master, keys.origin, text),
    /** A static file of the log (`checkpoint`, `policy`, `tile/…`, the same of the twin under `twin/`); null when there is none. The name is checked. */
    async readLogFile(path: string): Promise<Uint8Array | null> {
      if (path === 'policy') return Buffer.from(keys.policy);
      if (path.startsWith(TWIN_PATH)) {
        const name = path.slice(TWIN_PATH.length);
        return twin && LOG_FILE.test(name) ? readTile(twin.folder, name) : null;
      }
      return LOG_FILE.test(path) ? readTile(folder, path) : null;
    },
  };
}

/** The last checkpoint that an authority of time stamped; null where none did. */
async function readStamped(folder: LogFolder) {
  const [note, response] = [await folder.read(STAMPED), await folder.read(TIMESTAMP)];
  const checkpoint = readStanding(note ? note.toString() : null);
  return checkpoint && response ? { checkpoint, response } : null;
}
