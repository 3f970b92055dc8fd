-- What is derived from the log, for questions: where data came from, where it went, who did what.
-- Nothing here is evidence: a projector fills it from the log, and it can be thrown away and made again.

-- A thing on the way from source to buyer, or (with `field`) one field or column of it.
create table ledger.lineage_node (
  no integer generated always as identity primary key,
  kind text not null,
  id text not null,
  field text not null default '',
  -- Under whose rules it came to be, and whose it is: who may see it, and who is told.
  jurisdiction text,
  body text,
  unique (id, field, kind)
);

-- `source` lies upstream. Numbers instead of names: a graph of ten million edges stays in memory.
create table ledger.lineage_edge (
  source integer not null,
  target integer not null,
  rel smallint not null,
  -- How many entries say so, the first and the last of them.
  entries integer not null,
  first_idx bigint not null,
  last_idx bigint not null,
  primary key (source, target, rel)
);
create index lineage_edge_back on ledger.lineage_edge (target, source, rel);

-- Columns of the log that a search asks by; the log table itself is never changed.
create table ledger.log_index (
  idx bigint primary key,
  at timestamptz not null,
  type text not null,
  jurisdiction text,
  person text,
  body text
);
create index log_index_at on ledger.log_index (at, idx);
create index log_index_type on ledger.log_index (type, idx);
create index log_index_jurisdiction on ledger.log_index (jurisdiction, idx) where jurisdiction is not null;
create index log_index_person on ledger.log_index (person, idx) where person is not null;
create index log_index_body on ledger.log_index (body, idx) where body is not null;

-- How far of the log is in the tables above.
create table ledger.projection (
  one boolean primary key default true check (one),
  next_idx bigint not null default 0
);
insert into ledger.projection default values;

grant select, insert, update, delete, truncate on
  ledger.lineage_node, ledger.lineage_edge, ledger.log_index to sluice_app;
grant select, update on ledger.projection to sluice_app;

-- All that can be reached from `seeds`, nearest first, at most `bound` nodes. Each node is visited once. The settings
-- keep the planner at the index: its estimate of a recursion is a guess, and a hash of the whole graph costs seconds.
create function ledger.reach_forward(seeds integer[], rels smallint[], bound integer) returns table (no integer)
language sql stable
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
as $$
  with recursive reach(no) as (
    select unnest(seeds)
    union
    select e.target from reach r join ledger.lineage_edge e on e.source = r.no where e.rel = any(rels)
  )
  select reach.no from reach limit bound
$$;

create function ledger.reach_back(seeds integer[], rels smallint[], bound integer) returns table (no integer)
language sql stable
set enable_hashjoin = off
set enable_mergejoin = off
set enable_seqscan = off
as $$
  with recursive reach(no) as (
    select unnest(seeds)
    union
    select e.source from reach r join ledger.lineage_edge e on e.target = r.no where e.rel = any(rels)
  )
  select reach.no from reach limit bound
$$;

-- Who was told that a source is disputed or withdrawn (QUA-07): one row per owner, with what of theirs it reaches.
create table ledger.notice (
  id text primary key,
  origin_kind text not null,
  origin text not null,
  ground text not null check (ground in ('record-disputed', 'source-withdrawn')),
  reference text not null,
  jurisdiction text not null,
  body text not null,
  -- Ids of the owner's things by kind, at most a hundred of each, and how many there are.
  objects jsonb not null,
  counts jsonb not null,
  -- Size of the log that the graph was drawn from.
  log_size bigint not null,
  sent_at timestamptz not null
);
create index notice_body on ledger.notice (body, sent_at);
grant select, insert on ledger.notice to sluice_app;
select ledger.guard('ledger.notice');
