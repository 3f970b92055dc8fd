import type { ColumnType } from 'kysely';
import type { AdjustmentRule, PriceBasis, PriceUnit } from './price.ts';

type Json<T> = ColumnType<T, string, string>;

export type ListingTable = {
  id: string;
  product_id: string;
  jurisdiction: string;
  developer: string;
  form: string;
  title: string;
  summary: string;
  value: Json<ValueStatement>;
  release_id: string | null;
  state: 'prepared' | ListingState;
  ground: string | null;
  delivered_copies: string | null;
  closes_at: Date;
  listed_at: Date | null;
  ended_at: Date | null;
  version: number;
};

export type ListingState = 'listed' | 'suspended' | 'delisted';

export interface ValueStatement {
  readonly kind: 'public-service' | 'social' | 'economic';
  readonly statement: string;
}

export type PriceTable = {
  id: string;
  listing_id: string;
  seq: number;
  basis: PriceBasis;
  unit: PriceUnit;
  amount_fen: ColumnType<number, bigint, never>;
  valid_from: Date;
  valid_to: Date | null;
  adjustment: Json<AdjustmentRule>;
  decision: string | null;
  set_by: 'developer' | 'authority';
  set_at: Date;
};

export type ListingChangeTable = {
  id: string;
  listing_id: string;
  seq: number;
  state: string;
  ground: string | null;
  changed_at: Date;
};

export type PurchaseTable = {
  id: string;
  product_id: string;
  listing_id: string;
  jurisdiction: string;
  buyer: string;
  person: string;
  agreed_use: string;
  terms_digest: string;
  price_id: string;
  charge_fen: ColumnType<number, bigint, never>;
  state: 'active' | 'ended';
  created_at: Date;
};

export type ApiKeyTable = {
  id: string;
  purchase_id: string;
  prefix: string;
  digest: string;
  person: string;
  created_at: Date;
  revoked_at: Date | null;
};

export type NoticeTable = {
  id: string;
  purchase_id: string;
  kind: NoticeKind;
  ground: string | null;
  effective_at: Date;
  sent_at: Date;
};

export type NoticeKind = 'delisting' | 'suspension' | 'resumption' | 'price-change' | 'new-edition';

export type CallTable = {
  id: string;
  purchase_id: string;
  product_id: string;
  release_id: string;
  key_id: string;
  price_id: string;
  rows: number;
  charge_fen: number;
  called_at: Date;
};

export type TradingTables = {
  'trading.listing': ListingTable;
  'trading.price': PriceTable;
  'trading.listing_change': ListingChangeTable;
  'trading.purchase': PurchaseTable;
  'trading.api_key': ApiKeyTable;
  'trading.notice': NoticeTable;
  'trading.call': CallTable;
};
