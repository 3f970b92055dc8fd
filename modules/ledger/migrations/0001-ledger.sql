-- The evidence log. Business transactions write `outbox` as their last statement; one sequencer gives the order.

do $$
begin
  if not exists (select from pg_roles where rolname = 'sluice_app') then
    create role sluice_app nologin;
  end if;
end
$$;

create schema ledger;
grant usage on schema ledger to sluice_app;

-- Tables whose every change needs an entry of the same transaction.
create table ledger.guarded (
  no smallint generated always as identity primary key,
  table_name text not null unique,
  -- Columns that are no part of the row's meaning (search vectors, caches).
  ignored text[] not null default '{}'
);
grant select on ledger.guarded to sluice_app;

-- One row per stream: where its story stands. The salt opens digests; the seed, with the
-- master key outside the database, opens payloads. Destroying the seed destroys them.
create table ledger.stream_head (
  stream text primary key,
  next_seq bigint not null default 0,
  last_leaf bytea,
  salt bytea not null,
  key_seed bytea
) with (fillfactor = 70);
grant select, insert, update on ledger.stream_head to sluice_app;

-- Entries that are committed and not yet in the log.
create table ledger.outbox (
  seq bigint generated always as identity primary key,
  entry_id text not null,
  xid xid8 not null default pg_current_xact_id(),
  stream text not null,
  stream_seq bigint not null,
  entry bytea not null,
  leaf_hash bytea not null,
  unique (stream, stream_seq)
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);
grant select, insert, delete on ledger.outbox to sluice_app;

-- What an entry commits to, sealed under its stream's key.
create table ledger.payload (
  entry_id text primary key,
  stream text not null,
  sealed bytea not null
);
grant select, insert, delete on ledger.payload to sluice_app;

-- Which entry spoke last about a ledgered row.
create table ledger.row_state (
  table_no smallint not null,
  id text not null,
  entry_id text not null,
  outbox_seq bigint not null,
  primary key (table_no, id)
) with (fillfactor = 80);
grant select, insert, update on ledger.row_state to sluice_app;

-- The log: contiguous from 0, never changed.
create table ledger.log (
  idx bigint primary key,
  entry_id text not null unique,
  stream text not null,
  stream_seq bigint not null,
  type text not null,
  at timestamptz not null,
  subjects text[] not null,
  entry bytea not null,
  leaf_hash bytea not null,
  unique (stream, stream_seq)
);
create index log_subjects on ledger.log using gin (subjects);
grant select, insert on ledger.log to sluice_app;

-- Size and root of the sequenced log, the fencing epoch of its only writer, and what is published.
create table ledger.head (
  one boolean primary key default true check (one),
  epoch bigint not null default 0,
  size bigint not null default 0,
  root bytea not null,
  published_size bigint not null default 0
);
insert into ledger.head (root) values (sha256(''));
grant select, update on ledger.head to sluice_app;

-- The meaning of a row as text: columns in a fixed order, without nulls (a new nullable column changes nothing).
create function ledger.project(image jsonb, ignored text[]) returns text
language sql immutable parallel safe
as $$
  select coalesce(jsonb_object_agg(key, value) filter (where value <> 'null'::jsonb), '{}'::jsonb)::text
  from jsonb_each(image - ignored)
$$;

-- Refuses the commit when no entry of this very transaction declares the row.
create function ledger.require_entry() returns trigger
language plpgsql
as $$
declare
  number smallint := tg_argv[0]::smallint;
  ignored text[] := tg_argv[1]::text[];
  changed text[];
  one text;
