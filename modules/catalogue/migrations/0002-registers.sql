-- Registers beside the entries: objections, registrations, changes of law or function, demands at one desk, tombstones.

-- Objections to data, catalogue, registration or open data: one queue, one number (QUA-05, QUA-06).
create table catalogue.objection (
  id text primary key,
  number text not null unique,
  jurisdiction text not null,
  kind text not null check (kind in ('data', 'catalogue', 'registration', 'opening')),
  resource_id text not null references catalogue.resource (id),
  registration_id text,
  owner_id text not null,
  raised_by text not null,
  raised_body text not null,
  -- In the raiser's words: may name persons, so it is shown to those who handle it and never entered in the log.
  statement text not null,
  -- Papers by title and SHA-256.
  evidence jsonb not null default '[]',
  state text not null check (state in ('received', 'upheld', 'rejected', 'corrected')),
  due_on date not null,
  -- Findings of the agency that supplied it and of who keeps it, each with its handler.
  findings jsonb not null default '[]',
  reasons text[] not null default '{}',
  decided_by text,
  decided_at timestamptz,
  -- Data that the objection was about; a correction is proven by another one.
  epoch_id text,
  version integer,
  corrected_epoch_id text,
  -- Who had used it when it was upheld (QUA-07).
  affected jsonb not null default '[]',
  received_at timestamptz not null,
  closed_at timestamptz
);
create index objection_queue on catalogue.objection (jurisdiction, state, due_on);
create index objection_resource on catalogue.objection (resource_id);
select ledger.guard('catalogue.objection');

-- Registration of resources and of what is made of them (REG-01, REG-02, REG-03).
create table catalogue.registration (
  id text primary key,
  jurisdiction text not null,
  kind text not null check (kind in ('resource', 'asset', 'product', 'service')),
  subject_id text not null,
  title text not null,
  resources text[] not null,
  holder_id text not null,
  state text not null check (state in ('submitted', 'returned', 'registered', 'cancelled')),
  number text unique,
  version integer not null,
  content jsonb not null,
  findings text[] not null default '{}',
  opened_by text not null,
  submitted_at timestamptz not null,
  registered_at timestamptz,
  valid_until date,
  changed_at timestamptz not null
);
create unique index registration_once on catalogue.registration (kind, subject_id) where state <> 'cancelled';
create index registration_resources on catalogue.registration using gin (resources);
create index registration_queue on catalogue.registration (jurisdiction, state);
select ledger.guard('catalogue.registration');

-- Every text that a registration had, with the act that ended it: the chain of versions.
create table catalogue.registration_step (
  id text primary key,
  registration_id text not null references catalogue.registration (id),
  position integer not null,
  act text not null check (act in ('submitted', 'returned', 'registered', 'changed', 'corrected', 'cancelled')),
  version integer not null,
  content jsonb not null,
  reasons text[] not null default '{}',
  person text not null,
  at timestamptz not null,
  unique (registration_id, position)
);
select ledger.guard('catalogue.registration_step');

-- A change of law or function, after which entries are to be updated in so many working days (CAT-07).
create table catalogue.change_notice (
  id text primary key,
  jurisdiction text not null,
  owner_id text not null,
  ground text not null check (ground in ('law', 'function')),
  title text not null,
  happened_on date not null,
  due_on date,
  resources text[] not null,
  noted_by text not null,
  noted_at timestamptz not null
);
create index change_notice_jurisdiction on catalogue.change_notice (jurisdiction, due_on);
select ledger.guard('catalogue.change_notice');

-- What is needed, put at one desk and sent to sharing, opening or authorized operation (REG-05, REG-06, CAT-09).
create table catalogue.need (
  id text primary key,
  number text not null unique,
  jurisdiction text not null,
  asked_by text not null,
  asked_body text not null,
  text text not null,
  purpose text not null,
  route text not null check (route in ('sharing', 'opening', 'authorization')),
  -- Who must collect, gather and share it, once somebody is named.
  holder_id text,
  resource_id text references catalogue.resource (id),
  state text not null check (state in ('open', 'met', 'refused')),
  -- Each turn with who, when and why: routed, re-routed, proposed, met, refused.
  history jsonb not null default '[]',
  asked_at timestamptz not null,
  closed_at timestamptz
);
create index need_queue on catalogue.need (jurisdiction, route, state);
select ledger.guard('catalogue.need');

-- An identifier is never given twice: what was withdrawn answers with when and why (PLT-14).
create table catalogue.tombstone (
  id text primary key,
  resource_id text not null references catalogue.resource (id),
  jurisdiction text not null,
  owner_name text not null,
  title text not null,
  reason text not null,
  successor text,
  withdrawn_by text not null,
  withdrawn_at timestamptz not null
);
select ledger.guard('catalogue.tombstone');

grant select, insert, update on catalogue.objection, catalogue.registration, catalogue.need to sluice_app;
grant select, insert on catalogue.registration_step, catalogue.change_notice, catalogue.tombstone to sluice_app;
