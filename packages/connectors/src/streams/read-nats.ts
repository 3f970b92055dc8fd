import type { ConsumerInfo, JetStreamManager, JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { sourceFailed } from '../pinned-request.ts';
import type { Range, Reading } from '../reading.ts';
import { reachableAddress, type Reach } from '../reach-address.ts';
import { lineOf, type RecordColumn } from '../record-line.ts';
import { told, withinTime } from '../tables/table-session.ts';
import { delimitedLine, inPieces } from '../write-delimited.ts';

/** A stream that a NATS server keeps (JetStream); its messages are records in JSON. */
export interface NatsSource {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  /** Without a user the secret is a token. */
  readonly user?: string | undefined;
  readonly stream: string;
  /** With `*` and `>` as the server knows them. */
  readonly subject: string;
  readonly columns: readonly RecordColumn[];
}

export interface NatsLimits {
  readonly connectMs: number;
  /** Between two messages that the server says it has. */
  readonly messageMs: number;
  /** Messages of one run; what is left comes with the next. */
  readonly maxMessages: number;
}

const FORGOTTEN_NS = 60_000_000_000;
const COUNT_TRIES = 5;

const LIMITS: NatsLimits = { connectMs: 10_000, messageMs: 30_000, maxMessages: 1_000_000 };

/**
 * Reads what a stream holds after the last message that was taken, up to its newest when the run began. Nothing is
 * acknowledged: the place is kept here, with the finished batch, so that nothing is lost and nothing doubled whenever either
 * side dies. Messages that the server dropped meanwhile are told by the count.
 * @throws DomainError `connector.address-refused`, `connector.source-changed` (invalid), `connector.host-unknown`,
 * `connector.source-failed` (unavailable)
 */
export async function readNats(
  source: NatsSource,
  secret: string,
  range: Range,
  around: { readonly reach: Reach; readonly limits?: NatsLimits },
): Promise<Reading> {
  const { limits = LIMITS } = around;
  const address = await reachableAddress(source.host, around.reach);
  const { connect } = await import('@nats-io/transport-node');
  const { jetstreamManager } = await import('@nats-io/jetstream');
  const entering = connect({
    servers: `${address.includes(':') ? `[${address}]` : address}:${source.port}`,
    timeout: limits.connectMs,
    reconnect: false,
    // A server names others of its cluster, and would lead us to them.
    ignoreClusterUpdates: true,
    name: 'sluice',
    ...(source.user === undefined ? (secret === '' ? {} : { token: secret }) : { user: source.user, pass: secret }),
    ...(source.tls ? { tls: { servername: source.host } as Record<string, unknown> } : {}),
  });
  let connection: NatsConnection | undefined;
  try {
    connection = await withinTime(entering, limits.connectMs);
    const manager = await withinTime(jetstreamManager(connection), limits.connectMs);
    return await withinTime(openReading({ connection, manager, source, limits }, range), limits.messageMs);
  } catch (error) {
    await connection?.close().catch(() => undefined);
    entering.then((late) => late.close()).catch(() => undefined);
    throw told(error);
  }
}

interface Held {
  readonly connection: NatsConnection;
  readonly manager: JetStreamManager;
  readonly source: NatsSource;
  readonly limits: NatsLimits;
}

async function openReading(held: Held, range: Range): Promise<Reading> {
  const { connection, manager, source, limits } = held;
  const close = (): Promise<void> => connection.close().catch(() => undefined);
  const { state } = await manager.streams.info(source.stream);
  const from = range.low === undefined ? 1 : Number(range.low) + 1;
  const newest = range.high === undefined ? state.last_seq : Number(range.high);
  const last = Math.min(newest, from + limits.maxMessages - 1);
  const records = last < from ? 0 : await countBetween(held, from, last);
  const high = last < from ? range.low : String(last);
  if (records === 0) return { stream: inPieces(none()), records, isEmpty: true, high, close };
  const { name } = await beginAt(held, from);
  return { stream: inPieces(linesOf(held, name, last)), records, isEmpty: false, high, close };
}

/** A reader of its own for this run; the server forgets it when nobody asks through it. */
async function beginAt({ manager, source }: Held, from: number): Promise<ConsumerInfo> {
  const { AckPolicy, DeliverPolicy } = await import('@nats-io/jetstream');
  return manager.consumers.add(source.stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: from,
    filter_subject: source.subject,
    mem_storage: true,
    inactive_threshold: FORGOTTEN_NS,
  });
}

async function waitingFrom(held: Held, from: number): Promise<number> {
  const { name, num_pending } = await beginAt(held, from);
  await held.manager.consumers.delete(held.source.stream, name);
  return num_pending;
}

/** How many there are is what waits from the first less what waits after the last, if nothing came between the two answers. */
async function countBetween(held: Held, from: number, last: number): Promise<number | undefined> {
  for (let tries = 0; tries < COUNT_TRIES; tries += 1) {
    const after = await waitingFrom(held, last + 1);
    const all = await waitingFrom(held, from);
    if ((await waitingFrom(held, last + 1)) === after) return all - after;
  }
  return undefined;
}

async function* none(): AsyncGenerator<string> {
  // no message has come
}

async function* linesOf({ connection, source, limits }: Held, name: string, last: number): AsyncGenerator<string> {
  const { jetstream } = await import('@nats-io/jetstream');
  yield delimitedLine(source.columns.map(({ field }) => field));
  try {
    const consumer = await withinTime(jetstream(connection).consumers.get(source.stream, name), limits.messageMs);
    for (;;) {
      let seen = 0;
      for await (const message of await consumer.fetch({ max_messages: 1_000, expires: limits.messageMs })) {
        seen += 1;
        if (message.seq > last) return;
        yield lineOfMessage(message, source);
        if (message.seq === last || message.info.pending === 0) return;
      }
      if (seen === 0) throw sourceFailed('timeout');
    }
  } catch (error) {
    throw told(error);
  }
}

/** What is no record becomes a line that fits no table: it goes to quarantine with its number, and holds up nobody. */
function lineOfMessage(message: JsMsg, { columns }: NatsSource): string {
  try {
    const record: unknown = JSON.parse(message.string());
    if (typeof record === 'object' && record !== null && !Array.isArray(record)) return lineOf(record, columns);
  } catch {
    // told below, as what is JSON but no record is
  }
  return delimitedLine([String(message.seq), ...columns.map(() => null)]);
}
