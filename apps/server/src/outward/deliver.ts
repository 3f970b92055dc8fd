import type { SentNotice } from '@sluice/cases';
import type { Db, Transact, Tx } from '@sluice/database';
import { isDomainError, type Clock, type JsonObject } from '@sluice/kernel';
import type { JobQueue } from '../jobs.ts';
import { channelsFor, findChannel, setChannel, type ChannelRow } from './channel-store.ts';
import { DELIVER_QUEUE, openText, type ChannelParts } from './channels.ts';
import type { OutwardMessage } from './message.ts';
import type { Senders } from './senders.ts';

/** Work of the queue: a notice, to be handed to whoever wants to be told outside. */
export const TELL_QUEUE = 'outward.tell';

/** Channels told of one notice; a role with more has them told through its bodies' own programs. */
const MOST_TOLD = 500;

interface Outward extends Pick<ChannelParts, 'secrets'> {
  readonly db: Db;
  readonly transact: Transact;
  readonly realClock: Clock;
  readonly senders: Senders;
  /** Whether a person still acts for the body in the role. */
  readonly acts: (of: Pick<ChannelRow, 'person' | 'body' | 'role' | 'jurisdiction'>) => Promise<boolean>;
  readonly publicUrl: string | undefined;
}

/** Asks for a notice to be told outside, in the transaction that writes it. */
export function tellOutside(tx: Tx, notice: SentNotice): void {
  const { id, caseId, kind, jurisdiction, role, body, person } = notice;
  tx.jobs.push({ queue: TELL_QUEUE, data: { id, caseId, kind, jurisdiction, role, body, person } });
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

export function outwardQueues(outward: Outward): readonly JobQueue[] {
  return [
    { name: TELL_QUEUE, work: (data) => tell(outward, data) },
    { name: DELIVER_QUEUE, retry: { limit: 12, delaySeconds: 15 }, work: (data) => deliver(outward, data) },
  ];
}

/** One job for each channel: a mailbox that is full keeps no other waiting, and each is tried again by itself. */
async function tell({ db, transact, acts }: Outward, data: JsonObject): Promise<void> {
  const to = { jurisdiction: textOf(data['jurisdiction']), role: textOf(data['role']), body: textOf(data['body']) };
  const person = textOf(data['person']);
  const found = await channelsFor(db, to, MOST_TOLD);
  const wanted = found.filter((one) => person === '' || one.person === person);
  const still = await Promise.all(wanted.map(async (one) => ({ one, acts: await acts(one) })));
  await transact(async (tx) => {
    for (const { one, acts: isStill } of still) {
      if (!isStill) continue;
      const message = {
        id: `${textOf(data['id'])}.${one.id}`,
        kind: textOf(data['kind']),
        caseId: textOf(data['caseId']),
      };
      tx.jobs.push({ queue: DELIVER_QUEUE, data: { channel: one.id, message } });
    }
  });
}

async function deliver(outward: Outward, data: JsonObject): Promise<void> {
  const { db, transact, realClock, senders } = outward;
  const row = await findChannel(db, textOf(data['channel']));
  const send = row && senders[row.kind];
  // A channel that was taken away, or whose way is closed by now, is told nothing.
  if (!row || !send) return;
  const at = realClock.now();
  const message = messageOf(outward, row, data, at);
  const to = { address: openText(outward, row.id, row.address), secret: openText(outward, row.id, row.secret) };
  try {
    await send(message, to, at);
  } catch (error) {
    const failure = isDomainError(error) ? error.code : 'channel.undelivered';
    await transact((tx) => setChannel(tx, row.id, { failed_at: at, failure }));
    throw error;
  }
  await transact((tx) => setChannel(tx, row.id, { delivered_at: at, failed_at: null, failure: null }));
}

function messageOf(outward: Outward, row: ChannelRow, data: JsonObject, at: Date): OutwardMessage {
  const sealed = textOf(data['code']);
  if (sealed !== '')
    return { id: `${row.id}.code`, kind: 'code', at: at.toISOString(), code: openText(outward, row.id, sealed) };
  const given = data['message'] as {
    readonly id: string;
    readonly kind: OutwardMessage['kind'];
    readonly caseId: string;
  };
  const { publicUrl } = outward;
  return {
    ...{ id: given.id, kind: given.kind, at: at.toISOString(), case: given.caseId },
    ...(publicUrl === undefined ? {} : { link: `${publicUrl}/console/cases/${given.caseId}` }),
  };
}
