-- Only the door writes evidence. Until now the serving role could put a row of its own into the outbox, and it was signed
-- like any other. It loses every right to write here; functions of the migrating role take its place, build each entry
-- from typed parts, and check what a database can check.

-- The closed list of acts, as the program knows it: written anew by each start's migration (`migrations.ts`).
create table ledger.act_type (
  type text primary key,
  -- An act of this type names a changed row of one of these; empty: none is asked for.
  tables text[] not null default '{}'
);
grant select on ledger.act_type to sluice_app;

-- Streams that are held back because a waiting entry of theirs cannot be what the door wrote. Nothing of them is moved
-- until an administrator has looked; all other streams go on.
create table ledger.held (
  stream text primary key,
  entry_id text not null,
  since timestamptz not null default now()
);
grant select on ledger.held to sluice_app;

-- What the log's columns hold is stated by the door and no longer read out of an entry's bytes: a row that is no JSON
-- stops nothing. No check constraints: each costs every insert more than the insert itself, and only the door writes.
alter table ledger.outbox
  add column type text not null default '', add column at timestamptz not null default 'epoch', add column subjects text[] not null default '{}';
do $$
declare
  waiting record;
  said jsonb;
begin
  for waiting in select seq, stream, entry_id, entry from ledger.outbox loop
    begin
      said := convert_from(waiting.entry, 'UTF8')::jsonb;
      update ledger.outbox set type = said ->> 'type', at = (said ->> 'at')::timestamptz,
        subjects = array(select distinct (s ->> 'kind') || ':' || (s ->> 'id') from jsonb_array_elements(said -> 'subjects') s)
        where seq = waiting.seq;
    exception when others then
      -- Such a row was forged. It keeps no type, and stays where it is.
      insert into ledger.held (stream, entry_id) values (waiting.stream, waiting.entry_id) on conflict do nothing;
    end;
  end loop;
end
$$;
alter table ledger.outbox alter column type drop default, alter column at drop default, alter column subjects drop default;

-- The transaction that spoke last about a row: what the guard asks for at the commit.
alter table ledger.row_state add column xid xid8, drop column outbox_seq;

revoke insert, delete on ledger.outbox from sluice_app;
revoke insert, update on ledger.stream_head from sluice_app;
revoke insert, delete on ledger.payload from sluice_app;
revoke insert, update on ledger.row_state from sluice_app;
revoke insert on ledger.log from sluice_app;
revoke update on ledger.head from sluice_app;

create or replace function ledger.require_entry() returns trigger
language plpgsql
as $$
declare
  changed text[];
  one text;
