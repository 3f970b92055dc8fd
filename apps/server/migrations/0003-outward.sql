create schema outward;
grant usage on schema outward to sluice_app;

-- Where somebody wants to be told that something waits: a mailbox, a number, a program. Not under the ledger's guard: it
-- is no fact of the domain, and addresses of people belong in no digest. Addresses and secrets are sealed.
create table outward.channel (
  id text primary key,
  kind text not null check (kind in ('email', 'gateway', 'webhook')),
  person text not null,
  body text not null,
  -- '' where the channel is the person's own; a body's channel is told what its role is told.
  role text not null,
  jurisdiction text not null,
  address text not null,
  secret text not null,
  -- Keyed digest of the code that proves that messages arrive; null once it was given.
  code text,
  code_until timestamptz,
  wrong_codes integer not null default 0,
  made_at timestamptz not null,
  delivered_at timestamptz,
  failed_at timestamptz,
  failure text
);
create index channel_person on outward.channel (person);
create index channel_body on outward.channel (jurisdiction, role, body);
grant select, insert, update, delete on outward.channel to sluice_app;
