-- Credentials that people carry away (SD-JWT VC): that a person acts for a body in a role. What is shown is checked offline
-- against the platform's key and a list of states; the list says nothing of whose a place in it is.
create sequence identity.credential_place;
grant usage on sequence identity.credential_place to sluice_app;
create table identity.credential (
  id text primary key,
  membership_id text not null references identity.membership (id),
  -- Place in the list of states; given out by a sequence and never again.
  place integer not null unique,
  -- Digest of the holder's key (RFC 7638).
  holder text not null,
  issued_at timestamptz not null,
  valid_until timestamptz not null,
  revoked_at timestamptz
);
create index credential_membership on identity.credential (membership_id);
grant select, insert, update on identity.credential to sluice_app;
select ledger.guard('identity.credential');
select ledger.write_digest_rows();
