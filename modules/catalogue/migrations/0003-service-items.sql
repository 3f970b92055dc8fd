-- Government service items and the entries that they need or make (CAT-04).

create table catalogue.service_item (
  id text primary key,
  jurisdiction text not null,
  -- Code of the list of government service items.
  code text not null,
  title text not null,
  loaded_at timestamptz not null,
  unique (jurisdiction, code)
);
select ledger.guard('catalogue.service_item');

create table catalogue.service_binding (
  id text primary key,
  item_id text not null references catalogue.service_item (id),
  resource_id text not null references catalogue.resource (id),
  state text not null check (state in ('bound', 'released')),
  bound_by text not null,
  bound_at timestamptz not null,
  unique (item_id, resource_id)
);
create index service_binding_resource on catalogue.service_binding (resource_id) where state = 'bound';
select ledger.guard('catalogue.service_binding');

grant select, insert, update on catalogue.service_item, catalogue.service_binding to sluice_app;
