-- Who may develop: admissions that follow from calls, evaluations, and the measures that end in a developer's exit.

create table "authorization".admission (
  id text primary key,
  jurisdiction text not null,
  developer text not null,
  -- The call it follows from; null where it was admitted before the platform stood.
  selection_id text references "authorization".selection (id),
  -- Body that admitted it: an operator, or the authority of a county.
  admitted_by text not null,
  -- A county's developer asks for that county's data; null for the whole jurisdiction.
  district text,
  basis text not null,
  starts_on date not null,
  ends_on date not null,
  -- What a partner brings and its share, where the text has partners.
  partner jsonb,
  at timestamptz not null,
  check (ends_on >= starts_on)
);
create index admission_developer on "authorization".admission (developer, jurisdiction);
create index admission_jurisdiction on "authorization".admission (jurisdiction, starts_on desc);
grant select, insert on "authorization".admission to sluice_app;
select ledger.guard('authorization.admission');

create table "authorization".evaluation (
  id text primary key,
  jurisdiction text not null,
  subject text not null,
  kind text not null check (kind in ('developer', 'operator')),
  period_from date not null,
  period_to date not null,
  findings jsonb not null,
  outcome text not null check (outcome in ('passed', 'not-passed')),
  person text not null,
  body text not null,
  at timestamptz not null
);
create index evaluation_subject on "authorization".evaluation (subject, jurisdiction, at desc);
grant select, insert on "authorization".evaluation to sluice_app;
select ledger.guard('authorization.evaluation');

-- Reminders, interviews, suspensions and exits of developers; never changed.
create table "authorization".developer_measure (
  id text primary key,
  jurisdiction text not null,
  developer text not null,
  kind text not null check (kind in ('reminder', 'interview', 'suspension', 'lift', 'exit')),
  ground text,
  reasons jsonb not null,
  person text not null,
  body text not null,
  role text not null,
  at timestamptz not null
);
create index developer_measure_developer on "authorization".developer_measure (developer, jurisdiction, at desc, id desc);
grant select, insert on "authorization".developer_measure to sluice_app;
select ledger.guard('authorization.developer_measure');
select ledger.write_digest_rows();
