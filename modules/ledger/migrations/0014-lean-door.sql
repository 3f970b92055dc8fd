-- The door as before, in fewer steps. Every expression of a function is set up anew in each transaction, and that cost
-- more than what the door does: what belongs together is said in one expression or one statement.

create or replace function ledger.require_entry() returns trigger
language plpgsql
as $$
begin
  if tg_op = 'UPDATE' and tg_argv[1] <> '{}' then
    if to_jsonb(new) - tg_argv[1]::text[] = to_jsonb(old) - tg_argv[1]::text[] then
      return null;
    end if;
  end if;
  if (tg_op = 'DELETE' or exists (
        select from ledger.row_state r
        where r.table_no = tg_argv[0]::smallint and r.id = new.id and r.xid = pg_current_xact_id()))
    and (tg_op = 'INSERT' or tg_op = 'UPDATE' and new.id = old.id or exists (
        select from ledger.row_state r
        where r.table_no = tg_argv[0]::smallint and r.id = old.id and r.xid = pg_current_xact_id())) then
    return null;
  end if;
  raise exception 'a ledgered row changed without an entry that declares it'
    using errcode = 'SL001', schema = tg_table_schema, table = tg_table_name,
      constraint = case when exists (select from ledger.outbox where xid = pg_current_xact_id())
        then 'row-not-declared' else 'no-entry' end;
end
$$;

drop function ledger.flush(timestamptz, text[], bytea[], bytea[], int[], text[], text[], int[], text[], text[], text[],
  text[], text[], int[], text[], text[], text[], text[], bytea[]);

-- Writes the entries of a transaction: locks the stream heads in the order given, digests the changed rows, builds the
-- canonical JSON of each entry from its parts, inserts entries and row states, moves the heads on.
--   streams, salts, seeds      streams; salt and seed are taken for a stream that is new
--   row_acts, row_tables, row_ids        changed rows with the places of their acts, grouped by table, acts in order
--   subject_acts … subject_rels          subjects with the places of their acts, in order
--   act_ids … sealed                     the acts; `actors` has three each: person, body, role, or a part of the system
--   last                       the commit is already on its way behind this statement
-- Where a stream has another seed than the one given, payloads have to be sealed anew: then nothing is written and the
-- seeds are answered, or SL006 raised where it is the last statement.
-- Refuses (SL003) an act that is not on the list, a row that this transaction did not change, an act without a row of the
-- tables that its type asks for, parts of a wrong shape, a payload that is not sealed.
create function ledger.flush(
  moment timestamptz, streams text[], salts bytea[], seeds bytea[],
  row_acts int[], row_tables text[], row_ids text[],
  subject_acts int[], subject_kinds text[], subject_ids text[], subject_rels text[],
  act_ids text[], act_types text[], act_streams int[], actors text[], rules text[], classes text[],
  payloads text[], sealed bytea[], last boolean default false,
  out seqs bigint[], out leaves text[], out known_seeds text[])
language plpgsql
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  own xid := pg_current_xact_id()::xid;
  row_count int := coalesce(cardinality(row_ids), 0);
  subject_count int := coalesce(cardinality(subject_ids), 0);
  subjects_read int := 0;
  next_seqs bigint[];
  last_leaves bytea[];
  begun bigint[];
  states text[];
  named text[];
  stale boolean := false;
  head_seq bigint;
  head_leaf bytea;
  head_salt bytea;
  head_seed bytea;
  about text;
  about_keys text[];
  actor text;
  first int := 1;
  final int;
  group_salts bytea[];
  number smallint;
  digested bytea[];
  writers xid[];
  piece record;
  s int;
  count int;
  sound boolean;
  bytes bytea;
  leaf bytea;
