import { DomainError, fen, formatYuan, type Money } from '@sluice/kernel';

/** How the price came about: the developer's on the market, an authority's allocation, or none. */
export type PriceBasis = 'market' | 'administrative-allocation' | 'free';
/** What one price is for. `order`: once, with as many calls as the order lasts. */
export type PriceUnit = 'call' | 'row' | 'order';

/** Rule of a price's dynamic adjustment: never sooner than the notice, not by more than the bound. */
export interface AdjustmentRule {
  readonly noticeDays: number;
  readonly maxChangePercent?: number | undefined;
}

export interface Price {
  readonly id: string;
  readonly seq: number;
  readonly basis: PriceBasis;
  readonly unit: PriceUnit;
  readonly fen: bigint;
  readonly validFrom: Date;
  readonly validTo: Date | null;
  readonly adjustment: AdjustmentRule;
  readonly decision: string | null;
  readonly setBy: 'developer' | 'authority';
  readonly setAt: Date;
}

export interface PriceInput {
  readonly basis: PriceBasis;
  readonly amount: Money;
  readonly unit: PriceUnit;
  readonly validFrom: Date;
  readonly validTo?: Date | undefined;
  readonly adjustment: AdjustmentRule;
  readonly decision?: string | undefined;
}

const DAY_MS = 86_400_000;

/** The price in force at a moment, out of all in order; none before the first and after the end of the last. */
export function priceAt(prices: readonly Price[], at: Date): Price | undefined {
  const price = prices.findLast((one) => one.validFrom.getTime() <= at.getTime());
  return price && (price.validTo === null || price.validTo.getTime() > at.getTime()) ? price : undefined;
}

/** What one call costs, in whole fen: no rounding anywhere. */
export function chargeFor(price: Pick<Price, 'unit' | 'fen'>, rows: number): bigint {
  if (price.unit === 'call') return price.fen;
  return price.unit === 'row' ? price.fen * BigInt(rows) : 0n;
}

/**
 * The next price must follow the rule of the one it replaces, without a gap (PRI-01). A lapsed price binds no longer.
 * @throws DomainError `trading.price-too-soon`, `trading.price-change-too-large`, `trading.price-order`,
 * `trading.price-gap` (precondition)
 */
export function assertAdjustment(last: Price, next: PriceInput, at: Date): void {
  if (last.validTo !== null && last.validTo <= at) return;
  const earliest = new Date(at.getTime() + last.adjustment.noticeDays * DAY_MS);
  if (next.validFrom < earliest)
    throw new DomainError('trading.price-too-soon', 'precondition', {
      noticeDays: last.adjustment.noticeDays,
      earliest: earliest.toISOString(),
    });
  if (next.validFrom <= last.validFrom)
    throw new DomainError('trading.price-order', 'precondition', { after: last.validFrom.toISOString() });
  if (last.validTo !== null && next.validFrom > last.validTo)
    throw new DomainError('trading.price-gap', 'precondition', { until: last.validTo.toISOString() });
  const bound = last.adjustment.maxChangePercent;
  if (bound === undefined || last.unit !== next.unit || last.fen === 0n) return;
  const change = next.amount.fen > last.fen ? next.amount.fen - last.fen : last.fen - next.amount.fen;
  // Compared in thousandths of a percent, in whole numbers.
  if (change * 100_000n > last.fen * BigInt(Math.round(bound * 1000)))
    throw new DomainError('trading.price-change-too-large', 'precondition', { maxChangePercent: bound });
}

/** @throws DomainError `trading.price-malformed` (invalid) with what is wrong */
export function assertPrice(input: PriceInput): void {
  const wrong = (what: string): never => {
    throw new DomainError('trading.price-malformed', 'invalid', { what });
  };
  if (input.basis === 'free' && input.amount.fen !== 0n) wrong('free-with-amount');
  if (input.basis === 'market' && input.amount.fen === 0n) wrong('market-without-amount');
  if (input.validTo && input.validTo <= input.validFrom) wrong('ends-before-it-begins');
  if (input.basis === 'administrative-allocation' && !input.decision) wrong('decision-missing');
}

export interface PriceView {
  readonly id: string;
  readonly seq: number;
  readonly basis: PriceBasis;
  readonly amount: string;
  readonly unit: PriceUnit;
  readonly validFrom: string;
  readonly validTo?: string;
  readonly adjustment: AdjustmentRule;
  readonly decision?: string;
  readonly setBy: 'developer' | 'authority';
  readonly at: string;
}

export function viewPrice(price: Price): PriceView {
  return {
    id: price.id,
    seq: price.seq,
    basis: price.basis,
    amount: formatYuan(fen(price.fen)),
    unit: price.unit,
    validFrom: price.validFrom.toISOString(),
    ...(price.validTo ? { validTo: price.validTo.toISOString() } : {}),
    adjustment: price.adjustment,
    ...(price.decision === null ? {} : { decision: price.decision }),
    setBy: price.setBy,
    at: price.setAt.toISOString(),
  };
}
