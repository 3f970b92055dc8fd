-- Cases (案卷) on chains that are data, and the calendar their limits are counted by.

create schema cases;
grant usage on schema cases to sluice_app;

-- Days off and working weekends of one year, as the State Council names them. A year without a row is not covered.
create table cases.calendar_year (
  id text primary key check (id ~ '^\d{4}$'),
  days_off jsonb not null,
  working_weekends jsonb not null,
  source text not null
);
grant select, insert, update on cases.calendar_year to sluice_app;
select ledger.guard('cases.calendar_year');

create table cases.case_file (
  id text primary key,
  kind text not null,
  subject text not null,
  stream text not null,
  jurisdiction text not null,
  profile_id text not null,
  profile_version text not null,
  -- The chain with its limits, as it stood at opening: a later profile does not touch an open case.
  chain jsonb not null,
  facts jsonb not null,
  proposer_person text not null,
  proposer_body text not null,
  state text not null check (state in ('open', 'supplement', 'approved', 'refused', 'withdrawn')),
  opened_at timestamptz not null,
  closed_at timestamptz
);
create index case_file_subject on cases.case_file (kind, subject);
grant select, insert, update on cases.case_file to sluice_app;
select ledger.guard('cases.case_file');

create table cases.step (
  id text primary key,
  case_id text not null references cases.case_file (id),
  position int not null,
  step text not null,
  role text not null,
  body text,
  state text not null check (state in ('waiting', 'current', 'done', 'skipped')),
  started_on date,
  due_on date,
  done_on date,
  delay_reason text,
  delay_person text,
  -- When the sweep listed the step against its unit; stays after the step is done.
  escalated_at timestamptz,
  escalated_due_on date,
  unique (case_id, position)
);
create index step_current on cases.step (due_on) where state = 'current';
create index step_escalated on cases.step (escalated_at) where escalated_at is not null;
grant select, insert, update on cases.step to sluice_app;
select ledger.guard('cases.step');

-- Every act on a step; never changed, those before a return included.
create table cases.opinion (
  id text primary key,
  case_id text not null references cases.case_file (id),
  step text not null,
  person text not null,
  body text not null,
  role text not null,
  outcome text not null check (outcome in ('pass', 'fail', 'return')),
  findings jsonb not null,
  reasons jsonb not null,
  norm_version text,
  at timestamptz not null
);
create index opinion_case on cases.opinion (case_id, at);
grant select, insert on cases.opinion to sluice_app;
select ledger.guard('cases.opinion');

-- Time in which a step waits for the proposer; it counts against nobody's limit.
create table cases.pause (
  id text primary key,
  case_id text not null references cases.case_file (id),
  step text not null,
  asked_on date not null,
  due_on date not null,
  answered_on date,
  note text
);
create index pause_case on cases.pause (case_id);
grant select, insert, update on cases.pause to sluice_app;
select ledger.guard('cases.pause');
