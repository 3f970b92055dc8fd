import type { Db } from '@sluice/database';
import { DomainError } from '@sluice/kernel';
import type { BundleContent } from './build-bundle.ts';
import type { PayloadMaster } from './flush-acts.ts';
import { openPayloads } from './open-payload.ts';
import { findEntry, findRange, findRangeOfTime, findStream, type StoredEntry } from './read-entries.ts';
import { traceChain, traceStreams } from './trace-chain.ts';
import type { About } from './verifier/about.ts';
import { KEY_STREAM } from './verifier/bundle-format.ts';

/** What a bundle is asked for. */
export type BundleRequest =
  | { readonly kind: 'entry' | 'destruction'; readonly entry: string }
  | { readonly kind: 'story'; readonly stream: string }
  | { readonly kind: 'resource-version'; readonly stream: string; readonly version: number }
  /** Instants in UTC; the entries committed in that time, and one neighbour on each side. */
  | { readonly kind: 'time'; readonly since: string | null; readonly until: string | null }
  | { readonly kind: 'range'; readonly from: number; readonly to: number };

/** Entries of a range at most: what a browser verifies in a few seconds. */
export const MAX_RANGE = 5_000;

export interface GatherContext {
  readonly db: Db;
  readonly master: PayloadMaster;
  /** Size of the standing checkpoint. */
  readonly size: number;
  /** Which payloads are opened. The log's own keys always are. */
  readonly opens: (entry: StoredEntry) => boolean;
}

const unknown = (params: Readonly<Record<string, string | number>>) =>
  new DomainError('ledger.entry-unknown', 'not-found', params);

/**
 * The published entries that a bundle holds.
 * @throws DomainError `ledger.entry-unknown` (not-found), `ledger.not-published` (precondition) before its checkpoint,
 * `ledger.about-other-act` (invalid), `ledger.range-empty` (not-found), `ledger.range-too-long` and
 * `ledger.bundle-too-large` (limited)
 */
export async function gatherBundle(context: GatherContext, request: BundleRequest): Promise<BundleContent> {
  switch (request.kind) {
    case 'entry':
      return aroundEntry(context, request.entry, { kind: 'entry', entry: request.entry });
    case 'destruction': {
      const content = await aroundEntry(context, request.entry, { kind: 'destruction', entry: request.entry });
      const subject = content.entries.find((one) => one.entry.id === request.entry);
      if (subject?.entry.type !== 'vault.destruction-completed')
        throw new DomainError('ledger.about-other-act', 'invalid', { entry: request.entry });
      return contentOf(content.about, [...content.entries, ...(await orderOf(context, request.entry))], context);
    }
    case 'story':
      return wholeStory(context, request.stream);
    case 'resource-version':
      return publishedVersion(context, request.stream, request.version);
    case 'time':
      return inTime(context, request.since, request.until);
    case 'range':
      return inRange(context, { ...request, since: null, until: null });
  }
}

const isPublished = (one: StoredEntry, size: number): boolean => one.index !== null && one.index < size;

function contentOf(about: About, entries: readonly StoredEntry[], context: GatherContext): BundleContent {
  const published = entries.filter((one) => isPublished(one, context.size));
  const once = new Map(published.map((one) => [one.index ?? 0, one]));
  return {
    about,
    entries: [...once.values()].toSorted((a, b) => (a.index ?? 0) - (b.index ?? 0)),
    opens: (one) => one.entry.stream === KEY_STREAM || context.opens(one),
  };
}

/** The story of the log's own keys belongs to every bundle: it shows which keys may sign. */
async function withKeys(context: GatherContext, streams: readonly { readonly entries: readonly StoredEntry[] }[]) {
  const keys = await findStream(context.db, KEY_STREAM, 0, MAX_RANGE);
  return [...streams.flatMap((one) => one.entries), ...keys];
}

function assertWhole({ cut }: { readonly cut: boolean }): void {
  if (cut) throw new DomainError('ledger.bundle-too-large', 'limited');
}

async function aroundEntry(context: GatherContext, entryId: string, about: About): Promise<BundleContent> {
  const chain = await traceChain(context.db, entryId, context.size);
  if (!chain) throw unknown({ entry: entryId });
  if (!isPublished(chain.start, context.size))
    throw new DomainError('ledger.not-published', 'precondition', { entry: entryId });
  assertWhole(chain);
  return contentOf(about, await withKeys(context, chain.streams), context);
}

/** Story in which the end stands that ordered a destruction, where nobody had to approve it. */
async function orderOf(context: GatherContext, entryId: string): Promise<readonly StoredEntry[]> {
  const [opening] = await openPayloads(context.db, context.master, [entryId]);
  const { groundEntry } = JSON.parse(opening?.text ?? '{}') as { readonly groundEntry?: string | null };
  const end = typeof groundEntry === 'string' ? await findEntry(context.db, groundEntry) : null;
  return end ? findStream(context.db, end.entry.stream, 0, MAX_RANGE) : [];
}

async function wholeStory(context: GatherContext, stream: string): Promise<BundleContent> {
  const chain = await traceStreams(context.db, [stream], context.size, null);
  const own = chain.streams.find((one) => one.stream === stream);
  const last = own?.entries.at(-1)?.entry.streamSeq;
  if (last === undefined) throw unknown({ stream });
  assertWhole(chain);
  return contentOf({ kind: 'story', stream, last }, await withKeys(context, chain.streams), context);
}

/** The version's own act is found by its payload: a story publishes a version at most once. */
async function publishedVersion(context: GatherContext, stream: string, version: number): Promise<BundleContent> {
  const story = (await findStream(context.db, stream, 0, MAX_RANGE)).filter((one) => isPublished(one, context.size));
  const published = story.filter((one) => one.entry.type === 'catalogue.resource-published');
  const ids = published.map((one) => one.entry.id);
  for (const opening of await openPayloads(context.db, context.master, ids)) {
    const payload = JSON.parse(opening.text) as { readonly version?: unknown };
    if (payload.version !== version) continue;
    const about = { kind: 'resource-version', stream, version, entry: opening.entryId } as const;
    const chain = await traceStreams(context.db, [stream], context.size, null);
    assertWhole(chain);
    return contentOf(about, await withKeys(context, chain.streams), context);
  }
  throw unknown({ stream, version });
}

async function inTime(context: GatherContext, since: string | null, until: string | null): Promise<BundleContent> {
  const found = await findRangeOfTime(context.db, since, until, context.size);
  if (!found) throw new DomainError('ledger.range-empty', 'not-found');
  return inRange(context, { ...found, since, until });
}

async function inRange(
  context: GatherContext,
  { from, to, since, until }: Omit<Extract<About, { readonly kind: 'range' }>, 'kind'>,
): Promise<BundleContent> {
  if (from >= to || to > context.size) throw new DomainError('ledger.range-empty', 'not-found', { size: context.size });
  if (to - from > MAX_RANGE)
    throw new DomainError('ledger.range-too-long', 'limited', { entries: to - from, most: MAX_RANGE, from, to });
  const entries = await findRange(context.db, from, to);
  const about = { kind: 'range', from, to, since, until } as const;
  return contentOf(about, entries, context);
}
