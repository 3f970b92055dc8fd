-- Batches, epochs and segments. Data itself lies in sealed files; the keys lie in a store apart from this database.

create schema vault;
grant usage on schema vault to sluice_app;

create table vault.batch (
  id text primary key,
  resource_id text not null,
  jurisdiction text not null,
  source_body text not null,
  system_id text,
  filename text not null,
  mode text not null check (mode in ('full', 'append')),
  format text not null check (format in ('csv', 'parquet')),
  state text not null check (state in ('received', 'checking', 'sealed', 'partly-quarantined', 'rejected')),
  -- Way it came (COL-07).
  via text not null,
  redirected boolean not null,
  received_by text not null,
  received_at timestamptz not null,
  finished_at timestamptz,
  bytes bigint not null,
  sha256 text not null,
  -- Definition it was checked against; a later one is another batch.
  fields jsonb not null,
  fields_digest text not null,
  cycle_days integer,
  expected_records bigint,
  upload_file text,
  quarantine_file text,
  encoding text,
  records bigint,
  good bigint,
  quarantined bigint,
  blank_lines bigint,
  faults jsonb not null default '[]',
  warnings jsonb not null default '[]',
  refusal jsonb,
  quality jsonb,
  epoch_id text,
  check (records is null or records = good + quarantined)
);
-- Exactly once: the same bytes under the same definition are the same batch.
create unique index batch_once on vault.batch (resource_id, sha256, fields_digest) where state <> 'rejected';
create index batch_of_resource on vault.batch (resource_id, received_at desc);
create index batch_unfinished on vault.batch (received_at) where state in ('received', 'checking');
grant select, insert, update on vault.batch to sluice_app;
select ledger.guard('vault.batch');

create table vault.segment (
  id text primary key,
  resource_id text not null,
  batch_id text not null references vault.batch (id),
  rows bigint not null,
  plain_bytes bigint not null,
  sealed_bytes bigint not null,
  -- Of the sealed file: what the entry commits to.
  sealed_sha256 text not null,
  state text not null check (state in ('live', 'destroyed'))
);
grant select, insert, update on vault.segment to sluice_app;
select ledger.guard('vault.segment');

-- A manifest: which segments make the epoch. Immutable but for its destruction.
create table vault.epoch (
  id text primary key,
  resource_id text not null,
  jurisdiction text not null,
  number integer not null,
  batch_id text not null references vault.batch (id),
  mode text not null,
  created_at timestamptz not null,
  rows bigint not null,
  segments jsonb not null,
  dictionaries jsonb not null,
  statistics jsonb not null,
  state text not null check (state in ('live', 'destroying', 'destroyed')),
  unique (resource_id, number)
);
grant select, insert, update on vault.epoch to sluice_app;
select ledger.guard('vault.epoch');

-- Intent protocol of files: planned before the first byte, kept by the commit that needs the file, doomed when it is to go.
-- Not under guard: it says what is on the disk, and every file that matters is named with its digest in an entry.
create table vault.file (
  id text primary key,
  kind text not null check (kind in ('upload', 'segment', 'dictionary', 'quarantine')),
  batch_id text,
  state text not null check (state in ('planned', 'kept', 'doomed')),
  planned_at timestamptz not null
);
create index file_unsettled on vault.file (state) where state <> 'kept';
grant select, insert, update, delete on vault.file to sluice_app;
