-- Collection specifications: an item is collected once, on a stated basis, and used jointly (COL-01, COL-02).

create table catalogue.collection_spec (
  id text primary key,
  jurisdiction text not null,
  -- Department that collects it.
  body_id text not null,
  title text not null,
  title_key text not null,
  -- Data element of a standard, where one is named.
  element text,
  basis text not null,
  source text not null,
  method text not null,
  frequency text not null,
  unit text not null,
  codes text[] not null default '{}',
  warnings jsonb not null default '[]',
  state text not null check (state in ('in-force', 'ended')),
  -- Why it is collected although somebody holds it.
  reason text,
  entered_by text not null,
  entered_at timestamptz not null
);
create index collection_spec_item on catalogue.collection_spec (jurisdiction, title_key) where state = 'in-force';
select ledger.guard('catalogue.collection_spec');
grant select, insert, update on catalogue.collection_spec to sluice_app;
