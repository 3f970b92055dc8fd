-- The agreement that an operator operates under (授权运营协议): every appointment rests on one, and ends with it.

create table "authorization".operation_agreement (
  id text primary key,
  jurisdiction text not null,
  operator text not null,
  -- Field of an operator of one field; null for the whole jurisdiction.
  field text,
  -- The choice it follows from; null where the text asks for none, or where it was concluded before the platform stood.
  selection_id text references "authorization".selection (id),
  taken_over boolean not null,
  -- The agreement whose grants it goes on with.
  predecessor text references "authorization".operation_agreement (id),
  basis text not null,
  mandate text,
  minutes text,
  profile_id text not null,
  profile_version text not null,
  revision int not null,
  contents jsonb not null,
  -- What other parts of the platform read: fields and forms of products that the operator may serve; null for all.
  limits jsonb not null,
  digest text not null,
  starts_on date not null,
  ends_on date not null,
  drafted_by text not null,
  drafted_at timestamptz not null,
  state text not null check (state in ('drafting', 'in-force', 'correcting', 'suspended', 'ended')),
  in_force_at timestamptz,
  renewal_due_at timestamptz,
  ended_at timestamptz,
  end_ground text check (end_ground in ('expiry', 'own-request', 'breach', 'illegality')),
  end_reasons jsonb,
  handover text check (handover in ('successor', 'end')),
  check (ends_on >= starts_on)
);
create index operation_agreement_jurisdiction on "authorization".operation_agreement (jurisdiction, starts_on desc);
create index operation_agreement_operator on "authorization".operation_agreement (operator, jurisdiction);
grant select, insert on "authorization".operation_agreement to sluice_app;
grant update (mandate, minutes, basis, revision, contents, limits, digest, starts_on, ends_on, drafted_by, state, in_force_at,
  renewal_due_at, ended_at, end_ground, end_reasons, handover) on "authorization".operation_agreement to sluice_app;
select ledger.guard('authorization.operation_agreement');

create table "authorization".agreement_signature (
  id text primary key,
  agreement_id text not null references "authorization".operation_agreement (id),
  party text not null,
  person text not null,
  body text not null,
  digest text not null,
  at timestamptz not null,
  unique (agreement_id, party, digest)
);
grant select, insert on "authorization".agreement_signature to sluice_app;
select ledger.guard('authorization.agreement_signature');

-- Orders, suspensions and what became of them; never changed.
create table "authorization".agreement_measure (
  id text primary key,
  agreement_id text not null references "authorization".operation_agreement (id),
  kind text not null check (kind in ('order', 'corrected', 'failed', 'suspension', 'lift')),
  reasons jsonb not null,
  due_on date,
  person text not null,
  body text not null,
  role text not null,
  at timestamptz not null
);
create index agreement_measure_agreement on "authorization".agreement_measure (agreement_id, at);
grant select, insert on "authorization".agreement_measure to sluice_app;
select ledger.guard('authorization.agreement_measure');

-- The agreement of an appointment; null for appointments from before there were agreements.
alter table "authorization".operator_appointment add column agreement_id text references "authorization".operation_agreement (id);
alter table "authorization".operator_appointment add column field text;
create index operator_appointment_operator on "authorization".operator_appointment (operator, jurisdiction);

-- A grant can be held: it stands, and nothing may rest on it until it is let go again.
alter table "authorization".grant_file add column held_at timestamptz;
alter table "authorization".grant_file add column held_ground text;
alter table "authorization".grant_file add column held_by text;
grant update (held_at, held_ground, held_by) on "authorization".grant_file to sluice_app;
create index grant_operator on "authorization".grant_file (operator, jurisdiction) where ended_at is null;
select ledger.write_digest_rows();
