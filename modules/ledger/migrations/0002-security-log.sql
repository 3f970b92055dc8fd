-- Refusals of requests: bounded and outside the log, so that nobody can flood it; their digest is entered each hour.
create table ledger.refusal (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  code text not null,
  route text not null,
  -- Membership or key holder where the caller proved who it was; null for strangers.
  principal text,
  digested boolean not null default false
);
create index refusal_pending on ledger.refusal (at) where not digested;
grant select, insert, update, delete on ledger.refusal to sluice_app;
