import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import { buildBundle } from './build-bundle.ts';
import type { Entry } from './entry.ts';
import type { PayloadMaster } from './flush-acts.ts';
import { gatherBundle, type BundleRequest } from './gather-bundle.ts';
import type { LogFolder } from './log/log-folder.ts';
import type { TwinTree } from './log/twin-tree.ts';
import type { LogKeys } from './log-keys.ts';
import { readStamped } from './timestamp/timestamping.ts';
import type { PublishedLog } from './published-log.ts';
import { resolveIdentifier } from './resolve-identifier.ts';
import { decodeBundle, encodeBundle, TILE_WIDTH } from './tlog/tiles.ts';
import { HASH_BYTES } from './tlog/tree-hash.ts';

export interface ReaderParts {
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

/** What is taken away from the ledger: bundles, identifiers, and the static files of the log. */
export function createBundleReader({ db, keys, master, folder, published, twin }: ReaderParts) {
  return {
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
          ...{ db, master, policy: keys.policy, keys, log, stamped },
          twin: twin && twinned ? { checkpoint: twinned, tiles: twin.tiles } : null,
        },
        content,
      );
    },
    /** What an identifier of this node leads to; null when nothing was ever entered under it. (PLT-14) */
    resolveIdentifier: (text: string) => resolveIdentifier(db, master, keys.origin, text),
    /**
     * A static file of the log (`checkpoint`, `policy`, `tile/…`, the same of the twin under `twin/`); null when there is
     * none. The name is checked.
     */
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
