-- What a leader moves is handed to it as it will stand in an entry file: one row for the whole move instead of one for
-- each entry. Setting up, sending and reading a row costs more than hashing the entry that is in it.

drop function ledger.take(bigint, int);

-- Moves what waits, in the order in which it was written and at most about `most`, to contiguous places of the log.
--   first     the first place; null where nothing waits
--   entries   of tlog-tiles: each entry behind its length in two bytes
--   leaves    their hashes, one after another
create function ledger.take(term bigint, most int, out first bigint, out moved int, out entries bytea, out leaves bytea)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  start bigint;
  cut bigint;
begin
  moved := 0;
  select h.size into start from ledger.head h where h.epoch = term for update;
  if not found then
    raise exception 'another leader writes the log' using errcode = 'SL005';
  end if;
  if exists (select from ledger.held) then
    -- What an administrator has mended goes on.
    delete from ledger.held h where not exists (
      select from ledger.outbox o where o.stream = h.stream and ledger.is_spoilt(o));
    select max(w.seq) into cut from (
      select o.seq from ledger.outbox o where not exists (select from ledger.held h where h.stream = o.stream)
      order by o.seq limit most) w;
  else
    select max(w.seq) into cut from (select o.seq from ledger.outbox o order by o.seq limit most) w;
  end if;
  if cut is null then
    return;
  end if;
  with taken as (
    delete from ledger.outbox o where o.seq <= cut and not exists (select from ledger.held h where h.stream = o.stream)
    returning o.*
  ), placed as (
    select start + row_number() over (order by t.seq) - 1 as place, t.* from taken t
  ), inserted as (
    insert into ledger.log (idx, entry_id, stream, stream_seq, type, at, subjects, entry, leaf_hash)
    select p.place, p.entry_id, p.stream, p.stream_seq, p.type, p.at, p.subjects, p.entry, p.leaf_hash
    from placed p order by p.place
  ), kept as (
    insert into ledger.payload (entry_id, stream, sealed)
    select p.entry_id, p.stream, p.sealed from placed p where p.sealed is not null
  )
  select start, count(*)::int,
      string_agg(substring(int4send(octet_length(p.entry)) from 3) || p.entry, ''::bytea order by p.place),
      string_agg(p.leaf_hash, ''::bytea order by p.place)
    into first, moved, entries, leaves
    from placed p;
end
$$;

-- Whether a waiting row cannot be what the door wrote: it keeps its stream back.
create function ledger.is_spoilt(waiting ledger.outbox) returns boolean
language sql immutable
set search_path = pg_catalog, pg_temp
as $$
  select waiting.type = '' or octet_length(waiting.entry) > 65535
    or waiting.leaf_hash <> sha256('\x00'::bytea || waiting.entry)
$$;

create or replace function ledger.hold(term bigint, suspect text) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into ledger.held (stream, entry_id)
    select o.stream, o.entry_id from ledger.outbox o
    where o.entry_id = suspect and ledger.is_spoilt(o)
      and exists (select from ledger.head where epoch = term) limit 1 on conflict do nothing;
  return found;
end
$$;

revoke execute on function ledger.take(bigint, int), ledger.is_spoilt(ledger.outbox) from public;
grant execute on function ledger.take(bigint, int) to sluice_app;
