-- Wrong passwords make the next try wait; nothing is locked any more. What stood here is forgotten: it was about locks.
delete from identity.sign_in_failure;
alter table identity.sign_in_failure rename column locked_until to free_at;

-- Not ledgered: where an account signed in before, so that a stranger's guesses do not keep its owner waiting. Only keyed
-- digests stand here, of account and place together: nobody reads an address or a name out of them.
create table identity.known_place (
  id text primary key,
  account text not null,
  seen_at timestamptz not null
);
create index known_place_account on identity.known_place (account, seen_at);
create index known_place_seen on identity.known_place (seen_at);
grant select, insert, update, delete on identity.known_place to sluice_app;
