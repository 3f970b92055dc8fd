-- The door for one act in about half of the processor time it took in a transaction of its own. What it writes and what
-- it refuses stays as it was. The time went into three things:
--   - the answer as a set of columns, and a row in arrays for what is one row: the answer is one text now, a row is read
--     and noted by a function of its own
--   - a look at the head of a stream that cannot have one: who begins a stream says so by giving a salt
--   - expressions of many small parts, each set up anew in every transaction

-- The branches of `ledger.state_of`, halved again and again as those of `ledger.digests`.
create function ledger.state_branch(tables ledger.guarded[]) returns text
language sql stable
as $$
  select case cardinality(tables)
    when 0 then ''
    when 1 then format(
      'if name = %1$L then
         number := %2$s;
         select encode(sha256(salt || convert_to(%3$L || row_id || E''\n'' || %4$s, ''UTF8'')), ''hex''), t.xmin
           into digest, writer from %5$s t where t.id = row_id;
       end if;',
      tables[1].table_name, tables[1].no, tables[1].table_name || '/',
      ledger.projection(tables[1].table_name::regclass, tables[1].ignored), tables[1].table_name::regclass)
    else format(
      E'if name collate "C" < %L then\n%s\nelse\n%s\nend if;',
      tables[cardinality(tables) / 2 + 1].table_name,
      ledger.state_branch(tables[: cardinality(tables) / 2]), ledger.state_branch(tables[cardinality(tables) / 2 + 1 :]))
    end
$$;
-- The audit asks for them.
revoke execute on function ledger.state_branch(ledger.guarded[]) from public;
grant execute on function ledger.state_branch(ledger.guarded[]) to sluice_app;

-- Writes `ledger.digests` as before, and `ledger.state_of(table, id, salt, entry)` for a row alone: notes that the entry
-- speaks of the row and answers the line of the entry that says how the row stands. The same digest, the same refusals.
create or replace function ledger.write_digest_rows() returns void
language plpgsql
as $$
declare
  branches text;
  alone text;
