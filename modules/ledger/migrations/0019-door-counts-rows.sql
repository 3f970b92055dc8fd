-- A table that is named without a row of it is no changed row: the door for one act asks for as many as the other does.
create or replace function ledger.flush_one(
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
  if coalesce(cardinality(row_tables), 0) <> coalesce(cardinality(row_ids), 0) then
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