begin
  if tg_op = 'INSERT' then
    changed := array[new.id];
  elsif tg_op = 'DELETE' then
    changed := array[old.id];
  else
    if tg_argv[1] <> '{}' and to_jsonb(new) - tg_argv[1]::text[] = to_jsonb(old) - tg_argv[1]::text[] then
      return null;
    end if;
    changed := case when new.id = old.id then array[new.id] else array[new.id, old.id] end;
  end if;
  foreach one in array changed loop
    if not exists (
      select from ledger.row_state r
      where r.table_no = tg_argv[0]::smallint and r.id = one and r.xid = pg_current_xact_id()
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

-- As before, and the transaction that wrote each row as it stands (null where the row is gone).
create or replace function ledger.digest_branch(tables ledger.guarded[]) returns text
language sql stable
as $$
  select case cardinality(tables)
    when 0 then ''
    when 1 then format(
      'if name = %1$L then
         number := %2$s;
         if cardinality(ids) > 3 then
           -- Row by row: a join would be planned as a scan of the whole table.
           select array_agg(f.digest order by u.o), array_agg(f.xmin order by u.o) into digests, writers
             from unnest(ids, salts) with ordinality u(i, s, o)
             left join lateral (select sha256(u.s || convert_to(%3$L || u.i || E''\n'' || %4$s, ''UTF8'')) as digest, t.xmin
               from %5$s t where t.id = u.i offset 0) f on true;
           return;
         end if;
         for place in 1 .. cardinality(ids) loop
           select sha256(salts[place] || convert_to(%3$L || ids[place] || E''\n'' || %4$s, ''UTF8'')), t.xmin
             into one, writer from %5$s t where t.id = ids[place];
           digests := digests || one;
           writers := writers || writer;
         end loop;
         return;
       end if;',
      tables[1].table_name, tables[1].no, tables[1].table_name || '/',
      ledger.projection(tables[1].table_name::regclass, tables[1].ignored), tables[1].table_name::regclass)
    else format(
      E'if name collate "C" < %L then\n%s\nelse\n%s\nend if;',
      tables[cardinality(tables) / 2 + 1].table_name,
      ledger.digest_branch(tables[: cardinality(tables) / 2]), ledger.digest_branch(tables[cardinality(tables) / 2 + 1 :]))
    end
$$;

drop function ledger.digests(text, text[], bytea[]);

create or replace function ledger.write_digest_rows() returns void
language plpgsql
as $$
declare
  branches text;
begin
  select ledger.digest_branch(coalesce(array_agg(g order by g.table_name collate "C"), '{}')) into branches from ledger.guarded g;
  execute format(
    'create or replace function ledger.digests(name text, ids text[], salts bytea[],
       out number smallint, out digests bytea[], out writers xid[])
     language plpgsql stable as $f$
     declare
       one bytea;
       writer xid;
     begin
       digests := ''{}'';
       writers := ''{}'';
       %s
       raise exception ''table is not under guard'' using errcode = ''SL002'',
         schema = split_part(name, ''.'', 1), table = split_part(name, ''.'', 2);
     end $f$', branches);
end
$$;
select ledger.write_digest_rows();

-- Whether a row that can be seen was written by this very transaction, in a part of it that a savepoint began.
create function ledger.is_own_part(writer xid) returns boolean
language sql stable
as $$
  select coalesce(pg_xact_status((((pg_current_xact_id()::text::numeric::bigint >> 32) << 32) | writer::text::bigint)::text::xid8)
    = 'in progress', false)
$$;

create function ledger.refuse(reason text) returns void
language plpgsql
as $$
begin
  raise exception 'the door of the ledger refuses' using errcode = 'SL003', constraint = reason;
end
$$;

drop function ledger.flush(
  text[], bytea[], bytea[], text[], int[], int[], text[], text[], boolean[], text[], int[], text[], text[], text[], text[],
  bytea[], bytea[]);

-- Writes the entries of a transaction: locks the stream heads in the order given, digests the changed rows, builds the
-- canonical JSON of each entry from its parts, inserts entries and row states, moves the heads on.
--   streams, salts, seeds      streams; salt and seed are taken for a stream that is new
--   row_acts, row_tables, row_ids        changed rows with the places of their acts, grouped by table, acts in order
--   subject_acts … subject_rels          subjects with the places of their acts, in order
--   act_ids … sealed                     the acts; `actors` has three each: person, body, role, or a part of the system
-- Writes nothing and answers the seeds instead where a stream has another seed than the one given: payloads then have
-- to be sealed again.
-- Refuses (SL003) acts that are not on the list, rows that this transaction did not change, an act without a row of the
-- tables that its type asks for, parts of a wrong shape, a payload that is not sealed.
create function ledger.flush(
  moment timestamptz, streams text[], salts bytea[], seeds bytea[],
  row_acts int[], row_tables text[], row_ids text[],
  subject_acts int[], subject_kinds text[], subject_ids text[], subject_rels text[],
  act_ids text[], act_types text[], act_streams int[], actors text[], rules text[], classes text[],
  payloads text[], sealed bytea[],
  out seqs bigint[], out leaves text[], out known_seeds text[])
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own xid8 := pg_current_xact_id();
  next_seqs bigint[] := '{}';
  last_leaves bytea[] := '{}';
  found_seeds bytea[] := '{}';
  isnew boolean[] := '{}';
  head_seq bigint;
  head_leaf bytea;
  head_salt bytea;
  head_seed bytea;
  wanted text[];
  states text[] := array_fill(''::text, array[cardinality(act_ids)]);
  named text[] := array_fill(''::text, array[cardinality(act_ids)]);
  about text;
  about_keys text[];
  actor text;
  who text;
  seen record;
  table_number smallint;
  digested bytea[];
  writers xid[];
  group_salts bytea[];
  digest bytea;
  row_count int := coalesce(cardinality(row_ids), 0);
  subject_count int := coalesce(cardinality(subject_ids), 0);
  subject int := 1;
  first int := 1;
  last int;
  a int;
  s int;
  bytes bytea;
  leaf bytea;
begin
  -- The text of a row depends on these. Asking is cheaper than a SET of the function: connections have them already.
  if current_setting('timezone') <> 'UTC' or current_setting('bytea_output') <> 'hex'
    or current_setting('intervalstyle') <> 'iso_8601' then
    perform set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true),
      set_config('intervalstyle', 'iso_8601', true);
  end if;
  -- Plans are made when tables are nearly empty and kept by the connection: reading a whole table was right only then.
  -- It holds to the end of the transaction, for the guard too.
  perform set_config('enable_seqscan', 'off', true);
  for i in 1 .. cardinality(streams) loop
    select h.next_seq, h.last_leaf, h.salt, h.key_seed into head_seq, head_leaf, head_salt, head_seed
      from ledger.stream_head h where h.stream = streams[i] for update;
    if found then
      if head_seed is distinct from seeds[i] then
        known_seeds := '{}';
      end if;
      salts[i] := head_salt;
      isnew := isnew || false;
    else
      about := split_part(streams[i], ':', 1);
      if (length(about) between 1 and 32 and translate(about, 'abcdefghijklmnopqrstuvwxyz-', '') = ''
          and octet_length(streams[i]) between length(about) + 2 and length(about) + 121
          and streams[i] !~ '[^!-~]'
          and octet_length(salts[i]) = 32 and octet_length(seeds[i]) = 32) is not true then
        perform ledger.refuse('stream');
      end if;
      head_seq := 0;
      head_leaf := null;
      head_seed := seeds[i];
      isnew := isnew || true;
    end if;
    found_seeds := found_seeds || head_seed;
    next_seqs := next_seqs || head_seq;
    last_leaves := last_leaves || head_leaf;
  end loop;
  if known_seeds is not null then
    foreach head_seed in array found_seeds loop
      known_seeds := known_seeds || encode(head_seed, 'hex');
    end loop;
    return;
  end if;

  while first <= row_count loop
    last := first;
    group_salts := array[salts[act_streams[row_acts[first]]]];
    while last < row_count and row_tables[last + 1] = row_tables[first] loop
      last := last + 1;
      group_salts := group_salts || salts[act_streams[row_acts[last]]];
    end loop;
    seen := ledger.digests(row_tables[first], row_ids[first : last], group_salts);
    table_number := seen.number;
    digested := seen.digests;
    writers := seen.writers;
    for place in first .. last loop
      a := row_acts[place];
      digest := digested[place - first + 1];
      if states[a] is null or group_salts[place - first + 1] is null then
        perform ledger.refuse('act');
      elsif digest is not null then
        if writers[place - first + 1] <> own::xid and not ledger.is_own_part(writers[place - first + 1]) then
          perform ledger.refuse('row-not-changed');
        end if;
      elsif not exists (select from ledger.row_state r where r.table_no = table_number and r.id = row_ids[place]) then
        perform ledger.refuse('row-unknown');
      end if;
      states[a] := states[a] || case when states[a] = '' then '{"digest":' else ',{"digest":' end
        || coalesce('"' || encode(digest, 'hex') || '"', 'null')
        || ',"id":' || to_json(row_ids[place])::text || ',"table":' || to_json(row_tables[place])::text || '}';
      if position(' ' || row_tables[place] || ' ' in named[a]) = 0 then
        named[a] := named[a] || ' ' || row_tables[place] || ' ';
      end if;
      if row_count <= 4 then
        insert into ledger.row_state (table_no, id, entry_id, xid) values (table_number, row_ids[place], act_ids[a], own)
          on conflict (table_no, id) do update set entry_id = excluded.entry_id, xid = excluded.xid;
      end if;
    end loop;
    if row_count > 4 then
      insert into ledger.row_state (table_no, id, entry_id, xid)
        select distinct on (u.id) table_number, u.id, act_ids[u.act], own
        from unnest(row_ids[first : last], row_acts[first : last]) u(id, act) order by u.id, u.act desc
        on conflict (table_no, id) do update set entry_id = excluded.entry_id, xid = excluded.xid;
    end if;
    first := last + 1;
  end loop;

  for i in 1 .. cardinality(act_ids) loop
    s := act_streams[i];
    select t.tables into wanted from ledger.act_type t where t.type = act_types[i];
    if not found then
      perform ledger.refuse('act-type');
    end if;
    if wanted <> '{}' and not string_to_array(named[i], ' ') && wanted then
      perform ledger.refuse('row-missing');
    end if;
    who := concat(actors[3 * i - 2], actors[3 * i - 1], actors[3 * i]);
    if actors[3 * i - 1] is null and actors[3 * i] is null then
      actor := '{"kind":"system","part":"' || actors[3 * i - 2] || '"}';
    else
      actor := '{"body":"' || actors[3 * i - 1] || '","kind":"person","person":"' || actors[3 * i - 2]
        || '","role":"' || actors[3 * i] || '"}';
    end if;
    -- Nothing that JSON would write in another way: these stand in the entry as they are. (No regular expressions here:
    -- each costs more than all the rest.)
    if (actor is not null and length(who) between 1 and 360 and octet_length(who) = length(who)
        and to_json(who || act_ids[i])::text = '"' || who || act_ids[i] || '"'
        and octet_length(act_ids[i]) between 5 and 80 and starts_with(act_ids[i], 'ent_')
        and classes[i] in ('evidence', 'network-log', 'operation')
        and octet_length(rules[i]) between 1 and 200 and isfinite(moment)
        and (sealed[i] is null) = (found_seeds[s] is null)
        and coalesce(octet_length(sealed[i]) > octet_length(payloads[i]), true)) is not true then
      perform ledger.refuse('act');
    end if;
    about := '';
    about_keys := '{}';
    while subject <= subject_count and subject_acts[subject] = i loop
      if (length(subject_kinds[subject]) between 1 and 32
          and translate(subject_kinds[subject], 'abcdefghijklmnopqrstuvwxyz-', '') = '' and subject_rels[subject] in ('about', 'uses', 'for')
          and length(subject_ids[subject]) between 1 and 200) is not true then
        perform ledger.refuse('subject');
      end if;
      about := about || case when about = '' then '{"id":' else ',{"id":' end || to_json(subject_ids[subject])::text
        || ',"kind":"' || subject_kinds[subject] || '","rel":"' || subject_rels[subject] || '"}';
      if subject_kinds[subject] || ':' || subject_ids[subject] <> all (about_keys) then
        about_keys := about_keys || (subject_kinds[subject] || ':' || subject_ids[subject]);
      end if;
      subject := subject + 1;
    end loop;
    bytes := convert_to(
      '{"actor":' || actor || ',"at":"' || to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","commitments":{"payload":"'
      || encode(sha256(sha256(salts[s] || convert_to(E'payload\n' || act_ids[i], 'UTF8')) || convert_to(payloads[i], 'UTF8')), 'hex')
      || '","state":[' || states[i] || ']},"id":"' || act_ids[i] || '","prev":'
      || case when last_leaves[s] is null then 'null' else '"' || encode(last_leaves[s], 'hex') || '"' end
      || ',"retainClass":"' || classes[i] || '","ruleVersion":' || to_json(rules[i])::text
      || ',"stream":' || to_json(streams[s])::text || ',"streamSeq":' || next_seqs[s]
      || ',"subjects":[' || about || '],"type":"' || act_types[i] || '","v":1}', 'UTF8');
    if bytes is null then
      perform ledger.refuse('act');
    elsif octet_length(bytes) > 65535 then
      perform ledger.refuse('entry-too-large');
    end if;
    leaf := sha256('\x00'::bytea || bytes);
    insert into ledger.outbox (entry_id, xid, stream, stream_seq, entry, leaf_hash, sealed, type, at, subjects)
      values (act_ids[i], own, streams[s], next_seqs[s], bytes, leaf, sealed[i], act_types[i], date_trunc('milliseconds', moment), about_keys);
    seqs := seqs || next_seqs[s];
    leaves := leaves || encode(leaf, 'hex');
    next_seqs[s] := next_seqs[s] + 1;
    last_leaves[s] := leaf;
  end loop;
  if subject <= subject_count then
    perform ledger.refuse('subject');
  end if;

  for i in 1 .. cardinality(streams) loop
    if isnew[i] then
      insert into ledger.stream_head (stream, next_seq, last_leaf, salt, key_seed)
        values (streams[i], next_seqs[i], last_leaves[i], salts[i], seeds[i]) on conflict (stream) do nothing;
      if not found then
        -- Another transaction began the same stream a moment before: this one is tried again after it.
        raise exception 'the stream was begun by another transaction' using errcode = '40001';
      end if;
    else
      update ledger.stream_head h set next_seq = next_seqs[i], last_leaf = last_leaves[i] where h.stream = streams[i];
    end if;
  end loop;
