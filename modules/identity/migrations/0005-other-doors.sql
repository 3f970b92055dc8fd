-- Not ledgered: credentials, as passwords are. That a passkey or a link was made or taken away is entered.
create table identity.passkey (
  -- Credential id of the authenticator, base64url.
  id text primary key,
  account_id text not null references identity.account (id),
  name text not null,
  -- COSE key, base64url.
  public_key text not null,
  counter bigint not null,
  transports text[] not null,
  made_at timestamptz not null,
  used_at timestamptz
);
create index passkey_account on identity.passkey (account_id);
grant select, insert, update, delete on identity.passkey to sluice_app;

-- Accounts at other providers that sign in here (OpenID Connect, CAS).
create table identity.provider_link (
  id text primary key,
  account_id text not null references identity.account (id),
  provider text not null,
  -- Keyed digest of issuer and subject: whom a provider knows by which name is its own affair.
  subject text not null unique,
  made_at timestamptz not null,
  unique (account_id, provider)
);
grant select, insert, delete on identity.provider_link to sluice_app;

-- What was asked of a browser or a provider and is awaited: for minutes, and once.
create table identity.door_challenge (
  -- Digest of what the caller shows.
  id text primary key,
  purpose text not null,
  account_id text,
  -- What the answer is held against; sealed where there is a key.
  kept text not null,
  until timestamptz not null
);
create index door_challenge_until on identity.door_challenge (until);
grant select, insert, update, delete on identity.door_challenge to sluice_app;