begin
  -- The text of a row depends on the first three; connections have them already, and asking is cheaper than setting. The
  -- last holds to the end of the transaction, for the guard too: plans are made when tables are nearly empty and kept by
  -- the connection, and reading a whole table was right only then.
  if current_setting('timezone') <> 'UTC' or current_setting('bytea_output') <> 'hex'
    or current_setting('intervalstyle') <> 'iso_8601' or set_config('enable_seqscan', 'off', true) = '' then
    perform set_config('timezone', 'UTC', true), set_config('bytea_output', 'hex', true),
      set_config('intervalstyle', 'iso_8601', true), set_config('enable_seqscan', 'off', true);
  end if;
  for i in 1 .. cardinality(streams) loop
    select h.next_seq, h.last_leaf, h.salt, h.key_seed into head_seq, head_leaf, head_salt, head_seed
      from ledger.stream_head h where h.stream = streams[i] for update;
    if found then
      salts[i] := head_salt;
      if head_seed is distinct from seeds[i] then
        stale := true;
        seeds[i] := head_seed;
      end if;
    else
      if (streams[i] !~ '[^!-~]' and octet_length(salts[i]) = 32 and octet_length(seeds[i]) = 32
          and strpos(streams[i], ':') between 2 and 33
          and translate(split_part(streams[i], ':', 1), 'abcdefghijklmnopqrstuvwxyz-', '') = ''
          and octet_length(streams[i]) - strpos(streams[i], ':') between 1 and 120) is not true then
        perform ledger.refuse('stream');
      end if;
      head_seq := 0;
      head_leaf := null;
    end if;
    next_seqs[i] := head_seq;
    last_leaves[i] := head_leaf;
  end loop;
  begun := next_seqs;
  if stale then
    if last then
      raise exception 'a stream has another seed' using errcode = 'SL006';
    end if;
    select array_agg(encode(u.seed, 'hex') order by u.o) into known_seeds from unnest(seeds) with ordinality u(seed, o);
    return;
  end if;

  while first <= row_count loop
    final := first;
    while final < row_count and row_tables[final + 1] = row_tables[first] loop
      final := final + 1;
    end loop;
    if first = final then
      group_salts := array[salts[act_streams[row_acts[first]]]];
    else
      select array_agg(salts[act_streams[u.act]] order by u.o) into group_salts
        from unnest(row_acts[first : final]) with ordinality u(act, o);
    end if;
    if array_position(group_salts, null) is not null then
      perform ledger.refuse('act');
    end if;
    select d.number, d.digests, d.writers into number, digested, writers
      from ledger.digests(row_tables[first], row_ids[first : final], group_salts) d;
    if (own = all (writers)) is not true then
      -- A savepoint's part of this transaction, a row that is gone, or one that was not changed.
      for place in 1 .. cardinality(writers) loop
        if digested[place] is null then
          if not exists (select from ledger.row_state r where r.table_no = number and r.id = row_ids[first + place - 1]) then
            perform ledger.refuse('row-unknown');
          end if;
        elsif writers[place] <> own and not ledger.is_own_part(writers[place]) then
          perform ledger.refuse('row-not-changed');
        end if;
      end loop;
    end if;
    if first = final then
      s := row_acts[first];
      states[s] := concat(states[s] || ',', '{"digest":', coalesce('"' || encode(digested[1], 'hex') || '"', 'null'),
        ',"id":', to_json(row_ids[first]), ',"table":', to_json(row_tables[first]), '}');
      named[s] := concat(named[s], ' ', row_tables[first]);
      insert into ledger.row_state (table_no, id, entry_id, xid)
        values (number, row_ids[first], act_ids[s], pg_current_xact_id())
        on conflict (table_no, id) do update set entry_id = excluded.entry_id, xid = excluded.xid;
    else
      for piece in
        select u.act, string_agg(concat('{"digest":', coalesce('"' || encode(u.digest, 'hex') || '"', 'null'),
          ',"id":', to_json(u.id), ',"table":', to_json(row_tables[first]), '}'), ',' order by u.o) as said
        from unnest(row_acts[first : final], row_ids[first : final], digested) with ordinality u(act, id, digest, o)
        group by u.act
      loop
        states[piece.act] := concat(states[piece.act] || ',', piece.said);
        named[piece.act] := concat(named[piece.act], ' ', row_tables[first]);
      end loop;
      insert into ledger.row_state (table_no, id, entry_id, xid)
        select distinct on (u.id) number, u.id, act_ids[u.act], pg_current_xact_id()
        from unnest(row_ids[first : final], row_acts[first : final]) u(id, act) order by u.id, u.act desc
        on conflict (table_no, id) do update set entry_id = excluded.entry_id, xid = excluded.xid;
    end if;
    first := final + 1;
  end loop;

  for i in 1 .. cardinality(act_ids) loop
    s := act_streams[i];
    about := '';
    about_keys := '{}';
    if subject_count > 0 then
      select coalesce(string_agg(concat('{"id":', to_json(u.id), ',"kind":"', u.kind, '","rel":"', u.rel, '"}'), ',' order by u.o), ''),
          coalesce(array_agg(distinct u.kind || ':' || u.id), '{}'), count(*),
          coalesce(bool_and((length(u.kind) between 1 and 32
            and translate(u.kind, 'abcdefghijklmnopqrstuvwxyz-', '') = '' and u.rel in ('about', 'uses', 'for')
            and length(u.id) between 1 and 200) is true), true)
        into about, about_keys, count, sound
        from unnest(subject_acts, subject_kinds, subject_ids, subject_rels) with ordinality u(act, kind, id, rel, o)
        where u.act = i;
      if not sound then
        perform ledger.refuse('subject');
      end if;
      subjects_read := subjects_read + count;
    end if;
    if actors[3 * i - 1] is null and actors[3 * i] is null then
      actor := '{"kind":"system","part":"' || actors[3 * i - 2] || '"}';
    else
      actor := '{"body":"' || actors[3 * i - 1] || '","kind":"person","person":"' || actors[3 * i - 2]
        || '","role":"' || actors[3 * i] || '"}';
    end if;
    -- Nothing that JSON would write in another way: these stand in the entry as they are. (No regular expressions here:
    -- each costs more than all the rest.)
    if (actor is not null and octet_length(concat(actors[3 * i - 2], actors[3 * i - 1], actors[3 * i])) between 1 and 360
        and to_json(concat(actors[3 * i - 2], actors[3 * i - 1], actors[3 * i], act_ids[i]))::text
          = concat('"', actors[3 * i - 2], actors[3 * i - 1], actors[3 * i], act_ids[i], '"')
        and octet_length(actor) = length(actor)
        and octet_length(act_ids[i]) between 5 and 80 and starts_with(act_ids[i], 'ent_')
        and classes[i] in ('evidence', 'network-log', 'operation')
        and octet_length(rules[i]) between 1 and 200 and isfinite(moment)
        and (sealed[i] is null) = (seeds[s] is null)
        and coalesce(octet_length(sealed[i]) > octet_length(payloads[i]), true)) is not true then
      perform ledger.refuse('act');
    end if;
    bytes := convert_to(
      '{"actor":' || actor || ',"at":"' || to_char(moment, 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      || '","commitments":{"payload":"'
      || encode(sha256(sha256(salts[s] || convert_to(E'payload\n' || act_ids[i], 'UTF8')) || convert_to(payloads[i], 'UTF8')), 'hex')
      || '","state":[' || coalesce(states[i], '') || ']},"id":"' || act_ids[i] || '","prev":'
      || coalesce('"' || encode(last_leaves[s], 'hex') || '"', 'null')
      || ',"retainClass":"' || classes[i] || '","ruleVersion":' || to_json(rules[i])::text
      || ',"stream":' || to_json(streams[s])::text || ',"streamSeq":' || next_seqs[s]
      || ',"subjects":[' || about || '],"type":"' || act_types[i] || '","v":1}', 'UTF8');
    leaf := sha256('\x00'::bytea || bytes);
    insert into ledger.outbox (entry_id, xid, stream, stream_seq, entry, leaf_hash, sealed, type, at, subjects)
      select act_ids[i], pg_current_xact_id(), streams[s], next_seqs[s], bytes, leaf, sealed[i], t.type,
        date_trunc('milliseconds', moment), about_keys
      from ledger.act_type t where t.type = act_types[i]
        and (t.tables = '{}' or t.tables && string_to_array(named[i], ' ')) and octet_length(bytes) <= 65535;
    if not found then
      perform ledger.refuse(case when bytes is null then 'act'
        when octet_length(bytes) > 65535 then 'entry-too-large'
        when exists (select from ledger.act_type t where t.type = act_types[i]) then 'row-missing' else 'act-type' end);
    end if;
    seqs[i] := next_seqs[s];
    leaves[i] := encode(leaf, 'hex');
    next_seqs[s] := next_seqs[s] + 1;
    last_leaves[s] := leaf;
  end loop;
  if subjects_read < subject_count then
    perform ledger.refuse('subject');
  end if;

  for i in 1 .. cardinality(streams) loop
    if begun[i] = 0 then
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

revoke execute on function
  ledger.flush(timestamptz, text[], bytea[], bytea[], int[], text[], text[], int[], text[], text[], text[], text[], text[],
    int[], text[], text[], text[], text[], bytea[], boolean) from public;
grant execute on function
  ledger.flush(timestamptz, text[], bytea[], bytea[], int[], text[], text[], int[], text[], text[], text[], text[], text[],
    int[], text[], text[], text[], text[], bytea[], boolean) to sluice_app;