end
$$;

-- The sequencer's side. A term is the fencing epoch of a leader; whoever holds an older one writes no more (SL005).

create function ledger.lead() returns bigint
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  term bigint;
begin
  update ledger.head set epoch = epoch + 1 returning epoch into term;
  return term;
end
$$;

-- Moves what waits, in the order in which it was written and at most about `most`, to contiguous places of the log.
create function ledger.take(term bigint, most int)
returns table (idx bigint, entry_id text, entry bytea, leaf_hash bytea)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
#variable_conflict use_column
declare
  start bigint;
  cut bigint;
begin
  select size into start from ledger.head where epoch = term for update;
  if not found then
    raise exception 'another leader writes the log' using errcode = 'SL005';
  end if;
  if exists (select from ledger.held) then
    -- What an administrator has mended goes on.
    delete from ledger.held h where not exists (
      select from ledger.outbox o where o.stream = h.stream
        and (o.type = '' or o.leaf_hash <> sha256('\x00'::bytea || o.entry)));
    select max(w.seq) into cut from (
      select o.seq from ledger.outbox o where not exists (select from ledger.held h where h.stream = o.stream)
      order by o.seq limit most) w;
  else
    select max(w.seq) into cut from (select o.seq from ledger.outbox o order by o.seq limit most) w;
  end if;
  if cut is null then
    return;
  end if;
  return query
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
    select p.place, p.entry_id, p.entry, p.leaf_hash from placed p order by p.place;
