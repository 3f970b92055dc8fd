-- Personal signatures and seals of bodies: the key pair is made and kept by the platform, under its own keys, and the
-- certificate says whose it is. Offered to every module that has something signed.

create table identity.seal (
  id text primary key,
  owner_kind text not null check (owner_kind in ('person', 'body', 'platform')),
  -- Id of the person or the body; '' of the platform, which issues.
  owner text not null,
  suite text not null check (suite in ('intl', 'gm')),
  public_key text not null,
  -- Base64url over owner, suite, key and dates, by the platform's seal of the same suite; '' of the platform's own.
  certificate text not null,
  issued_at timestamptz not null,
  valid_until timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text
);
create unique index seal_once on identity.seal (owner_kind, owner, suite) where revoked_at is null;
create index seal_revoked on identity.seal (revoked_at) where revoked_at is not null;
grant select, insert on identity.seal to sluice_app;
grant update (revoked_at, revoked_reason) on identity.seal to sluice_app;
select ledger.guard('identity.seal');

-- Not ledgered: the private key, sealed; it belongs in no digest.
create table identity.seal_key (
  id text primary key references identity.seal (id),
  sealed text not null
);
grant select, insert on identity.seal_key to sluice_app;
select ledger.write_digest_rows();
