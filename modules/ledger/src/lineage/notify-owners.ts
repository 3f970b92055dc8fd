import type { ActorRef, Db, EntryRef, Transact, Tx } from '@sluice/database';
import type { IdSource } from '@sluice/kernel';
import { sql } from 'kysely';
import { record } from '../record.ts';
import { findOwners, type ReachedOwner } from './blast-radius.ts';
import { readProjected } from './store-lineage.ts';
import type { LineageStart } from './trace-lineage.ts';

export type NoticeGround = 'record-disputed' | 'source-withdrawn' | 'record-corrected';

export interface NoticeView {
  readonly id: string;
  readonly originKind: string;
  readonly origin: string;
  readonly ground: NoticeGround;
  readonly reference: string;
  readonly body: string;
  readonly objects: Record<string, string[]>;
  readonly counts: Record<string, number>;
  readonly sentAt: string;
}

export interface NotifyParts {
  readonly db: Db;
  readonly transact: Transact;
  readonly ids: IdSource;
}

export interface NotifyOrder {
  readonly start: LineageStart;
  readonly ground: NoticeGround;
  /** Number of the objection or of the withdrawal, as its own file has it. */
  readonly reference: string;
  readonly actor: ActorRef;
  readonly jurisdiction: string;
  readonly ruleVersion: string;
}

/** Whose things the notice is about: what was supplied, asked, made and bought; with a withdrawal also what was granted. */
const concerned: Readonly<Record<NoticeGround, readonly string[]>> = {
  'record-disputed': ['supply', 'query', 'product', 'order'],
  'record-corrected': ['supply', 'query', 'product', 'order'],
  'source-withdrawn': ['supply', 'query', 'product', 'order', 'application', 'grant'],
};

/** So many owners are told in one transaction. */
const TOLD_AT_ONCE = 200;

/**
 * Tells every owner of what a disputed, corrected or withdrawn source reached (QUA-07): a row and an entry for each, with
 * what of theirs it is. The graph is as old as the log size that each notice names. Of one correction nobody is told twice.
 */
export async function notifyOwners(
  { db, transact, ids }: NotifyParts,
  order: NotifyOrder,
): Promise<{ readonly value: readonly NoticeView[]; readonly evidence: readonly EntryRef[] }> {
  const logSize = await readProjected(db);
  const found = await findOwners(db, order.start, concerned[order.ground]);
  const told = order.ground === 'record-corrected' ? await bodiesTold(db, order) : null;
  const owners = told ? found.filter((owner) => !told.has(owner.body)) : found;
  const notices: NoticeView[] = [];
  const evidence: EntryRef[] = [];
  for (let at = 0; at < owners.length; at += TOLD_AT_ONCE) {
    const done = await transact(async (tx) => {
      const sent: NoticeView[] = [];
      for (const owner of owners.slice(at, at + TOLD_AT_ONCE))
        sent.push(await tellOwner(tx, ids.next('ntc'), order, owner, logSize));
      return sent;
    });
    notices.push(...done.value);
    evidence.push(...done.evidence);
  }
  return { value: notices, evidence };
}

async function bodiesTold(db: Db, { start, ground, reference }: NotifyOrder): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ body: string }>`
    select body from ledger.notice where reference = ${reference} and ground = ${ground} and origin = ${start.id}`.execute(
    db.q,
  );
  return new Set(rows.map((row) => row.body));
}

async function tellOwner(
  tx: Tx,
  id: string,
  order: NotifyOrder,
  owner: ReachedOwner,
  logSize: number,
): Promise<NoticeView> {
  const { start, ground, reference, jurisdiction } = order;
  await sql`
    insert into ledger.notice (id, origin_kind, origin, ground, reference, jurisdiction, body, objects, counts, log_size, sent_at)
    values (${id}, ${start.kind}, ${start.id}, ${ground}, ${reference}, ${jurisdiction}, ${owner.body},
      ${JSON.stringify(owner.objects)}, ${JSON.stringify(owner.counts)}, ${logSize}, ${tx.at})`.execute(tx.q);
  record(tx, {
    type: 'lineage.owner-notified',
    stream: `notice:${id}`,
    actor: order.actor,
    subjects: [
      { kind: start.kind, id: start.id, rel: 'uses' },
      { kind: 'body', id: owner.body, rel: 'for' },
      ...Object.entries(owner.objects).flatMap(([kind, all]) =>
        all.map((object) => ({ kind, id: object, rel: 'about' as const })),
      ),
    ],
    rows: [{ table: 'ledger.notice', id }],
    ruleVersion: order.ruleVersion,
    payload: {
      notice: id,
      origin: start.id,
      ground,
      reference,
      body: owner.body,
      counts: { ...owner.counts },
      logSize,
    },
  });
  return {
    ...{ id, ground, reference, originKind: start.kind, origin: start.id, body: owner.body },
    objects: Object.fromEntries(Object.entries(owner.objects).map(([kind, all]) => [kind, [...all]])),
    counts: { ...owner.counts },
    sentAt: tx.at.toISOString(),
  };
}

/** Notices to one body, newest first; `body` null reads those of a jurisdiction. */
export async function readNotices(
  db: Db,
  of: { readonly body: string | null; readonly jurisdiction: string; readonly limit: number },
): Promise<readonly NoticeView[]> {
  const { rows } = await sql<Omit<NoticeView, 'sentAt'> & { readonly sentAt: Date }>`
    select id, origin_kind as "originKind", origin, ground, reference, body, objects, counts, sent_at as "sentAt"
    from ledger.notice
    where (${of.body}::text is null and jurisdiction = ${of.jurisdiction}) or body = ${of.body}
    order by sent_at desc, id desc limit ${of.limit}`.execute(db.q);
  return rows.map((row) => ({ ...row, sentAt: row.sentAt.toISOString() }));
}
