-- A door for the usual transaction, which has one act: with its parts one by one instead of in arrays, and without the
-- loops over them. And a guard that asks only what the change needs. Measured in processor time of the database, a
-- transaction with one row and one entry costs about two thirds of what it did.

-- As before; one row, the usual number, is read without arrays and loops.
create or replace function ledger.digest_branch(tables ledger.guarded[]) returns text
language sql stable
as $$
  select case cardinality(tables)
    when 0 then ''
    when 1 then format(
      'if name = %1$L then
         number := %2$s;
         if cardinality(ids) = 1 then
           select array[sha256(salts[1] || convert_to(%3$L || ids[1] || E''\n'' || %4$s, ''UTF8''))], array[t.xmin]
             into digests, writers from %5$s t where t.id = ids[1];
           if not found then
             digests := array[null::bytea];
             writers := array[null::xid];
           end if;
           return;
         end if;
         -- Row by row: a join would be planned as a scan of the whole table.
         select array_agg(f.digest order by u.o), array_agg(f.xmin order by u.o) into digests, writers
           from unnest(ids, salts) with ordinality u(i, s, o)
           left join lateral (select sha256(u.s || convert_to(%3$L || u.i || E''\n'' || %4$s, ''UTF8'')) as digest, t.xmin
             from %5$s t where t.id = u.i offset 0) f on true;
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
     begin
       %s
       raise exception ''table is not under guard'' using errcode = ''SL002'',
         schema = split_part(name, ''.'', 1), table = split_part(name, ''.'', 2);
     end $f$', branches);
end
$$;
select ledger.write_digest_rows();

create or replace function ledger.require_entry() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'INSERT' then
    if exists (select from ledger.row_state r
        where r.table_no = tg_argv[0]::smallint and r.id = new.id and r.xid = pg_current_xact_id()) then
      return null;
    end if;
  else
    if tg_op = 'UPDATE' and tg_argv[1] <> '{}' then
      if to_jsonb(new) - tg_argv[1]::text[] = to_jsonb(old) - tg_argv[1]::text[] then
        return null;
      end if;
    end if;
    if exists (select from ledger.row_state r
        where r.table_no = tg_argv[0]::smallint and r.id = old.id and r.xid = pg_current_xact_id()) then
      if tg_op = 'DELETE' then
        return null;
      elsif new.id = old.id or exists (select from ledger.row_state r
          where r.table_no = tg_argv[0]::smallint and r.id = new.id and r.xid = pg_current_xact_id()) then
        return null;
      end if;
    end if;
  end if;
  raise exception 'a ledgered row changed without an entry that declares it'
    using errcode = 'SL001', schema = tg_table_schema, table = tg_table_name,
      constraint = case when exists (select from ledger.outbox where xid = pg_current_xact_id())
        then 'row-not-declared' else 'no-entry' end;
end
$$;

-- A row that seems not to be this transaction's own: a savepoint's part of it, a row that is gone, or one not changed.
create function ledger.check_writer(number smallint, row_id text, digest bytea, writer xid) returns void
language plpgsql
as $$
begin
  if digest is null then
    if not exists (select from ledger.row_state r where r.table_no = number and r.id = row_id) then
      perform ledger.refuse('row-unknown');
    end if;
  elsif writer <> pg_current_xact_id()::xid and not ledger.is_own_part(writer) then
    perform ledger.refuse('row-not-changed');
  end if;
end
$$;

-- Writes the one entry of a transaction, as `ledger.flush` does.
--   row_tables, row_ids              changed rows, each once
--   subject_kinds … subject_rels     null where there are none
--   person, body, role               or a part of the system in the first, and null in the others
-- Answers the place and the leaf hash; or, where the stream has another seed than the one given, only `stale` and the
-- seed, and nothing is written (with `last`: SL006). Refuses what `ledger.flush` refuses (SL003).
create function ledger.flush_one(
  moment timestamptz, the_stream text, salt bytea, seed bytea, row_tables text[], row_ids text[],
  subject_kinds text[], subject_ids text[], subject_rels text[],
  act_id text, act_type text, person text, body text, role text, rule text, class text, payload text, sealed bytea,
  last boolean,
  out seq bigint, out leaf text, out stale boolean, out known_seed text)
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  seen record;
  state text;
  about text := '';
  about_keys text[] := '{}';
  actor text;
  before bytea;
  head_salt bytea;
  head_seed bytea;
  sound boolean;
  fresh boolean;
  bytes bytea;
  hash bytea;
begin
  -- The text of a row depends on the first three. The other two hold to the end of the transaction, for the guard too:
  -- plans are kept, and made neither for tables that are nearly empty nor anew for each number of rows.
  if current_setting('timezone') <> 'UTC' or current_setting('bytea_output') <> 'hex'
    or current_setting('intervalstyle') <> 'iso_8601' or set_config('enable_seqscan', 'off', true) = ''
    or set_config('plan_cache_mode', 'force_generic_plan', true) = '' then
    perform set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true),
      set_config('intervalstyle', 'iso_8601', true), set_config('enable_seqscan', 'off', true),
      set_config('plan_cache_mode', 'force_generic_plan', true);
  end if;
  select h.next_seq, h.last_leaf, h.salt, h.key_seed into seq, before, head_salt, head_seed
    from ledger.stream_head h where h.stream = the_stream for update;
  if found then
    salt := head_salt;
    if head_seed is distinct from seed then
      if last then
        raise exception 'a stream has another seed' using errcode = 'SL006';
      end if;
      stale := true;
      known_seed := encode(head_seed, 'hex');
      return;
    end if;
    fresh := false;
  else
    if (the_stream !~ '[^!-~]' and octet_length(salt) = 32 and octet_length(seed) = 32
        and strpos(the_stream, ':') between 2 and 33
        and translate(split_part(the_stream, ':', 1), 'abcdefghijklmnopqrstuvwxyz-', '') = ''
        and octet_length(the_stream) - strpos(the_stream, ':') between 1 and 120) is not true then
      perform ledger.refuse('stream');
    end if;
    seq := 0;
    fresh := true;
  end if;
  if cardinality(row_ids) > 3 and row_tables[1] = all (row_tables) then
    -- Many rows of one table, as calls are, in one go.
    seen := ledger.digests(row_tables[1], row_ids, array_fill(salt, array[cardinality(row_ids)]));
    if (pg_current_xact_id()::xid = all (seen.writers)) is not true then
      for i in 1 .. cardinality(row_ids) loop
        perform ledger.check_writer(seen.number, row_ids[i], seen.digests[i], seen.writers[i]);
      end loop;
    end if;
    select string_agg(concat('{"digest":', coalesce('"' || encode(u.digest, 'hex') || '"', 'null'), ',"id":', to_json(u.id),
        ',"table":', to_json(row_tables[1]), '}'), ',' order by u.o) into state
      from unnest(row_ids, seen.digests) with ordinality u(id, digest, o);
    insert into ledger.row_state (table_no, id, entry_id, xid)
      select distinct on (u.id) seen.number, u.id, act_id, pg_current_xact_id() from unnest(row_ids) u(id) order by u.id
      on conflict (table_no, id) do update set entry_id = excluded.entry_id, xid = excluded.xid;
  else
    for i in 1 .. coalesce(cardinality(row_ids), 0) loop
      seen := ledger.digests(row_tables[i], row_ids[i : i], array[salt]);
      if (seen.writers[1] = pg_current_xact_id()::xid) is not true then
        perform ledger.check_writer(seen.number, row_ids[i], seen.digests[1], seen.writers[1]);
      end if;
      state := concat(state || ',', '{"digest":', coalesce('"' || encode(seen.digests[1], 'hex') || '"', 'null'),
        ',"id":', to_json(row_ids[i]), ',"table":', to_json(row_tables[i]), '}');
      insert into ledger.row_state (table_no, id, entry_id, xid) values (seen.number, row_ids[i], act_id, pg_current_xact_id())
        on conflict (table_no, id) do update set entry_id = excluded.entry_id, xid = excluded.xid;
    end loop;
  end if;
  if subject_ids is not null then
    select coalesce(string_agg(concat('{"id":', to_json(u.id), ',"kind":"', u.kind, '","rel":"', u.rel, '"}'), ',' order by u.o), ''),
        coalesce(array_agg(distinct u.kind || ':' || u.id), '{}'),
        coalesce(bool_and((length(u.kind) between 1 and 32
          and translate(u.kind, 'abcdefghijklmnopqrstuvwxyz-', '') = '' and u.rel in ('about', 'uses', 'for')
          and length(u.id) between 1 and 200) is true), true)
      into about, about_keys, sound
      from unnest(subject_kinds, subject_ids, subject_rels) with ordinality u(kind, id, rel, o);
    if not sound then
      perform ledger.refuse('subject');
    end if;
  end if;
  actor := case when body is null and role is null then '{"kind":"system","part":"' || person || '"}'
    else '{"body":"' || body || '","kind":"person","person":"' || person || '","role":"' || role || '"}' end;
  if (octet_length(concat(person, body, role)) between 1 and 360
      and to_json(concat(person, body, role, act_id))::text = concat('"', person, body, role, act_id, '"')
      and octet_length(actor) = length(actor)
      and octet_length(act_id) between 5 and 80 and starts_with(act_id, 'ent_')
      and class in ('evidence', 'network-log', 'operation')
      and octet_length(rule) between 1 and 200 and isfinite(moment)
      and (sealed is null) = (seed is null)
      and coalesce(octet_length(sealed) > octet_length(payload), true)) is not true then
    perform ledger.refuse('act');
  end if;
  bytes := convert_to(
      '{"actor":' || actor || ',"at":"' || to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","commitments":{"payload":"'
      || encode(sha256(sha256(salt || convert_to(E'payload\n' || act_id, 'UTF8')) || convert_to(payload, 'UTF8')), 'hex')
      || '","state":[' || coalesce(state, '') || ']},"id":"' || act_id || '","prev":'
      || coalesce('"' || encode(before, 'hex') || '"', 'null')
      || ',"retainClass":"' || class || '","ruleVersion":' || to_json(rule)::text
      || ',"stream":' || to_json(the_stream)::text || ',"streamSeq":' || seq
      || ',"subjects":[' || about || '],"type":"' || act_type || '","v":1}', 'UTF8');
  hash := sha256('\x00'::bytea || bytes);
  insert into ledger.outbox (entry_id, xid, stream, stream_seq, entry, leaf_hash, sealed, type, at, subjects)
    select act_id, pg_current_xact_id(), the_stream, seq, bytes, hash, sealed, t.type,
      date_trunc('milliseconds', moment), about_keys
    from ledger.act_type t where t.type = act_type
      and (t.tables = '{}' or t.tables && row_tables) and octet_length(bytes) <= 65535;
  if not found then
    perform ledger.refuse(case when bytes is null then 'act'
      when octet_length(bytes) > 65535 then 'entry-too-large'
      when exists (select from ledger.act_type t where t.type = act_type) then 'row-missing' else 'act-type' end);
  end if;
  if fresh then
    insert into ledger.stream_head (stream, next_seq, last_leaf, salt, key_seed)
      values (the_stream, 1, hash, salt, seed) on conflict (stream) do nothing;
    if not found then
      -- Another transaction began the same stream a moment before: this one is tried again after it.
      raise exception 'the stream was begun by another transaction' using errcode = '40001';
    end if;
  else
    update ledger.stream_head h set next_seq = seq + 1, last_leaf = hash where h.stream = the_stream;
  end if;
  leaf := encode(hash, 'hex');
end
$$;

-- Planning anew for each number of rows took the larger part of a group of calls.
alter function
  ledger.flush(timestamptz, text[], bytea[], bytea[], int[], text[], text[], int[], text[], text[], text[], text[], text[],
    int[], text[], text[], text[], text[], bytea[], boolean)
  set plan_cache_mode = force_generic_plan;

revoke execute on function
  ledger.flush_one(timestamptz, text, bytea, bytea, text[], text[], text[], text[], text[], text, text, text, text, text,
    text, text, text, bytea, boolean) from public;
grant execute on function
  ledger.flush_one(timestamptz, text, bytea, bytea, text[], text[], text[], text[], text[], text, text, text, text, text,
    text, text, text, bytea, boolean) to sluice_app;
