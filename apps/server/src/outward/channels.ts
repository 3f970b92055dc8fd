import { randomInt } from 'node:crypto';
import type { Db, Transact, Tx } from '@sluice/database';
import type { Actor, SecretSealer } from '@sluice/identity';
import { DomainError, type Clock, type IdSource } from '@sluice/kernel';
import {
  channelsOf,
  deleteChannel,
  insertChannel,
  lockChannel,
  setChannel,
  type ChannelKind,
  type ChannelRow,
} from './channel-store.ts';

/** Work of the queue: one message to one channel. */
export const DELIVER_QUEUE = 'outward.deliver';

const MOST_CHANNELS = 10;
const CODE_MS = 30 * 60_000;
const MOST_WRONG_CODES = 5;
const SECRET_BYTES = 32;

export interface ChannelParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly realClock: Clock;
  readonly ids: IdSource;
  readonly randomBytes: (n: number) => Uint8Array;
  readonly secrets: SecretSealer;
  readonly digest: (text: string) => string;
  /** Kinds for which this installation has a way. */
  readonly kinds: readonly ChannelKind[];
  /** Whether an address may be written to at all. @throws DomainError `channel.address-refused` (invalid) */
  readonly assertAddress: (kind: ChannelKind, address: string) => Promise<void>;
}

export interface ChannelView {
  readonly id: string;
  readonly kind: ChannelKind;
  readonly address: string;
  readonly body: string;
  readonly role: string;
  readonly confirmed: boolean;
  readonly deliveredAt: string | null;
  readonly failure: { readonly at: string; readonly code: string } | null;
}

const sealText = ({ secrets }: Pick<ChannelParts, 'secrets'>, id: string, text: string): string =>
  Buffer.from(secrets.seal(new TextEncoder().encode(text), `channel:${id}`)).toString('base64url');
export const openText = ({ secrets }: Pick<ChannelParts, 'secrets'>, id: string, sealed: string): string =>
  new TextDecoder().decode(secrets.open(Buffer.from(sealed, 'base64url'), `channel:${id}`));

const viewOf = (parts: ChannelParts, row: ChannelRow): ChannelView => ({
  ...{ id: row.id, kind: row.kind, body: row.body, role: row.role, confirmed: row.code === null },
  address: openText(parts, row.id, row.address),
  deliveredAt: row.delivered_at?.toISOString() ?? null,
  failure: row.failed_at === null ? null : { at: row.failed_at.toISOString(), code: row.failure ?? '' },
});

export interface Channels {
  /** Adds a channel and sends a code to it: nothing else goes there before the code came back. */
  add(
    actor: Actor,
    asked: { readonly kind: ChannelKind; readonly address: string },
  ): Promise<ChannelView & { readonly secret: string | null }>;
  confirm(actor: Actor, id: string, code: string): Promise<ChannelView>;
  list(actor: Actor): Promise<readonly ChannelView[]>;
  remove(actor: Actor, id: string): Promise<void>;
}

/** A channel belongs to the person who set it up, in the role and for the body that was acted for. */
export function createChannels(parts: ChannelParts): Channels {
  const own = async (tx: Tx, actor: Actor, id: string): Promise<ChannelRow> => {
    const row = await lockChannel(tx, id);
    if (!row || row.person !== actor.person) throw new DomainError('channel.unknown', 'not-found');
    return row;
  };
  return {
    add: (actor, asked) => addChannel(parts, actor, asked),
    async confirm(actor, id, code) {
      const { value } = await parts.transact(async (tx) => confirm(parts, tx, await own(tx, actor, id), code));
      if (value === undefined) throw new DomainError('channel.wrong-code', 'forbidden');
      return value;
    },
    list: async (actor) => (await channelsOf(parts.db, actor.person)).map((row) => viewOf(parts, row)),
    remove: async (actor, id) => {
      await parts.transact(async (tx) => deleteChannel(tx, (await own(tx, actor, id)).id));
    },
  };
}

async function addChannel(
  parts: ChannelParts,
  actor: Actor,
  { kind, address }: { readonly kind: ChannelKind; readonly address: string },
): Promise<ChannelView & { readonly secret: string | null }> {
  if (!parts.kinds.includes(kind)) throw new DomainError('channel.no-way', 'precondition', { kind });
  await parts.assertAddress(kind, address);
  const id = parts.ids.next<'channel'>('chn');
  const secret = kind === 'webhook' ? `whsec_${Buffer.from(parts.randomBytes(SECRET_BYTES)).toString('base64')}` : '';
  const code = String(randomInt(0, 1_000_000)).padStart(6, '0');
  const at = parts.realClock.now();
  const row: ChannelRow = {
    ...{ id, kind, person: actor.person, body: actor.body, role: actor.role, jurisdiction: actor.jurisdiction },
    ...{ address: sealText(parts, id, address), secret: sealText(parts, id, secret), made_at: at },
    ...{ code: parts.digest(`channel|${id}|${code}`), code_until: new Date(at.getTime() + CODE_MS), wrong_codes: 0 },
    ...{ delivered_at: null, failed_at: null, failure: null },
  };
  await parts.transact(async (tx) => {
    if ((await channelsOf(tx, actor.person)).length >= MOST_CHANNELS)
      throw new DomainError('channel.too-many', 'precondition', { most: MOST_CHANNELS });
    await insertChannel(tx, row);
    // The code lies in the queue sealed: whoever reads the database learns none.
    tx.jobs.push({ queue: DELIVER_QUEUE, data: { channel: id, code: sealText(parts, id, code) } });
  });
  return { ...viewOf(parts, row), secret: secret === '' ? null : secret };
}

/** Wrong codes are counted also where they are refused: after a few the channel has to be added anew. */
async function confirm(parts: ChannelParts, tx: Tx, row: ChannelRow, code: string): Promise<ChannelView | undefined> {
  if (row.code === null) return viewOf(parts, row);
  const late = row.code_until !== null && row.code_until < parts.realClock.now();
  if (late || row.wrong_codes >= MOST_WRONG_CODES) return undefined;
  if (parts.digest(`channel|${row.id}|${code.trim()}`) !== row.code) {
    await setChannel(tx, row.id, { wrong_codes: row.wrong_codes + 1 });
    return undefined;
  }
  await setChannel(tx, row.id, { code: null, code_until: null });
  return viewOf(parts, { ...row, code: null });
}
