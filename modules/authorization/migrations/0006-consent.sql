-- Consents that a grant rests on, and the assessment of security and compliance before a decision.

create table "authorization".grant_consent (
  id text primary key,
  application_id text not null references "authorization".application (id),
  role text not null,
  person text not null,
  body text not null,
  decision text not null check (decision in ('consent', 'refuse')),
  reasons jsonb not null,
  at timestamptz not null
);
create index grant_consent_application on "authorization".grant_consent (application_id, at, id);
grant select, insert on "authorization".grant_consent to sluice_app;
select ledger.guard('authorization.grant_consent');

create table "authorization".assessment (
  id text primary key,
  application_id text not null references "authorization".application (id),
  revision int not null,
  level text not null check (level in ('low', 'medium', 'high')),
  risks jsonb not null,
  measures jsonb not null,
  person text not null,
  body text not null,
  at timestamptz not null,
  accepted_by text,
  accepted_body text,
  accepted_at timestamptz,
  unique (application_id, revision)
);
grant select, insert on "authorization".assessment to sluice_app;
grant update (accepted_by, accepted_body, accepted_at) on "authorization".assessment to sluice_app;
select ledger.guard('authorization.assessment');
select ledger.write_digest_rows();
