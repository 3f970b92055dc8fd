import { z } from 'zod';
import { act } from './define.ts';

/** Acts on orders, keys and calls. */
export const tradingActs = {
  'trading.ordered': act(z.strictObject({ product: z.string(), priceYuan: z.string() }), ['PRD-11']),
  'trading.key-issued': act(z.strictObject({ keyId: z.string() })),
  'trading.key-revoked': act(z.strictObject({ keyId: z.string() })),
  'trading.called': act(
    z.strictObject({ call: z.string(), parametersDigest: z.string(), answerDigest: z.string(), rows: z.number().int(), withheld: z.number().int(), priceYuan: z.string() }),
    ['AUD-01', 'PLT-07', 'PRD-12'],
    'network-log',
  ),
} as const;
