create schema catalogue;
grant usage on schema catalogue to sluice_app;

create table catalogue.system (
  id text primary key,
  jurisdiction text not null,
  owner_id text not null,
  owner_name text not null,
  name text not null,
  description text,
  sector text,
  -- Route by which its data has to be gathered, as prescribed when it was registered (COL-07).
  gather_via text not null check (gather_via in ('authority', 'sector-authority', 'enterprise-zone')),
  created_at timestamptz not null
);
create unique index system_once on catalogue.system (owner_id, name);
create index system_jurisdiction on catalogue.system (jurisdiction);
select ledger.guard('catalogue.system');

create table catalogue.resource (
  id text primary key,
  jurisdiction text not null,
  owner_id text not null,
  owner_name text not null,
  -- Identifier, given at first publication and kept.
  code text,
  state text not null check (state in ('draft', 'in-review', 'published')),
  version integer not null,
  published_version integer,
  published_at timestamptz,
  quality double precision,
  current_epoch_id text,
  row_count bigint,
  supplied_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index resource_code on catalogue.resource (code);
create index resource_owner on catalogue.resource (owner_id);
select ledger.guard('catalogue.resource');

create table catalogue.resource_version (
  id text primary key,
  resource_id text not null references catalogue.resource (id),
  version integer not null,
  state text not null check (state in ('draft', 'in-review', 'returned', 'published', 'superseded')),
  -- Canonical JSON as text: jsonb would not keep the bytes that were reviewed.
  content text not null,
  system_id text,
  digest text,
  submitted_by text,
  submitted_at timestamptz,
  reviewed_by text,
  reviewed_at timestamptz,
  reasons text[] not null default '{}',
  created_at timestamptz not null,
  unique (resource_id, version)
);
create index resource_version_system on catalogue.resource_version (system_id);
select ledger.guard('catalogue.resource_version');

-- Not ledgered: last number given out under a prefix.
create table catalogue.code_sequence (
  id text primary key,
  last integer not null
);

-- Not ledgered: the search index, which can be rebuilt from the versions. One row per entry: what the world sees of it.
create table catalogue.resource_search (
  id text primary key references catalogue.resource (id),
  jurisdiction text not null,
  owner_id text not null,
  sector text,
  grade smallint,
  state text not null,
  -- The five columns above as one text: entries are counted by it once, and every facet is summed from those counts.
  facet_key text not null,
  title_key text not null,
  updated_at timestamptz not null,
  doc tsvector not null
);
create index resource_search_doc on catalogue.resource_search using gin (doc) with (fastupdate = off);
create index resource_search_facet on catalogue.resource_search (facet_key);
create index resource_search_recent on catalogue.resource_search (updated_at desc, id);

create table catalogue.demand_item (
  id text primary key,
  jurisdiction text not null,
  resource_id text not null references catalogue.resource (id),
  resource_version integer not null,
  operator_id text not null,
  opened_by text not null,
  scenarios text[] not null,
  fields text[] not null,
  studied_on date not null,
  state text not null check (state in ('drafted', 'opinion-requested', 'opinion-given', 'confirmed', 'refused')),
  confirmed_fields text[],
  reasons text[] not null default '{}',
  created_at timestamptz not null,
  decided_at timestamptz
);
create index demand_item_jurisdiction on catalogue.demand_item (jurisdiction, state);
create index demand_item_resource on catalogue.demand_item (resource_id);
select ledger.guard('catalogue.demand_item');

create table catalogue.opinion (
  id text primary key,
  demand_item_id text not null references catalogue.demand_item (id),
  body_id text not null,
  requested_by text not null,
  requested_at timestamptz not null,
  given_by text,
  given_at timestamptz,
  opinion text check (opinion in ('agree', 'agree-with-conditions', 'disagree')),
  text text,
  unique (demand_item_id, body_id)
);
select ledger.guard('catalogue.opinion');

-- The operation catalogue (授权运营数据资源目录): what the data authority confirmed.
create table catalogue.operation_entry (
  id text primary key,
  demand_item_id text not null unique references catalogue.demand_item (id),
  jurisdiction text not null,
  resource_id text not null references catalogue.resource (id),
  resource_version integer not null,
  fields text[] not null,
  confirmed_by text not null,
  confirmed_at timestamptz not null
);
create index operation_entry_jurisdiction on catalogue.operation_entry (jurisdiction);
select ledger.guard('catalogue.operation_entry');

-- Registration that a confirmation calls for (AOC-02).
create table catalogue.registration_task (
  id text primary key,
  operation_entry_id text not null unique references catalogue.operation_entry (id),
  jurisdiction text not null,
  resource_id text not null references catalogue.resource (id),
  state text not null check (state in ('open', 'done')),
  created_at timestamptz not null
);
select ledger.guard('catalogue.registration_task');

create table catalogue.supply (
  id text primary key,
  demand_item_id text not null references catalogue.demand_item (id),
  state text not null check (state in ('applied', 'confirmed', 'refused', 'delivered', 'rejected')),
  fields text[] not null,
  applied_by text not null,
  applied_at timestamptz not null,
  epoch_id text,
  sent_rows bigint,
  sent_digest text,
  received_rows bigint,
  received_digest text,
  reasons jsonb not null default '[]',
  delivered_at timestamptz
);
create index supply_demand on catalogue.supply (demand_item_id);
select ledger.guard('catalogue.supply');

-- The development catalogue (授权开发数据资源目录): metadata only.
create table catalogue.development_entry (
  id text primary key,
  demand_item_id text not null references catalogue.demand_item (id),
  jurisdiction text not null,
  resource_id text not null references catalogue.resource (id),
  resource_version integer not null,
  operator_id text not null,
  category text not null,
  grade smallint not null check (grade between 1 and 4),
  fields jsonb not null,
  state text not null check (state in ('published', 'superseded')),
  published_by text not null,
  published_at timestamptz not null
);
create unique index development_entry_current on catalogue.development_entry (jurisdiction, resource_id) where state = 'published';
select ledger.guard('catalogue.development_entry');

grant select, insert, update, delete on all tables in schema catalogue to sluice_app;