begin
  select ledger.digest_branch(coalesce(array_agg(g order by g.table_name collate "C"), '{}')),
      ledger.state_branch(coalesce(array_agg(g order by g.table_name collate "C"), '{}'))
    into branches, alone from ledger.guarded g;
  execute format(
    'create or replace function ledger.digests(name text, ids text[], salts bytea[],
       out number smallint, out digests bytea[], out writers xid[])
     language plpgsql stable as $f$
     begin
       %s
       raise exception ''table is not under guard'' using errcode = ''SL002'',
         schema = split_part(name, ''.'', 1), table = split_part(name, ''.'', 2);
     end $f$', branches);
  execute format(
    'create or replace function ledger.state_of(name text, row_id text, salt bytea, act_id text) returns text
     language plpgsql as $g$
     #variable_conflict use_variable
     declare
       number smallint;
       digest text;
       writer xid;
     begin
       %s
       if (writer = pg_current_xact_id()::xid) is not true then
         if number is null then
           raise exception ''table is not under guard'' using errcode = ''SL002'',
             schema = split_part(name, ''.'', 1), table = split_part(name, ''.'', 2);
         end if;
         perform ledger.check_writer(number, row_id, decode(digest, ''hex''), writer);
       end if;
       insert into ledger.row_state (table_no, id, entry_id, xid) values (number, row_id, act_id, pg_current_xact_id())
         on conflict (table_no, id) do update set entry_id = excluded.entry_id, xid = excluded.xid;
       return concat(''{"digest":'', coalesce(''"'' || digest || ''"'', ''null''), '',"id":'', to_json(row_id),
         '',"table":'', to_json(name), ''}'');
     end $g$', alone);
end
$$;
select ledger.write_digest_rows();
-- The door calls it as its owner; by itself it would write.
revoke execute on function ledger.state_of(text, text, bytea, text) from public;

drop function ledger.flush_one(timestamptz, text, bytea, bytea, text[], text[], text[], text[], text[], text, text, text,
  text, text, text, text, text, bytea, boolean);

-- Writes the one entry of a transaction, as `ledger.flush` does.
--   salt                             of a stream that is begun; null where the stream is known to stand
--   row_tables, row_ids              changed rows, each once
--   subject_kinds … subject_rels     null where there are none
--   person, body, role               or a part of the system in the first, and null in the others
--   last                             the commit is already on its way behind this statement
-- Answers the place and the leaf hash, parted by a space. Where the stream does not stand as the caller says, or has
-- another seed than the one given: SL006 with `last`, and `stale` with the seed without; then nothing is written.
-- Refuses what `ledger.flush` refuses (SL003).
create function ledger.flush_one(
  moment timestamptz, the_stream text, salt bytea, seed bytea, row_tables text[], row_ids text[],
  subject_kinds text[], subject_ids text[], subject_rels text[],
  act_id text, act_type text, person text, body text, role text, rule text, class text, payload text, sealed bytea,
  last boolean)
returns text
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  seq bigint;
  before bytea;
  head_salt bytea;
  head_seed bytea;
  state text;
  about text;
  about_keys text[] := '{}';
  sound boolean;
  bytes bytea;
  hash bytea;
  seen record;
begin
  if (cardinality(row_tables) = cardinality(row_ids)) is not true
    and coalesce(cardinality(row_tables), 0) <> coalesce(cardinality(row_ids), 0) then
    perform ledger.refuse('row-missing');
  end if;
  -- The text of a row depends on the first three. The other two hold to the end of the transaction, for the guard too:
  -- plans are kept, and made neither for tables that are nearly empty nor anew for each number of rows.
  if current_setting('timezone') <> 'UTC' or current_setting('bytea_output') <> 'hex'
    or current_setting('intervalstyle') <> 'iso_8601' or set_config('enable_seqscan', 'off', true) = ''
    or set_config('plan_cache_mode', 'force_generic_plan', true) = '' then
    perform set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true),
      set_config('intervalstyle', 'iso_8601', true), set_config('enable_seqscan', 'off', true),
      set_config('plan_cache_mode', 'force_generic_plan', true);
  end if;
  if salt is null or last is not true then
    select h.next_seq, h.last_leaf, h.salt, h.key_seed into seq, before, head_salt, head_seed
      from ledger.stream_head h where h.stream = the_stream for update;
    if seq is not null then
      salt := head_salt;
      if head_seed is distinct from seed then
        if last then
          raise exception 'a stream has another seed' using errcode = 'SL006';
        end if;
        return concat('stale ', encode(head_seed, 'hex'));
      end if;
    elsif salt is null and last then
      raise exception 'a stream does not stand' using errcode = 'SL006';
    end if;
  end if;
  if seq is null and (the_stream ~ '^[a-z-]+:[!-~]+$' and strpos(the_stream, ':') <= 33
      and octet_length(the_stream) - strpos(the_stream, ':') <= 120
      and octet_length(salt) = 32 and octet_length(seed) = 32) is not true then
    perform ledger.refuse('stream');
  end if;
  if cardinality(row_ids) = 1 then
    state := ledger.state_of(row_tables[1], row_ids[1], salt, act_id);
  elsif cardinality(row_ids) > 3 and row_tables[1] = all (row_tables) then
    -- Many rows of one table, as calls are, in one go.
    seen := ledger.digests(row_tables[1], row_ids, array_fill(salt, array[cardinality(row_ids)]));
    if (pg_current_xact_id()::xid = all (seen.writers)) is not true then
      for i in 1 .. cardinality(row_ids) loop
        perform ledger.check_writer(seen.number, row_ids[i], seen.digests[i], seen.writers[i]);
      end loop;
    end if;
    select string_agg(concat('{"digest":', coalesce('"' || encode(u.digest, 'hex') || '"', 'null'), ',"id":', to_json(u.id),
        ',"table":', t.said, '}'), ',' order by u.o) into state
      from (select to_json(row_tables[1])::text as said offset 0) t,
        unnest(row_ids, seen.digests) with ordinality u(id, digest, o);
    insert into ledger.row_state (table_no, id, entry_id, xid)
      select distinct on (u.id) seen.number, u.id, act_id, pg_current_xact_id() from unnest(row_ids) u(id) order by u.id
      on conflict (table_no, id) do update set entry_id = excluded.entry_id, xid = excluded.xid;
  else
    for i in 1 .. coalesce(cardinality(row_ids), 0) loop
      state := concat(state || ',', ledger.state_of(row_tables[i], row_ids[i], salt, act_id));
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
  if (num_nulls(moment, act_id, act_type, person, rule, class, payload) = 0 and (body is null) = (role is null)
      and octet_length(concat(person, body, role)) between 1 and 360
      and to_json(concat(person, body, role, act_id))::text = concat('"', person, body, role, act_id, '"')
      and octet_length(concat(person, body, role)) = length(concat(person, body, role))
      and octet_length(act_id) between 5 and 80 and starts_with(act_id, 'ent_')
      and class in ('evidence', 'network-log', 'operation')
      and octet_length(rule) between 1 and 200 and isfinite(moment)
      and (sealed is null) = (seed is null)
      and coalesce(octet_length(sealed) > octet_length(payload), true)) is not true then
    perform ledger.refuse('act');
  end if;
  bytes := convert_to(concat(
      case when body is null then '{"actor":{"kind":"system","part":"'
        else '{"actor":{"body":"' || body || '","kind":"person","person":"' end, person, '","role":"' || role,
      '"},"at":"', to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), '","commitments":{"payload":"',
      encode(sha256(sha256(salt || convert_to(E'payload\n' || act_id, 'UTF8')) || convert_to(payload, 'UTF8')), 'hex'),
      '","state":[', state, ']},"id":"', act_id, '","prev":', coalesce('"' || encode(before, 'hex') || '"', 'null'),
      ',"retainClass":"', class, '","ruleVersion":', to_json(rule), ',"stream":', to_json(the_stream),
      ',"streamSeq":', coalesce(seq, 0), ',"subjects":[', about, '],"type":"', act_type, '","v":1}'), 'UTF8');
  hash := sha256('\x00'::bytea || bytes);
  if seq is null then
    insert into ledger.stream_head (stream, next_seq, last_leaf, salt, key_seed)
      values (the_stream, 1, hash, salt, seed) on conflict (stream) do nothing;
    if not found then
      -- It stands, or another transaction began it a moment before: this one is tried again after it.
      raise exception 'the stream stands' using errcode = 'SL006';
    end if;
  else
    update ledger.stream_head h set next_seq = seq + 1, last_leaf = hash where h.stream = the_stream;
  end if;
  insert into ledger.outbox (entry_id, xid, stream, stream_seq, entry, leaf_hash, sealed, type, at, subjects)
    select act_id, pg_current_xact_id(), the_stream, coalesce(seq, 0), bytes, hash, sealed, t.type,
      date_trunc('milliseconds', moment), about_keys
    from ledger.act_type t where t.type = act_type
      and (t.tables = '{}' or t.tables && row_tables) and octet_length(bytes) <= 65535;
  if not found then
    perform ledger.refuse(case when octet_length(bytes) > 65535 then 'entry-too-large'
      when exists (select from ledger.act_type t where t.type = act_type) then 'row-missing' else 'act-type' end);
  end if;
  return concat(coalesce(seq, 0), ' ', encode(hash, 'hex'));
end
$$;

revoke execute on function
  ledger.flush_one(timestamptz, text, bytea, bytea, text[], text[], text[], text[], text[], text, text, text, text, text,
    text, text, text, bytea, boolean) from public;
grant execute on function
  ledger.flush_one(timestamptz, text, bytea, bytea, text[], text[], text[], text[], text[], text, text, text, text, text,
    text, text, text, bytea, boolean) to sluice_app;

-- Compressed here, an entry of many calls was opened again a moment later when it was moved; what is sealed has nothing
-- to compress.
alter table ledger.outbox alter column entry set storage external, alter column sealed set storage external;
alter table ledger.payload alter column sealed set storage external;
