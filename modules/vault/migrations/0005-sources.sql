-- Sources that are gathered from by themselves, and a record of each run.

create table vault.source (
  id text primary key,
  resource_id text not null,
  jurisdiction text not null,
  source_body text not null,
  title text not null,
  kind text not null check (kind in ('postgresql', 'http', 'folder')),
  mode text not null check (mode in ('full', 'append')),
  -- Without the secret.
  settings jsonb not null,
  -- Password or key, sealed under a service key that lies apart from this database.
  secret bytea,
  every_minutes integer,
  state text not null check (state in ('active', 'paused')),
  -- Up to where everything was taken.
  watermark text,
  failures integer not null default 0,
  created_by text not null,
  created_at timestamptz not null,
  next_run_at timestamptz
);
create index source_of_resource on vault.source (resource_id);
create index source_due on vault.source (next_run_at) where state = 'active' and next_run_at is not null;
grant select, insert, update on vault.source to sluice_app;
select ledger.guard('vault.source');

create table vault.source_run (
  id text primary key,
  source_id text not null references vault.source (id),
  started_at timestamptz not null,
  finished_at timestamptz,
  state text not null check (state in ('running', 'succeeded', 'nothing-new', 'failed')),
  -- Both ends are fixed before the first record is read, so that a run that is taken up again reads the same.
  low text,
  high text,
  -- The source's own count, and what was found in the batch.
  source_records bigint,
  records bigint,
  good bigint,
  batch_id text references vault.batch (id),
  reason jsonb,
  -- From the newest record of the source to its being usable here, where its key is a time.
  delay_ms bigint
);
-- One run of a source at a time.
create unique index source_run_open on vault.source_run (source_id) where state = 'running';
create index source_run_newest on vault.source_run (source_id, started_at desc);
grant select, insert, update on vault.source_run to sluice_app;
select ledger.guard('vault.source_run');

-- The run that a batch came by: a run that is taken up after a crash finds what it had delivered.
alter table vault.batch add column run_id text;
create unique index batch_of_run on vault.batch (run_id) where run_id is not null;
