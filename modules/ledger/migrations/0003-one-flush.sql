-- One round trip for the evidence of a transaction: the database builds the entries, because only it knows, at that
-- moment, where each stream stands and what each changed row looks like.

-- Payloads wait with their entries and are moved with them.
alter table ledger.outbox add column sealed bytea;
-- What is sealed does not become smaller, and trying costs more than the insert.
alter table ledger.outbox alter column sealed set storage external;
alter table ledger.payload alter column sealed set storage external;

-- The meaning of a row of one table as text, the same as `ledger.project` gives, without a function call per row:
-- columns without those ignored and without nulls. Only top-level nulls go, so columns that hold objects are put in whole.
create function ledger.projection(target regclass, ignored text[]) returns text
language sql stable
as $$
  with columns as (
    select a.attname::text as name, a.attnum,
      coalesce(e.typtype, t.typtype) = 'c' or coalesce(e.oid, t.oid) in ('json'::regtype, 'jsonb'::regtype) as whole
    from pg_attribute a
    join pg_type t on t.oid = a.atttypid
    left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attname <> all (ignored)
  )
  select '(jsonb_strip_nulls(to_jsonb(t)'
    || coalesce(' - ' || quote_literal((ignored || (select array_agg(name order by attnum) from columns where whole))::text)
         || '::text[]', '')
    || ')'
    || coalesce((select string_agg(format(
         ' || case when t.%1$I is null or to_jsonb(t.%1$I) = ''null''::jsonb then ''{}''::jsonb else jsonb_build_object(%1$L, t.%1$I) end',
         name), '' order by attnum) from columns where whole), '')
    || ')::text'
$$;
revoke execute on function ledger.projection(regclass, text[]) from public;

