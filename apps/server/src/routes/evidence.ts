import type { evidenceRoutes } from '@sluice/contract';
import { assertAllowed, DomainError } from '@sluice/kernel';
import { mayExport, type EntryView, type Ledger } from '@sluice/ledger';
import type { Handlers } from '../handlers.ts';

interface EvidenceServices {
  readonly ledger: Ledger;
}

const entryView = ({ subjects, ...rest }: EntryView) => ({ ...rest, subjects: subjects.map((one) => ({ ...one })) });
const unknown = (entry: string) => new DomainError('ledger.entry-unknown', 'not-found', { entry });

/** The read side of the evidence: entries, streams, chains and bundles. */
export function evidenceHandlers({ ledger }: EvidenceServices): Handlers<typeof evidenceRoutes> {
  const found = async (entryId: string) => {
    const it = await ledger.readEntry(entryId);
    if (!it) throw unknown(entryId);
    return it;
  };
  return {
    getEntry: async ({ input }) => {
      const it = await found(input.params.entryId);
      return { ...it, entry: entryView(it.entry) };
    },
    getPayload: async ({ input, actor }) => {
      const { entry } = await found(input.params.entryId);
      assertAllowed(mayExport(entry, actor));
      const opening = await ledger.readPayload(entry.entryId);
      return (
        opening && {
          payload: JSON.parse(opening.text) as Record<string, unknown>,
          salt: Buffer.from(opening.salt).toString('hex'),
        }
      );
    },
    listStream: async ({ input: { params, query } }) => {
      const items = await ledger.readStream(params.stream, query.from, query.limit);
      const last = items.at(-1);
      return { items: items.map(entryView), next: last && items.length === query.limit ? last.streamSeq + 1 : null };
    },
    searchEntries: async ({ input: { query } }) => {
      const items =
        query.subject === undefined
          ? await ledger.recent(query.limit)
          : await ledger.search(query.subject, query.limit);
      return { items: items.map(entryView) };
    },
    getChain: async ({ input }) => {
      const chain = await ledger.chain(input.params.entryId);
      if (!chain) throw unknown(input.params.entryId);
      const nodes = chain.nodes.map((node) => ({
        ...node,
        uses: [...node.uses],
        entries: node.entries.map(entryView),
      }));
      return { entryId: chain.entryId, nodes, unresolved: [...chain.unresolved] };
    },
    getBundle: async ({ input, actor, setHeader }) => {
      const { entry } = await found(input.params.entryId);
      assertAllowed(mayExport(entry, actor));
      setHeader('content-disposition', `attachment; filename="evidence-${entry.entryId}.zip"`);
      return ledger.bundle({ kind: 'entry', entry: entry.entryId });
    },
    getLog: async () => {
      const { release, ...status } = await ledger.status();
      return { ...status, release: { ...release, witnesses: [...release.witnesses] } };
    },
  };
}
