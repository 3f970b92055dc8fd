-- Results that a person has to look at before they leave: two reviewers, neither of the asking body, each blind to the other.
create table gate.held (
  id text primary key,
  release_id text not null references gate.release (id),
  decision_id text not null,
  grant_id text not null,
  jurisdiction text not null,
  person text not null,
  body text not null,
  ground text not null check (ground in ('policy', 'undecided')),
  resource_id text not null,
  epoch_id text not null,
  question text not null,
  columns jsonb not null,
  rows jsonb not null,
  cells jsonb not null,
  state text not null check (state in ('open', 'released', 'refused')),
  held_at timestamptz not null,
  decided_at timestamptz
);
create unique index held_open on gate.held (grant_id, resource_id, epoch_id, question) where state = 'open';
create index held_jurisdiction on gate.held (jurisdiction, state, held_at);
grant select, insert on gate.held to sluice_app;
grant update (state, decided_at) on gate.held to sluice_app;
select ledger.guard('gate.held');

-- A vote is shown to nobody but its author until both are in.
create table gate.vote (
  id text primary key,
  held_id text not null references gate.held (id),
  person text not null,
  body text not null,
  release boolean not null,
  reasons text[] not null,
  voted_at timestamptz not null,
  unique (held_id, person)
);
grant select, insert on gate.vote to sluice_app;
select ledger.guard('gate.vote');
