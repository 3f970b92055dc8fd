-- Choosing an operator, admitting developers: a call with its time, candidates with their proofs, scores, a decision.

create table "authorization".selection (
  id text primary key,
  jurisdiction text not null,
  kind text not null check (kind in ('operator', 'developer')),
  title text not null,
  conditions text not null,
  -- Field of an operator of one field; null for the whole jurisdiction.
  field text,
  profile_id text not null,
  profile_version text not null,
  opened_by text not null,
  opened_body text not null,
  opened_at timestamptz not null,
  opens_at timestamptz not null,
  closes_at timestamptz not null,
  -- The government's mandate, where the text asks for one.
  mandate text,
  state text not null check (state in ('open', 'decided', 'concluded', 'failed')),
  -- Minutes of the collective decision, where the text asks for them.
  minutes text,
  reasons jsonb,
  decided_at timestamptz,
  notice_id text references "authorization".public_notice (id),
  check (closes_at > opens_at)
);
create index selection_jurisdiction on "authorization".selection (jurisdiction, kind, opens_at desc);
grant select, insert on "authorization".selection to sluice_app;
grant update (state, minutes, reasons, decided_at, notice_id) on "authorization".selection to sluice_app;
select ledger.guard('authorization.selection');

create table "authorization".candidate (
  id text primary key,
  selection_id text not null references "authorization".selection (id),
  body text not null,
  applicant text not null,
  submitted_at timestamptz not null,
  proofs jsonb not null,
  statements jsonb not null,
  state text not null check (state in ('submitted', 'eligible', 'rejected', 'chosen', 'not-chosen')),
  reasons jsonb,
  unique (selection_id, body)
);
grant select, insert on "authorization".candidate to sluice_app;
grant update (state, reasons) on "authorization".candidate to sluice_app;
select ledger.guard('authorization.candidate');

create table "authorization".score (
  id text primary key,
  candidate_id text not null references "authorization".candidate (id),
  reviewer text not null,
  points jsonb not null,
  at timestamptz not null,
  unique (candidate_id, reviewer)
);
grant select, insert on "authorization".score to sluice_app;
select ledger.guard('authorization.score');

-- Reviewers with an interest of their own in a selection: they score nobody in it.
create table "authorization".selection_interest (
  id text primary key,
  selection_id text not null references "authorization".selection (id),
  reviewer text not null,
  at timestamptz not null,
  unique (selection_id, reviewer)
);
grant select, insert on "authorization".selection_interest to sluice_app;
select ledger.guard('authorization.selection_interest');

-- Lists on which a candidate may not stand. Of a person or a body only a digest of its name or number is kept.
create table "authorization".list_entry (
  id text primary key,
  list text not null,
  subject_digest text not null,
  source text not null,
  since date not null,
  until date
);
create index list_entry_subject on "authorization".list_entry (subject_digest);
grant select, insert, update on "authorization".list_entry to sluice_app;
select ledger.guard('authorization.list_entry');
select ledger.write_digest_rows();
