import { z } from 'zod';
import { act } from './define.ts';

const price = { price: z.string(), basis: z.string(), unit: z.string(), amountYuan: z.string(), validFrom: z.string() };

/** Acts on listings, prices, orders, keys and calls. */
export const tradingActs = {
  'trading.called': act(
    z.strictObject({
      product: z.string(),
      release: z.string(),
      price: z.string(),
      /** Calls of one key in one commit, each with the digest of the released answer that was given: parameters and rows. */
      calls: z.array(
        z.strictObject({
          call: z.string(),
          answerDigest: z.string(),
          rows: z.number().int(),
          chargeYuan: z.string(),
        }),
      ),
    }),
    ['AUD-01', 'PLT-07', 'PRD-12'],
  ),
  'trading.edition-changed': act(z.strictObject({ release: z.string() }), ['PRD-11']),
  'trading.key-issued': act(z.strictObject({ key: z.string() })),
  'trading.key-revoked': act(z.strictObject({ key: z.string() })),
  'trading.listing-closed': act(z.strictObject({ ground: z.string(), orders: z.number().int() }), ['PRD-12']),
  'trading.listing-opened': act(z.strictObject({ listing: z.string(), ...price }), ['PRD-11', 'PRI-01']),
  'trading.listing-resumed': act(z.strictObject({ orders: z.number().int() }), ['PRD-11']),
  'trading.listing-suspended': act(z.strictObject({ ground: z.string(), orders: z.number().int() }), ['PRD-12']),
  'trading.notified': act(z.strictObject({ notice: z.string(), kind: z.string(), effectiveAt: z.string() }), [
    'PRD-12',
    'PRI-01',
  ]),
  'trading.ordered': act(z.strictObject({ product: z.string(), price: z.string(), termsDigest: z.string() })),
  'trading.priced': act(z.strictObject({ seq: z.number().int(), ...price }), ['PRI-01']),
} as const;
