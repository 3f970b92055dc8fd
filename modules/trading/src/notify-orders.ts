import type { ActorRef, Tx } from '@sluice/database';
import { record } from '@sluice/ledger';
import { type ListingRow } from './store.ts';
import { insertNotices, readActivePurchases } from './store-orders.ts';
import type { NoticeKind } from './tables.ts';
import { actorRef, orderStream, type Actor, type TradingOptions } from './trading-context.ts';

interface Notice {
  readonly kind: NoticeKind;
  readonly ground?: string;
  readonly effectiveAt: Date;
  readonly ruleVersion: string;
}

/** Tells every buyer with a running order; each notice stands in the story of its order. @returns how many were told */
export async function notifyOrders(
  context: TradingOptions,
  tx: Tx,
  actor: Actor | Extract<ActorRef, { kind: 'system' }>,
  listing: ListingRow,
  notice: Notice,
): Promise<number> {
  const purchases = await readActivePurchases(tx, listing.id);
  const rows = purchases.map((purchase) => ({
    id: context.ids.next<'notice'>('ntc'),
    purchase_id: purchase.id,
    kind: notice.kind,
    ground: notice.ground ?? null,
    effective_at: notice.effectiveAt,
    sent_at: tx.at,
  }));
  await insertNotices(tx, rows);
  for (const row of rows)
    record(tx, {
      type: 'trading.notified',
      stream: orderStream(row.purchase_id),
      actor: actorRef(actor),
      subjects: [{ kind: 'product', id: listing.product_id, rel: 'uses' }],
      rows: [{ table: 'trading.notice', id: row.id }],
      ruleVersion: notice.ruleVersion,
      payload: { notice: row.id, kind: row.kind, effectiveAt: row.effective_at.toISOString() },
    });
  return rows.length;
}
