-- Use applications, agreements and grants, and the terms of operators they rest on.
-- The schema has the module's name, which SQL reserves: it is quoted throughout.

create schema "authorization";
grant usage on schema "authorization" to sluice_app;

create table "authorization".operator_appointment (
  id text primary key,
  jurisdiction text not null,
  operator text not null,
  starts_on date not null,
  ends_on date not null,
  basis text not null,
  check (ends_on >= starts_on)
);
create index operator_appointment_jurisdiction on "authorization".operator_appointment (jurisdiction, starts_on);
grant select, insert on "authorization".operator_appointment to sluice_app;
select ledger.guard('authorization.operator_appointment');

create table "authorization".application (
  id text primary key,
  number text,
  jurisdiction text not null,
  developer text not null,
  applicant text not null,
  profile_id text not null,
  profile_version text not null,
  state text not null check (state in ('draft', 'in-review', 'supplement', 'approved', 'granted', 'refused', 'withdrawn', 'lapsed')),
  contents jsonb not null,
  revision int not null,
  scenario text,
  operator text,
  case_id text,
  previous text references "authorization".application (id),
  created_at timestamptz not null,
  submitted_at timestamptz,
  -- Last day on which an approved application can still be signed.
  sign_due_on date,
  filing_number text,
  filed_at timestamptz,
  grant_id text,
  unique (jurisdiction, number),
  unique (jurisdiction, filing_number)
);
-- One scenario, one application: a second one for the same scenario waits until the first has ended.
create unique index application_scenario on "authorization".application (jurisdiction, developer, scenario)
  where state in ('in-review', 'supplement', 'approved');
create index application_developer on "authorization".application (developer);
create index application_case on "authorization".application (case_id);
grant select, insert, update on "authorization".application to sluice_app;
select ledger.guard('authorization.application');

create table "authorization".document (
  id text primary key,
  application_id text not null references "authorization".application (id),
  kind text not null,
  revision int not null,
  contents jsonb not null,
  -- SHA-256 over the canonical JSON of application, kind, revision and contents: what a party signs.
  digest text not null,
  drafted_by text not null,
  unique (application_id, kind)
);
grant select, insert, update on "authorization".document to sluice_app;
select ledger.guard('authorization.document');

create table "authorization".signature (
  id text primary key,
  document_id text not null references "authorization".document (id),
  party text not null,
  person text not null,
  body text not null,
  digest text not null,
  at timestamptz not null,
  -- A party signs one wording once; a later draft has another digest and asks for a new signature.
  unique (document_id, party, digest)
);
grant select, insert on "authorization".signature to sluice_app;
select ledger.guard('authorization.signature');

create table "authorization".grant_file (
  id text primary key,
  application_id text not null unique references "authorization".application (id),
  jurisdiction text not null,
  developer text not null,
  operator text not null,
  profile_id text not null,
  profile_version text not null,
  scenario text not null,
  terms jsonb not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  filing_number text,
  -- Only these change: when and why the grant ended before or at its end date.
  ended_at timestamptz,
  end_cause text check (end_cause in ('end-date', 'revoked')),
  end_ground text,
  ended_by text,
  check (ends_at > starts_at)
);
create index grant_developer on "authorization".grant_file (developer);
create index grant_running on "authorization".grant_file (ends_at) where ended_at is null;
grant select, insert on "authorization".grant_file to sluice_app;
-- What a grant fixes cannot be edited, not even by the server: another purpose takes another application.
grant update (ended_at, end_cause, end_ground, ended_by) on "authorization".grant_file to sluice_app;
select ledger.guard('authorization.grant_file');