begin
  if tg_op = 'INSERT' then
    changed := array[new.id];
  elsif tg_op = 'DELETE' then
    changed := array[old.id];
  else
    if ignored <> '{}' and to_jsonb(new) - ignored = to_jsonb(old) - ignored then
      return null;
    end if;
    changed := case when new.id = old.id then array[new.id] else array[new.id, old.id] end;
  end if;
  foreach one in array changed loop
    if not exists (
      select from ledger.row_state r join ledger.outbox o on o.seq = r.outbox_seq
      where r.table_no = number and r.id = one and o.xid = pg_current_xact_id()
    ) then
      raise exception 'a ledgered row changed without an entry that declares it'
        using errcode = 'SL001', schema = tg_table_schema, table = tg_table_name,
          constraint = case when exists (select from ledger.outbox where xid = pg_current_xact_id())
            then 'row-not-declared' else 'no-entry' end;
    end if;
  end loop;
  return null;
end
$$;

create function ledger.refuse_truncate() returns trigger
language plpgsql
as $$
begin
  raise exception 'a ledgered table cannot be truncated'
    using errcode = 'SL001', schema = tg_table_schema, table = tg_table_name, constraint = 'truncate';
end
$$;

-- Writes `ledger.digest_rows(table, ords, ids, salts)`: the state digests of current rows, one branch per table under
-- guard, so that each session plans each of them once. A digest is sha256(salt ‖ table ‖ '/' ‖ id ‖ LF ‖ projection),
-- null where the row is gone. It is called under the settings that `prepare` and `audit_rows` fix, because the text of
-- times and bytes depends on them.
create function ledger.write_digest_rows() returns void
language plpgsql
as $$
declare
  branches text;
