import type { evidenceBundleRoutes } from '@sluice/contract';
import { assertAllowed, DomainError } from '@sluice/kernel';
import {
  mayExport,
  mayExportRange,
  mayExportStory,
  type BundleRequest,
  type Entry,
  type Ledger,
  type Reader,
} from '@sluice/ledger';
import type { Handlers } from '../handlers.ts';
import type { ConnectedNodes } from '../connected-nodes.ts';

interface BundleServices {
  readonly ledger: Ledger;
  readonly nodes: ConnectedNodes;
}

const unknown = (params: Readonly<Record<string, string>>) =>
  new DomainError('ledger.entry-unknown', 'not-found', params);
/** A party sees what its own story commits to; upstream of it what it could export by itself. */
const opensFor =
  (stream: string, reader: Reader) =>
  (entry: Entry): boolean =>
    entry.stream === stream || mayExport(entry, reader).allowed;

/** File names take no colons. */
const fileName = (text: string): string =>
  `attachment; filename="evidence-${text.replaceAll(/[^A-Za-z0-9_-]+/g, '-')}.zip"`;

/** Bundles to take away, each behind the rule of who may have it, and the resolution of lasting identifiers. */
export function evidenceBundleHandlers({ ledger, nodes }: BundleServices): Handlers<typeof evidenceBundleRoutes> {
  const storyOf = async (stream: string, reader: Reader): Promise<void> => {
    const story = await ledger.readStream(stream, 0, 500);
    if (story.length === 0) throw unknown({ stream });
    assertAllowed(mayExportStory(story, reader));
  };
  return {
    getStoryBundle: async ({ input, actor, setHeader }) => {
      const { stream } = input.params;
      await storyOf(stream, actor);
      setHeader('content-disposition', fileName(stream));
      return ledger.bundle({ kind: 'story', stream }, opensFor(stream, actor));
    },
    getVersionBundle: async ({ input, actor, setHeader }) => {
      const { id, version } = input.params;
      await storyOf(`resource:${id}`, actor);
      setHeader('content-disposition', fileName(`${id}-v${version}`));
      const stream = `resource:${id}`;
      return ledger.bundle({ kind: 'resource-version', stream, version }, opensFor(stream, actor));
    },
    getDestructionBundle: async ({ input, actor, setHeader }) => {
      const { entryId } = input.params;
      const found = await ledger.readEntry(entryId);
      if (!found) throw unknown({ entry: entryId });
      assertAllowed(mayExport(found.entry, actor));
      setHeader('content-disposition', fileName(entryId));
      return ledger.bundle({ kind: 'destruction', entry: entryId }, opensFor(found.entry.stream, actor));
    },
    getRangeBundle: async ({ input, actor, setHeader }) => {
      assertAllowed(mayExportRange(actor));
      const { since = null, until = null, from, to } = input.query;
      const request: BundleRequest =
        from === undefined || to === undefined ? { kind: 'time', since, until } : { kind: 'range', from, to };
      setHeader('content-disposition', fileName('range'));
      return ledger.bundle(request, (entry) => mayExport(entry, actor).allowed);
    },
    resolveIdentifier: async ({ input }) => {
      const { id } = input.params;
      const own = await ledger.resolveIdentifier(id);
      if (own) return { ...own, here: true };
      const elsewhere = await nodes.resolve(id);
      if (!elsewhere) throw new DomainError('identifier.unknown', 'not-found');
      return { ...elsewhere, here: false };
    },
  };
}
