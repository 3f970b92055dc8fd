-- Social data (社会数据): what a developer brings in for one grant. Applied for, reviewed, compiled into the fusion catalogue,
-- imported once by its digest, and gone with the grant.
create table "authorization".social_data (
  id text primary key,
  jurisdiction text not null,
  developer text not null,
  grant_id text not null references "authorization".grant_file (id),
  scenario text not null,
  -- Name in SQL. Answers are weighed beside each other by the names of the tables that they join: no two share one.
  name text not null,
  title text not null,
  -- Where it comes from, how it was lawfully acquired, what is in it, and what for (F1b §五(三)4).
  source text not null,
  acquisition text not null,
  -- The paper that proves it: its title and SHA-256. Without one nobody agrees.
  proof jsonb,
  content text not null,
  purpose text not null,
  -- Who holds which right, how revenue is shared, and what becomes of it at the end.
  rights jsonb not null,
  revenue text not null,
  exit text not null check (exit in ('return', 'destroy')),
  fields jsonb not null,
  sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
  records bigint,
  state text not null check (state in
    ('applied', 'returned', 'refused', 'agreed', 'compiled', 'published', 'imported', 'blocked', 'leaving', 'removed')),
  summary text,
  reasons jsonb not null default '[]',
  applied_by text not null,
  applied_at timestamptz not null,
  decided_by text,
  decided_at timestamptz,
  published_at timestamptz,
  epoch_id text,
  rows bigint,
  imported_at timestamptz,
  end_ground text,
  ended_at timestamptz,
  -- Whether its owner has had it back, where those are its terms.
  taken_back boolean not null default false
);
create unique index social_data_name on "authorization".social_data (jurisdiction, name);
create index social_data_grant on "authorization".social_data (grant_id);
grant select, insert, update on "authorization".social_data to sluice_app;
select ledger.guard('authorization.social_data');

-- What was turned away at the gate of imports (SOC-03): a report, until the operator has found out what it was.
create table "authorization".social_report (
  id text primary key,
  social_id text not null references "authorization".social_data (id),
  jurisdiction text not null,
  code text not null,
  sha256 text,
  person text not null,
  body text not null,
  at timestamptz not null,
  finding text,
  closed_by text,
  closed_at timestamptz
);
create index social_report_of on "authorization".social_report (social_id, at);
grant select, insert on "authorization".social_report to sluice_app;
grant update (finding, closed_by, closed_at) on "authorization".social_report to sluice_app;
select ledger.guard('authorization.social_report');
select ledger.write_digest_rows();
