-- What a grant's workspace may use: each run inside the domain is a row before it starts.
create table gate.run (
  id text primary key,
  grant_id text not null,
  workspace_id text not null,
  -- Civil day of the jurisdiction: the quota's unit.
  day date not null,
  kind text not null check (kind in ('query', 'freeze')),
  person text not null,
  started_at timestamptz not null,
  -- A run that died with its process holds its place until then.
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index run_grant_day on gate.run (grant_id, day);
grant select, insert on gate.run to sluice_app;
grant update (ended_at) on gate.run to sluice_app;
-- The end only frees a place; that the run was admitted, and what came of it, stands in entries.
select ledger.guard('gate.run', '{ended_at}');

-- Use beyond the authorization: blocked, and told once a day by kind and code.
create table gate.overuse (
  id text primary key,
  grant_id text not null,
  jurisdiction text not null,
  kind text not null check (kind in ('fields', 'rows', 'time', 'volume')),
  code text not null,
  day date not null,
  person text not null,
  body text not null,
  decision_id text not null,
  found_at timestamptz not null,
  unique (grant_id, kind, code, day)
);
create index overuse_jurisdiction on gate.overuse (jurisdiction, found_at desc);
grant select, insert on gate.overuse to sluice_app;
select ledger.guard('gate.overuse');
