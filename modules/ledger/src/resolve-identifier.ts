import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { PayloadMaster } from './flush-acts.ts';
import { openPayloads } from './open-payload.ts';
import { findEntry, findStream, type StoredEntry } from './read-entries.ts';

/** Where a lasting identifier leads (PLT-14). The ledger never forgets an object, so what was deleted still resolves. */
export interface ResolvedIdentifier {
  /** `<kind>:<id>@<node>`. */
  readonly identifier: string;
  readonly node: string;
  readonly kind: string;
  readonly id: string;
  /** Null for orders, grants and applications, and where nobody in particular owns it. */
  readonly owner: string | null;
  readonly state: 'current' | 'suspended' | 'ended';
  readonly registeredAt: string;
  readonly lastAct: { readonly type: string; readonly at: string; readonly entryId: string };
  readonly tombstone: {
    readonly at: string;
    readonly act: string;
    readonly ground: string | null;
    readonly entryId: string;
  } | null;
}

/** Kinds of objects that have an identifier: what is catalogued, delivered, granted, made and sold. */
const KINDS = [
  ...['resource', 'system', 'demand', 'batch', 'epoch', 'application', 'grant', 'operator', 'product', 'freeze'],
  ...['listing', 'order', 'body'],
] as const;

/** Kinds whose owner is told to nobody here: the route asks for no session, and who buys or asks for data is theirs to say. */
const UNTOLD: ReadonlySet<string> = new Set(['application', 'grant', 'order']);

/** Acts after which an object is no more, though its identifier resolves. */
const ENDINGS: ReadonlySet<string> = new Set([
  'authorization.application-lapsed',
  'authorization.application-withdrawn',
  'authorization.grant-ended',
  'product.delisted',
  'trading.listing-closed',
  'vault.batch-refused',
  'vault.destruction-completed',
  'vault.epoch-destroyed',
]);
/** Acts that stop an object until another one resumes it. */
const PAUSES: ReadonlySet<string> = new Set(['product.suspended', 'trading.listing-suspended']);
/** Acts that follow an ending or a pause without undoing it. */
const INDIFFERENT: ReadonlySet<string> = new Set(['trading.notified']);

/** A ground is told when it is a code; words of a person stay in the payload. */
const CODE = /^[a-z][a-z0-9.-]{1,60}$/;

interface Parts {
  readonly kind: string | null;
  readonly id: string;
  readonly node: string | null;
}

function partsOf(text: string): Parts {
  const [, kind = null, id = '', node = null] =
    /^(?:([a-z][a-z-]{0,31}):)?([\x21-\x3f\x41-\x7e]+)(?:@(.+))?$/.exec(text) ?? [];
  return { kind, id, node };
}

/** The node that an identifier names; null for the bare form, which is this node's. */
export const originOfIdentifier = (text: string): string | null => partsOf(text).node;

/** Resolves an identifier of this node; null when nothing was ever entered under it, or another node is named. */
export async function resolveIdentifier(
  db: Db,
  master: PayloadMaster,
  origin: string,
  text: string,
): Promise<ResolvedIdentifier | null> {
  const { kind, id, node } = partsOf(text);
  if (node !== null && node !== origin) return null;
  const candidates = KINDS.filter((one) => kind === null || one === kind).map((one) => `${one}:${id}`);
  const ends = await findEnds(db, candidates);
  if (!ends) return null;
  const [first, last, ending] = [ends.first, ends.last, ends.ending];
  const cut = first.entry.stream.indexOf(':');
  const found = { kind: first.entry.stream.slice(0, cut), id: first.entry.stream.slice(cut + 1) };
  const owner = first.entry.subjects.find((one) => one.kind === 'body' && one.rel === 'about')?.id;
  const { actor } = first.entry;
  return {
    identifier: `${found.kind}:${found.id}@${origin}`,
    node: origin,
    ...found,
    owner: UNTOLD.has(found.kind) ? null : (owner ?? (actor.kind === 'person' ? actor.body : null)),
    state: ending ? 'ended' : PAUSES.has(last.entry.type) ? 'suspended' : 'current',
    registeredAt: first.entry.at,
    lastAct: { type: last.entry.type, at: last.entry.at, entryId: last.entry.id },
    tombstone: ending && {
      at: ending.entry.at,
      act: ending.entry.type,
      ground: await groundOf(db, master, ending.entry.id),
      entryId: ending.entry.id,
    },
  };
}

interface Ends {
  readonly first: StoredEntry;
  /** The last act that says something about the state. */
  readonly last: StoredEntry;
  readonly ending: StoredEntry | null;
}

async function findEnds(db: Db, streams: readonly string[]): Promise<Ends | null> {
  const { rows } = await sql<{ stream: string }>`
    select stream from ledger.stream_head where stream = any(${[...streams]}::text[]) and next_seq > 0
    order by array_position(${[...streams]}::text[], stream) limit 1`.execute(db.q);
  const stream = rows[0]?.stream;
  if (stream === undefined) return null;
  const [first] = await findStream(db, stream, 0, 1);
  const recent = (await findRecentOf(db, stream)).filter((one) => !INDIFFERENT.has(one.entry.type));
  const last = recent.at(-1) ?? first;
  if (!first || !last) return null;
  return { first, last, ending: ENDINGS.has(last.entry.type) ? last : null };
}

/** Enough of a stream's end to find the act that its state follows from. */
const RECENT = 50;

async function findRecentOf(db: Db, stream: string): Promise<readonly StoredEntry[]> {
  const { rows } = await sql<{ next: number }>`
    select next_seq as next from ledger.stream_head where stream = ${stream}`.execute(db.q);
  return findStream(db, stream, Math.max(0, Number(rows[0]?.next ?? 0) - RECENT), RECENT);
}

async function groundOf(db: Db, master: PayloadMaster, entryId: string): Promise<string | null> {
  const [opening] = (await findEntry(db, entryId)) ? await openPayloads(db, master, [entryId]) : [];
  if (!opening) return null;
  const { ground } = JSON.parse(opening.text) as { readonly ground?: unknown };
  return typeof ground === 'string' && CODE.test(ground) ? ground : null;
}
