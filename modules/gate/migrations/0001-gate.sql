-- The gate's memory: what was decided about each program, and what has been released from each data set.
create schema gate;
grant usage on schema gate to sluice_app;

-- One row per program that was sent: digests and codes, never its text or a value.
create table gate.decision (
  id text primary key,
  grant_id text not null,
  kind text not null check (kind in ('explain', 'query', 'freeze')),
  person text not null,
  text_digest text not null,
  ir_digest text,
  rule_version text not null,
  verdict text not null check (verdict in ('accepted', 'refused')),
  codes text[] not null,
  release_id text,
  decided_at timestamptz not null
);
create index decision_grant on gate.decision (grant_id, decided_at desc);
grant select, insert on gate.decision to sluice_app;
select ledger.guard('gate.decision');

-- The differencing ledger (R12): supports of everything released from one epoch of one resource, whoever asked.
create table gate.release (
  id text primary key,
  decision_id text not null,
  grant_id text not null,
  resource_id text not null,
  epoch_id text not null,
  ir_digest text not null,
  released integer not null,
  -- For the operator only: shown to a developer it would tell who is missing.
  withheld integer not null,
  families jsonb not null,
  released_at timestamptz not null
);
create index release_data_set on gate.release (resource_id, epoch_id, released_at);
grant select, insert on gate.release to sluice_app;
select ledger.guard('gate.release');
