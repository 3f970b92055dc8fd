create schema trading;
grant usage on schema trading to sluice_app;

-- A product's place in the public catalogue and its service. `version` rises with everything that a running gateway
-- must not miss: state, release, price, keys.
create table trading.listing (
  id text primary key,
  product_id text not null unique,
  jurisdiction text not null,
  developer text not null,
  form text not null,
  title text not null,
  summary text not null,
  value jsonb not null,
  release_id text,
  state text not null check (state in ('prepared', 'listed', 'suspended', 'delisted')),
  ground text,
  delivered_copies text,
  -- End of the grant behind the product: no call is answered after it, whoever forgot to stop the product.
  closes_at timestamptz not null,
  listed_at timestamptz,
  ended_at timestamptz,
  version bigint not null default 1
);
create index on trading.listing (jurisdiction, state, listed_at);

-- Unbroken by construction: a price is in force until the next one begins; nothing is ever changed.
create table trading.price (
  id text primary key,
  listing_id text not null references trading.listing (id),
  seq integer not null,
  basis text not null check (basis in ('market', 'administrative-allocation', 'free')),
  unit text not null check (unit in ('call', 'row', 'order')),
  amount_fen bigint not null check (amount_fen >= 0),
  valid_from timestamptz not null,
  valid_to timestamptz,
  adjustment jsonb not null,
  decision text,
  set_by text not null check (set_by in ('developer', 'authority')),
  set_at timestamptz not null,
  check (basis <> 'free' or amount_fen = 0),
  check (valid_to is null or valid_to > valid_from),
  unique (listing_id, seq)
);

create table trading.listing_change (
  id text primary key,
  listing_id text not null references trading.listing (id),
  seq integer not null,
  state text not null,
  ground text,
  changed_at timestamptz not null,
  unique (listing_id, seq)
);

create table trading.purchase (
  id text primary key,
  product_id text not null,
  listing_id text not null references trading.listing (id),
  jurisdiction text not null,
  buyer text not null,
  person text not null,
  agreed_use text not null,
  terms_digest text not null,
  price_id text not null references trading.price (id),
  charge_fen bigint not null,
  state text not null check (state in ('active', 'ended')),
  created_at timestamptz not null
);
create index on trading.purchase (buyer, created_at);
create index on trading.purchase (listing_id);

create table trading.api_key (
  id text primary key,
  purchase_id text not null references trading.purchase (id),
  prefix text not null unique,
  -- SHA-256 of the whole key, 64 hexadecimal digits; the key itself is kept nowhere.
  digest text not null,
  person text not null,
  created_at timestamptz not null,
  revoked_at timestamptz
);
create index on trading.api_key (purchase_id);

create table trading.notice (
  id text primary key,
  purchase_id text not null references trading.purchase (id),
  kind text not null check (kind in ('delisting', 'suspension', 'resumption', 'price-change', 'new-edition')),
  ground text,
  effective_at timestamptz not null,
  sent_at timestamptz not null
);
create index on trading.notice (purchase_id, sent_at);

-- One line per answered call, written with its entry before the answer leaves.
create table trading.call (
  id text primary key,
  purchase_id text not null,
  product_id text not null,
  release_id text not null,
  key_id text not null,
  price_id text not null,
  rows integer not null,
  charge_fen bigint not null,
  called_at timestamptz not null
);
create index on trading.call (purchase_id, called_at);
create index on trading.call (product_id, called_at);
create index on trading.call (called_at);

grant select, insert, update on trading.listing, trading.purchase, trading.api_key to sluice_app;
grant select, insert on trading.price, trading.listing_change, trading.notice, trading.call to sluice_app;

select ledger.guard('trading.listing');
select ledger.guard('trading.price');
select ledger.guard('trading.listing_change');
select ledger.guard('trading.purchase');
select ledger.guard('trading.api_key');
select ledger.guard('trading.notice');
select ledger.guard('trading.call');
