-- Registers beside the cases: sectors that are to be opened, issues and tasks with their milestones, providers that may be
-- engaged, violations that were reported, and the one domain of operation of a jurisdiction.

create table "authorization".sector_plan (
  id text primary key,
  jurisdiction text not null,
  field text not null,
  title text not null,
  plan text not null,
  submitted_by text not null,
  submitted_body text not null,
  submitted_at timestamptz not null,
  state text not null check (state in ('submitted', 'approved', 'refused')),
  reasons jsonb,
  decided_by text,
  decided_at timestamptz
);
create unique index sector_plan_once on "authorization".sector_plan (jurisdiction, field) where state in ('submitted', 'approved');
grant select, insert on "authorization".sector_plan to sluice_app;
grant update (state, reasons, decided_by, decided_at) on "authorization".sector_plan to sluice_app;
select ledger.guard('authorization.sector_plan');

create table "authorization".work_item (
  id text primary key,
  jurisdiction text not null,
  kind text not null check (kind in ('issue', 'task')),
  year int not null,
  title text not null,
  text text not null,
  raised_by text not null,
  raised_body text not null,
  raised_at timestamptz not null,
  lead text,
  responsible text[] not null default '{}',
  team text,
  ends_on date,
  decision text,
  decided_by text,
  state text not null check (state in ('raised', 'assigned', 'done')),
  done_at timestamptz
);
create index work_item_year on "authorization".work_item (jurisdiction, year, id);
grant select, insert, update on "authorization".work_item to sluice_app;
select ledger.guard('authorization.work_item');

create table "authorization".milestone (
  id text primary key,
  item_id text not null references "authorization".work_item (id),
  position int not null,
  title text not null,
  working_days int not null,
  starts_on date not null,
  due_on date not null,
  done_on date,
  unique (item_id, position)
);
grant select, insert, update on "authorization".milestone to sluice_app;
select ledger.guard('authorization.milestone');

create table "authorization".provider (
  id text primary key,
  jurisdiction text not null,
  name text not null,
  stages text[] not null,
  qualification text not null,
  valid_until date not null,
  -- What the operator found when it reviewed the cooperation (F1a Art.13); null while it has not.
  reviewed_by text,
  reviewed_at timestamptz,
  listed_by text not null,
  listed_at timestamptz not null
);
create index provider_jurisdiction on "authorization".provider (jurisdiction, id);
grant select, insert, update on "authorization".provider to sluice_app;
select ledger.guard('authorization.provider');

create table "authorization".engagement (
  id text primary key,
  provider_id text not null references "authorization".provider (id),
  kind text not null check (kind in ('engagement', 'incident')),
  stage text not null,
  purpose text not null,
  -- The developer that asked for the work, and what it pays: a service to order.
  developer text,
  fee_fen bigint,
  delivered_at timestamptz,
  person text not null,
  body text not null,
  at timestamptz not null
);
create index engagement_provider on "authorization".engagement (provider_id, at);
grant select, insert, update on "authorization".engagement to sluice_app;
select ledger.guard('authorization.engagement');

create table "authorization".violation (
  id text primary key,
  jurisdiction text not null,
  kind text not null check (kind in ('by-pass')),
  agency text not null,
  recipient text not null,
  text text not null,
  reported_by text not null,
  reported_at timestamptz not null,
  state text not null check (state in ('opened', 'unfounded', 'ordered', 'corrected', 'closed')),
  due_on date,
  finding text
);
create index violation_jurisdiction on "authorization".violation (jurisdiction, id);
grant select, insert, update on "authorization".violation to sluice_app;
select ledger.guard('authorization.violation');

-- One area of the network for each jurisdiction, the only place where authorized data is worked on.
create table "authorization".operation_domain (
  id text primary key,
  jurisdiction text not null unique,
  ranges text[] not null,
  basis text not null,
  registered_by text not null,
  registered_at timestamptz not null
);
grant select, insert on "authorization".operation_domain to sluice_app;
select ledger.guard('authorization.operation_domain');
select ledger.write_digest_rows();
