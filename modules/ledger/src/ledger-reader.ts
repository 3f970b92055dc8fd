import { createBundleReader, type ReaderParts } from './bundle-reader.ts';
import { readHead } from './log/store-log.ts';
import { openPayloads, type PayloadOpening } from './open-payload.ts';
import {
  findBySubject,
  findEntry,
  findRecent,
  findStream,
  viewEntry,
  type EntryView,
  type StoredEntry,
} from './read-entries.ts';
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
    ...createBundleReader({ db, keys, master, folder, published, twin }),
  };
}
