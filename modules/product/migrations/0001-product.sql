create schema product;
grant usage on schema product to sluice_app;

create table product.product (
  id text primary key,
  jurisdiction text not null,
  grant_id text not null,
  application_id text not null,
  developer text not null,
  -- The person who drafted it: nobody decides a case that he opened (SEC-03).
  author text not null,
  form text not null check (form in ('dataset', 'api', 'model', 'report', 'other')),
  title text not null,
  description jsonb not null,
  value jsonb not null,
  sql text not null,
  parameters jsonb not null,
  state text not null check (state in ('draft', 'frozen', 'checking', 'returned', 'refused', 'approved', 'listed', 'suspended', 'delisted')),
  -- Number of release applications so far; the checks of each round stay readable.
  round integer not null default 0,
  release_id text,
  case_id text,
  -- Only where the developer wrote his own: check 2 compares it with the one from lineage.
  edited_sources jsonb,
  reasons jsonb not null default '[]',
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index on product.product (developer, created_at);
create index on product.product (jurisdiction, state, created_at);
create index on product.product (grant_id);

-- One joint release of the whole cube of answers, per epoch. Never changed afterwards.
create table product.release (
  id text primary key,
  product_id text not null references product.product (id),
  version integer not null,
  freeze_id text not null,
  epochs jsonb not null,
  columns jsonb not null,
  domain jsonb not null,
  lineage jsonb not null,
  sources jsonb not null,
  answers integer not null,
  rows integer not null,
  ir_digest text not null,
  cube_digest text not null,
  released_at timestamptz not null,
  unique (product_id, version)
);

-- Not guarded row by row: the digest of all answers stands in product.release, which is.
create table product.answer (
  id text primary key,
  release_id text not null references product.release (id),
  key text not null,
  rows text not null,
  row_count integer not null,
  digest text not null,
  unique (release_id, key)
);

-- Index of product.release.lineage for questions from a source forward; derived, so not guarded itself.
create table product.release_input (
  id text primary key,
  release_id text not null references product.release (id),
  product_id text not null,
  resource_id text not null,
  epoch_id text not null,
  field text not null,
  output_column text not null,
  use text not null
);
create index on product.release_input (resource_id, field);
create index on product.release_input (product_id);

create table product.finding (
  id text primary key,
  product_id text not null references product.product (id),
  round integer not null,
  -- Step of the review chain; empty for what the platform computed.
  step text not null,
  check_name text not null,
  found_by text not null check (found_by in ('platform', 'person')),
  role text not null,
  outcome text not null check (outcome in ('pass', 'fail')),
  finding text,
  measure text,
  reasons jsonb not null,
  person text,
  body text,
  found_at timestamptz not null,
  unique (product_id, round, step, check_name)
);

create table product.state_change (
  id text primary key,
  product_id text not null references product.product (id),
  seq integer not null,
  from_state text,
  to_state text not null,
  ground text,
  changed_at timestamptz not null,
  unique (product_id, seq)
);

grant select, insert, update on product.product to sluice_app;
grant select, insert on product.release, product.answer, product.release_input, product.finding, product.state_change to sluice_app;

select ledger.guard('product.product');
select ledger.guard('product.release');
select ledger.guard('product.finding');
select ledger.guard('product.state_change');
