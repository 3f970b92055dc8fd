-- Public notices (公示): what is meant to be decided is put out, objections are numbered and answered, and the notice
-- closes by itself. Drafts put out for comment are notices of their own kind.

create table "authorization".public_notice (
  id text primary key,
  jurisdiction text not null,
  number text not null,
  kind text not null,
  -- Id of what it is about, in whatever module.
  subject text not null,
  title text not null,
  -- What was put out; never changed.
  contents jsonb not null,
  digest text not null,
  clause text not null,
  published_by text not null,
  published_at timestamptz not null,
  -- Last day on which an objection is received.
  closes_on date not null,
  state text not null check (state in ('open', 'answering', 'closed', 'withdrawn')),
  closed_at timestamptz,
  -- Digest of the whole as archived: contents, objections, answers.
  archive_digest text,
  unique (jurisdiction, number)
);
create index public_notice_open on "authorization".public_notice (closes_on) where state in ('open', 'answering');
create index public_notice_subject on "authorization".public_notice (kind, subject);
grant select, insert on "authorization".public_notice to sluice_app;
grant update (state, closed_at, archive_digest) on "authorization".public_notice to sluice_app;
select ledger.guard('authorization.public_notice');

create table "authorization".objection (
  id text primary key,
  notice_id text not null references "authorization".public_notice (id),
  number int not null,
  -- The body that raised it, or null for a member of the public.
  body text,
  text text not null,
  raised_at timestamptz not null,
  outcome text check (outcome in ('founded', 'unfounded')),
  answer text,
  answered_by text,
  answered_at timestamptz,
  unique (notice_id, number)
);
grant select, insert on "authorization".objection to sluice_app;
grant update (outcome, answer, answered_by, answered_at) on "authorization".objection to sluice_app;
select ledger.guard('authorization.objection');

-- Not ledgered: how to reach the person who raised it, shown to whoever answers; erasable.
create table "authorization".objection_contact (
  id text primary key references "authorization".objection (id),
  contact text not null
);
grant select, insert, delete on "authorization".objection_contact to sluice_app;
select ledger.write_digest_rows();