end
$$;

-- Size and root after a move, in its transaction.
create function ledger.settle(term bigint, new_size bigint, new_root bytea) returns void
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  update ledger.head set size = new_size, root = new_root
    where epoch = term and new_size = (select max(l.idx) + 1 from ledger.log l) and octet_length(new_root) = 32;
  if not found then
    raise exception 'another leader writes the log' using errcode = 'SL005';
  end if;
end
$$;

-- Holds a stream back when a waiting entry of it is not the one that its hash was made of; answers whether it did.
create function ledger.hold(term bigint, suspect text) returns boolean
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into ledger.held (stream, entry_id)
    select o.stream, o.entry_id from ledger.outbox o
    where o.entry_id = suspect and o.leaf_hash <> sha256('\x00'::bytea || o.entry)
      and exists (select from ledger.head where epoch = term) limit 1 on conflict do nothing;
  return found;
end
$$;

create function ledger.note_published(size_now bigint) returns void
language sql
security definer
set search_path = pg_catalog, pg_temp
as $$
  update ledger.head set published_size = greatest(published_size, least(size_now, size))
$$;

revoke execute on function
  ledger.flush(timestamptz, text[], bytea[], bytea[], int[], text[], text[], int[], text[], text[], text[], text[], text[],
    int[], text[], text[], text[], text[], bytea[]),
  ledger.lead(), ledger.take(bigint, int), ledger.settle(bigint, bigint, bytea), ledger.hold(bigint, text),
  ledger.note_published(bigint) from public;
grant execute on function
  ledger.flush(timestamptz, text[], bytea[], bytea[], int[], text[], text[], int[], text[], text[], text[], text[], text[],
    int[], text[], text[], text[], text[], bytea[]),
  ledger.lead(), ledger.take(bigint, int), ledger.settle(bigint, bigint, bytea), ledger.hold(bigint, text),
  ledger.note_published(bigint) to sluice_app;