begin
  select coalesce(string_agg(format(
    'when %L then return query select u.o, case when t.id is null then null else
       sha256(u.s || convert_to(%L || u.i || E''\n'' || ledger.project(to_jsonb(t), %L), ''UTF8'')) end
     from unnest(ords, ids, salts) u(o, i, s) left join %s t on t.id = u.i;',
    g.table_name, g.table_name || '/', g.ignored, g.table_name::regclass), E'\n' order by g.no), 'when null then null;') into branches
  from ledger.guarded g;
  execute format(
    'create or replace function ledger.digest_rows(name text, ords int[], ids text[], salts bytea[])
     returns table (ord int, digest bytea) language plpgsql stable as $f$
     begin
       case name
       %s
       else
         raise exception ''table is not under guard'' using errcode = ''SL002'',
           schema = split_part(name, ''.'', 1), table = split_part(name, ''.'', 2);
       end case;
     end $f$', branches);
end
$$;
revoke execute on function ledger.write_digest_rows() from public;
select ledger.write_digest_rows();

-- Puts a table under guard: `select ledger.guard('catalogue.resource')` in the migration that creates it.
create function ledger.guard(name text, ignored text[] default '{}') returns void
language plpgsql
as $$
declare
  target regclass := name::regclass;
  number smallint;
begin
  if not exists (
    select from pg_attribute a join pg_index i on i.indrelid = a.attrelid and i.indisprimary
    where a.attrelid = target and a.attname = 'id' and a.atttypid = 'text'::regtype
      and i.indnkeyatts = 1 and i.indkey[0] = a.attnum
  ) then
    raise exception 'ledgered table % needs the primary key "id text"', name;
  end if;
  insert into ledger.guarded (table_name, ignored) values (name, ignored) returning no into number;
  perform ledger.write_digest_rows();
  execute format(
    'create constraint trigger ledger_guard after insert or update or delete on %s
     deferrable initially deferred for each row execute function ledger.require_entry(%L, %L)',
    target, number, ignored);
  execute format(
    'create trigger ledger_no_truncate before truncate on %s for each statement execute function ledger.refuse_truncate()',
    target);
end
$$;
revoke execute on function ledger.guard(text, text[]) from public;

-- Digests of rows under the salts of given streams, for an audit.
create function ledger.audit_rows(name text, ids text[], streams text[])
returns table (ord int, digest bytea)
language plpgsql stable
set timezone = 'UTC'
set bytea_output = 'hex'
set intervalstyle = 'iso_8601'
as $$
begin
  return query
    select d.ord, d.digest from (
      select array_agg(u.place::int) as ords, array_agg(u.id) as row_ids, array_agg(coalesce(h.salt, '')) as salts
      from unnest(ids, streams) with ordinality u(id, stream, place)
      left join ledger.stream_head h on h.stream = u.stream
    ) a, ledger.digest_rows(name, a.ords, a.row_ids, a.salts) d;
end
$$;

-- First half of a flush: locks the stream heads in sorted order (creating new ones) and digests the changed rows.
-- `row_streams` holds, for each row, the place of its stream in `streams`.
-- Answers one line per stream (ord null) and one per row (ord = its place in the input).
create function ledger.prepare(
  streams text[], salts bytea[], seeds bytea[], row_streams int[], row_tables text[], row_ids text[])
returns table (ord int, stream text, next_seq bigint, last_leaf bytea, salt bytea, key_seed bytea, digest bytea)
language plpgsql
set timezone = 'UTC'
set bytea_output = 'hex'
set intervalstyle = 'iso_8601'
as $$
#variable_conflict use_column
declare
  head ledger.stream_head;
  known bytea[] := '{}';
  one text;
begin
  for place in 1 .. cardinality(streams) loop
    select * into head from ledger.stream_head h where h.stream = streams[place] for update;
    if not found then
      insert into ledger.stream_head (stream, salt, key_seed) values (streams[place], salts[place], seeds[place])
        on conflict do nothing;
      select * into head from ledger.stream_head h where h.stream = streams[place] for update;
    end if;
    known := known || head.salt;
    ord := null; stream := head.stream; next_seq := head.next_seq; last_leaf := head.last_leaf;
    salt := head.salt; key_seed := head.key_seed; digest := null;
    return next;
  end loop;
  for one in select distinct t from unnest(row_tables) t loop
    return query
      select d.ord, null::text, null::bigint, null::bytea, null::bytea, null::bytea, d.digest
      from (
        select array_agg(u.place::int) as ords, array_agg(u.id) as ids, array_agg(known[u.owner]) as row_salts
        from unnest(row_streams, row_tables, row_ids) with ordinality u(owner, name, id, place)
        where u.name = one
      ) a, ledger.digest_rows(one, a.ords, a.ids, a.row_salts) d;
  end loop;
end
$$;

-- Second half: entries, payloads, heads and row states. A function, because planning this anew costs more than doing it.
-- `row_entries` holds, for each row, the place of its entry in `ids`.
create function ledger.append(
  ids text[], entry_streams text[], seqs bigint[], entries bytea[], leaves bytea[], sealed bytea[],
  head_streams text[], head_seqs bigint[], head_leaves bytea[],
  row_tables text[], row_ids text[], row_entries int[])
returns void
language plpgsql
as $$
declare
  places bigint[];
begin
  with u as materialized (
    select * from unnest(ids, entry_streams, seqs, entries, leaves) with ordinality u(id, stream, n, bytes, leaf, place) order by place
  ), o as (
    insert into ledger.outbox (entry_id, stream, stream_seq, entry, leaf_hash) select id, stream, n, bytes, leaf from u returning seq
  )
  select array_agg(seq order by seq) into places from o;
  insert into ledger.payload (entry_id, stream, sealed)
    select p.id, p.stream, p.bytes from unnest(ids, entry_streams, sealed) p(id, stream, bytes) where p.bytes is not null;
  update ledger.stream_head h set next_seq = u.n, last_leaf = u.leaf
    from unnest(head_streams, head_seqs, head_leaves) u(stream, n, leaf) where h.stream = u.stream;
  insert into ledger.row_state (table_no, id, entry_id, outbox_seq)
    select g.no, r.id, ids[r.place], places[r.place]
    from unnest(row_tables, row_ids, row_entries) r(name, id, place) join ledger.guarded g on g.table_name = r.name
    on conflict (table_no, id) do update set entry_id = excluded.entry_id, outbox_seq = excluded.outbox_seq;
end
$$;