-- The branches of `ledger.digests` for some tables in order of their names: halved again and again, because trying
-- each name in turn costs more than the digest.
create function ledger.digest_branch(tables ledger.guarded[]) returns text
language sql stable
as $$
  select case cardinality(tables)
    when 0 then ''
    when 1 then format(
      'if name = %1$L then
         number := %2$s;
         if cardinality(ids) > 3 then
           -- Row by row: a join would be planned as a scan of the whole table.
           select array_agg((select sha256(u.s || convert_to(%3$L || u.i || E''\n'' || %4$s, ''UTF8''))
               from %5$s t where t.id = u.i) order by u.o) into digests
             from unnest(ids, salts) with ordinality u(i, s, o);
           return;
         end if;
         for place in 1 .. cardinality(ids) loop
           select sha256(salts[place] || convert_to(%3$L || ids[place] || E''\n'' || %4$s, ''UTF8''))
             into one from %5$s t where t.id = ids[place];
           digests := digests || one;
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
revoke execute on function ledger.digest_branch(ledger.guarded[]) from public;

-- Writes `ledger.digests(table, ids, salts)`: number of the table and state digests of its current rows in the order
-- of `ids`, null where a row is gone. A digest is sha256(salt ‖ table ‖ '/' ‖ id ‖ LF ‖ projection). To be called again
-- by a migration that changes the columns of a table under guard.
create or replace function ledger.write_digest_rows() returns void
language plpgsql
as $$
declare
  branches text;
begin
  select ledger.digest_branch(coalesce(array_agg(g order by g.table_name collate "C"), '{}')) into branches from ledger.guarded g;
  execute format(
    'create or replace function ledger.digests(name text, ids text[], salts bytea[], out number smallint, out digests bytea[])
     language plpgsql stable as $f$
     declare
       one bytea;
     begin
       digests := ''{}'';
       %s
       raise exception ''table is not under guard'' using errcode = ''SL002'',
         schema = split_part(name, ''.'', 1), table = split_part(name, ''.'', 2);
     end $f$', branches);
end
$$;
select ledger.write_digest_rows();

create or replace function ledger.audit_rows(name text, ids text[], streams text[])
returns table (ord int, digest bytea)
language plpgsql stable
set timezone = 'UTC'
set bytea_output = 'hex'
set intervalstyle = 'iso_8601'
as $$
begin
  return query
    select x.place::int, x.digest from (
      select d.digests from (
        select array_agg(u.id order by u.place) as row_ids, array_agg(coalesce(h.salt, '') order by u.place) as salts
        from unnest(ids, streams) with ordinality u(id, stream, place)
        left join ledger.stream_head h on h.stream = u.stream
      ) a, ledger.digests(name, a.row_ids, a.salts) d
    ) b, unnest(b.digests) with ordinality x(digest, place);
end
$$;

-- Writes the entries of a transaction: locks the stream heads in sorted order, digests the changed rows, builds the
-- canonical JSON of each entry from its pieces, inserts entries and row states, moves the heads on.
--   streams, salts, seeds      sorted streams; salt and seed are taken for a stream that is new
--   tables, table_ends         the rows of tables[t] are those up to place table_ends[t]
--   row_acts, row_ids, row_tails, row_last
--                              the act of each row, its id, the JSON after its digest, whether no later act names it
--   act_ids, act_streams, openings, middles, befores, tails, payloads, sealed
--                              the pieces around payload commitment, state, previous leaf and place in the stream
-- Writes nothing and answers the seeds instead where a stream has another seed than the one given: payloads then have
-- to be sealed again.
create function ledger.flush(
  streams text[], salts bytea[], seeds bytea[], tables text[], table_ends int[],
  row_acts int[], row_ids text[], row_tails text[], row_last boolean[],
  act_ids text[], act_streams int[], openings text[], middles text[], befores text[], tails text[],
  payloads bytea[], sealed bytea[],
  out seqs bigint[], out leaves text[], out known_seeds text[])
language plpgsql
set timezone = 'UTC'
set bytea_output = 'hex'
set intervalstyle = 'iso_8601'
as $$
declare
  next_seqs bigint[] := '{}';
  last_leaves bytea[] := '{}';
  found_seeds text[] := '{}';
  isnew boolean[] := '{}';
  stale boolean := false;
  head_seq bigint;
  head_leaf bytea;
  head_salt bytea;
  head_seed bytea;
  row_salts bytea[];
  digested bytea[];
  digests bytea[] := '{}';
  state text;
  found_no smallint;
  table_nos smallint[] := '{}';
  states text[] := array_fill(''::text, array[cardinality(act_ids)]);
  places bigint[] := '{}';
  place bigint;
  done int := 0;
  s int;
  a int;
  bytes bytea;
  leaf bytea;
begin
  for i in 1 .. cardinality(streams) loop
    select h.next_seq, h.last_leaf, h.salt, h.key_seed into head_seq, head_leaf, head_salt, head_seed
      from ledger.stream_head h where h.stream = streams[i] for update;
    if not found then
      -- Two transactions may begin the same stream: the second waits here for the end of the first.
      perform pg_advisory_xact_lock(7258465, hashtext(streams[i]));
      select h.next_seq, h.last_leaf, h.salt, h.key_seed into head_seq, head_leaf, head_salt, head_seed
        from ledger.stream_head h where h.stream = streams[i] for update;
    end if;
    if found then
      stale := stale or head_seed is distinct from seeds[i];
      found_seeds := found_seeds || encode(head_seed, 'hex');
      salts[i] := head_salt;
      next_seqs := next_seqs || head_seq;
      last_leaves := last_leaves || head_leaf;
      isnew := isnew || false;
    else
      found_seeds := found_seeds || encode(seeds[i], 'hex');
      next_seqs := next_seqs || 0::bigint;
      last_leaves := last_leaves || null::bytea;
      isnew := isnew || true;
    end if;
  end loop;
  if stale then
    known_seeds := found_seeds;
    return;
  end if;

  for t in 1 .. cardinality(tables) loop
    select array_agg(salts[act_streams[u.act]] order by u.o) into row_salts
      from unnest(row_acts[done + 1 : table_ends[t]]) with ordinality u(act, o);
    select d.number, d.digests into found_no, digested
      from ledger.digests(tables[t], row_ids[done + 1 : table_ends[t]], row_salts) d;
    digests := digests || digested;
    table_nos := table_nos || array_fill(found_no, array[table_ends[t] - done]);
    done := table_ends[t];
  end loop;
  if done > 0 then
    for a, state in
      select u.act, string_agg(coalesce('{"digest":"' || encode(u.digest, 'hex') || '"', '{"digest":null') || u.tail, ',' order by u.o)
      from unnest(row_acts, digests, row_tails) with ordinality u(act, digest, tail, o) group by u.act
    loop
      states[a] := state;
    end loop;
  end if;

  for i in 1 .. cardinality(act_ids) loop
    s := act_streams[i];
    bytes := convert_to(
      openings[i]
      || encode(sha256(sha256(salts[s] || convert_to(E'payload\n' || act_ids[i], 'UTF8')) || payloads[i]), 'hex')
      || '","state":[' || states[i] || middles[i]
      || case when last_leaves[s] is null then 'null' else '"' || encode(last_leaves[s], 'hex') || '"' end
      || befores[i] || next_seqs[s] || tails[i], 'UTF8');
    leaf := sha256('\x00'::bytea || bytes);
    insert into ledger.outbox (entry_id, stream, stream_seq, entry, leaf_hash, sealed)
      values (act_ids[i], streams[s], next_seqs[s], bytes, leaf, sealed[i]) returning seq into place;
    places := places || place;
    seqs := seqs || next_seqs[s];
    leaves := leaves || encode(leaf, 'hex');
    next_seqs[s] := next_seqs[s] + 1;
    last_leaves[s] := leaf;
  end loop;

  for i in 1 .. cardinality(streams) loop
    if isnew[i] then
      insert into ledger.stream_head (stream, next_seq, last_leaf, salt, key_seed)
        values (streams[i], next_seqs[i], last_leaves[i], salts[i], seeds[i]);
    else
      update ledger.stream_head h set next_seq = next_seqs[i], last_leaf = last_leaves[i] where h.stream = streams[i];
    end if;
  end loop;

  if cardinality(row_ids) > 0 then
    insert into ledger.row_state (table_no, id, entry_id, outbox_seq)
      select u.n, u.id, act_ids[u.act], places[u.act]
      from unnest(table_nos, row_ids, row_acts, row_last) u(n, id, act, final) where u.final
      on conflict (table_no, id) do update set entry_id = excluded.entry_id, outbox_seq = excluded.outbox_seq;
  end if;
end
$$;

drop function ledger.prepare(text[], bytea[], bytea[], int[], text[], text[]);
drop function ledger.append(text[], text[], bigint[], bytea[], bytea[], bytea[], text[], bigint[], bytea[], text[], text[], int[]);
drop function ledger.digest_rows(text, int[], text[], bytea[]);
