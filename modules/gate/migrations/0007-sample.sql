-- Samples that were drawn: rows of real people, masked. What was drawn follows from grant, epoch, size and seed.
create table gate.sample (
  id text primary key,
  grant_id text not null,
  resource_id text not null,
  epoch_id text not null,
  person text not null,
  seed_digest text not null,
  size integer not null,
  rows integer not null,
  drawn_at timestamptz not null
);
create index sample_grant on gate.sample (grant_id, drawn_at desc);
grant select, insert on gate.sample to sluice_app;
select ledger.guard('gate.sample');
