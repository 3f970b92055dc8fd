-- Not ledgered: credentials. That a second factor was set or taken away is entered; the secret belongs in no digest.
create table identity.totp (
  id text primary key references identity.account (id),
  -- Base64url, 20 bytes (RFC 4226, section 4).
  secret text not null,
  -- Null until a first code proved that the secret arrived.
  confirmed_at timestamptz,
  -- The last step of time whose code was taken: none is taken twice.
  last_step bigint not null
);
grant select, insert, update, delete on identity.totp to sluice_app;
