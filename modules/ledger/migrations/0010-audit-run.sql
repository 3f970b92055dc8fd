-- Results of the audits that the platform runs by itself. Each is entered (`system.audit-finished`) with its row.
create table ledger.audit_run (
  id text primary key,
  kind text not null check (kind in ('full', 'incremental')),
  started_at timestamptz not null,
  finished_at timestamptz not null,
  milliseconds integer not null,
  -- Entries before `from_index` were taken from the last audit that found nothing.
  from_index bigint not null,
  size bigint not null,
  root text not null,
  rows bigint not null,
  payloads bigint not null,
  findings jsonb not null
);
create index audit_run_finished on ledger.audit_run (finished_at);
grant select, insert on ledger.audit_run to sluice_app;
select ledger.guard('ledger.audit_run');
