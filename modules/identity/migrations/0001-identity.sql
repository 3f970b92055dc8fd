create schema identity;
grant usage on schema identity to sluice_app;

create table identity.body (
  id text primary key,
  name text not null,
  name_en text,
  type text not null,
  level text not null check (level in ('nation', 'province', 'city', 'county')),
  jurisdiction text not null,
  division_code text not null,
  sector text,
  credit_code text,
  parent_id text references identity.body (id),
  state text not null check (state in ('submitted', 'active', 'refused', 'ended')),
  submitted_by text,
  created_at timestamptz not null
);
create unique index body_credit_code on identity.body (credit_code) where state in ('submitted', 'active');
create index body_jurisdiction on identity.body (jurisdiction, type);
select ledger.guard('identity.body');

-- A person is a random id; the name stands apart, so that it can be erased without breaking what the evidence says.
create table identity.person (
  id text primary key,
  created_at timestamptz not null
);
select ledger.guard('identity.person');

create table identity.membership (
  id text primary key,
  person_id text not null references identity.person (id),
  body_id text not null references identity.body (id),
  role text not null,
  jurisdiction text not null,
  state text not null check (state in ('submitted', 'active', 'refused', 'ended')),
  submitted_by text,
  created_at timestamptz not null
);
create unique index membership_once on identity.membership (person_id, body_id, role, jurisdiction) where state in ('submitted', 'active');
create index membership_body on identity.membership (body_id);
select ledger.guard('identity.membership');

-- Not ledgered: the name of a person, erasable, and named in no entry.
create table identity.person_name (
  id text primary key references identity.person (id),
  name text not null
);

-- Not ledgered: credentials. Their creation is part of the person's entry; the hash itself belongs in no digest.
create table identity.account (
  id text primary key,
  person_id text not null references identity.person (id),
  account text not null,
  password_hash text not null,
  created_at timestamptz not null
);
create unique index account_name on identity.account (account);

-- Not ledgered: counters of failed sign-ins by digest of the account name, known or not.
create table identity.sign_in_failure (
  id text primary key,
  failures integer not null,
  last_at timestamptz not null,
  locked_until timestamptz
);
create index sign_in_failure_last on identity.sign_in_failure (last_at);

-- Not ledgered: sessions. Only the digest of a token is kept.
create table identity.session (
  id text primary key,
  token_digest text not null,
  person_id text not null references identity.person (id),
  membership_id text not null references identity.membership (id),
  created_at timestamptz not null,
  seen_at timestamptz not null,
  expires_at timestamptz not null
);
create unique index session_token on identity.session (token_digest);
create index session_membership on identity.session (membership_id);
create index session_expires on identity.session (expires_at);

grant select, insert, update, delete on all tables in schema identity to sluice_app;
