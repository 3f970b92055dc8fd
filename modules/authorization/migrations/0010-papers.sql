-- Papers that were given out: what they say as structured data, under a code by which anybody finds out whether a paper is
-- one of them. A line is never changed; a paper with other contents has another code.
create table "authorization".paper (
  id text primary key,
  code text not null unique,
  kind text not null check (kind in ('agreement', 'operation-agreement', 'decision', 'grant', 'notice')),
  -- The application, agreement, grant or notice that it is about, and which of its documents.
  object text not null,
  part text not null,
  jurisdiction text not null,
  profile_id text not null,
  profile_version text not null,
  contents jsonb not null,
  digest text not null,
  issued_at timestamptz not null,
  unique (kind, object, part, digest)
);
grant select, insert on "authorization".paper to sluice_app;
select ledger.guard('authorization.paper');
select ledger.write_digest_rows();
