-- One person's records are erased or corrected: hidden at once by a vector of ordinals, rewritten after.

create table vault.erasure (
  id text primary key,
  resource_id text not null,
  jurisdiction text not null,
  owner_body text not null,
  kind text not null check (kind in ('erase', 'correct')),
  -- Entity key by which the person is named.
  field text not null,
  -- The person's key and the corrected values, sealed under a service key; gone when it is done.
  subject bytea,
  ground text not null,
  state text not null check (state in ('requested', 'withdrawn', 'hidden', 'finished')),
  requested_by text not null,
  requested_at timestamptz not null,
  approved_by text,
  hidden_at timestamptz,
  -- By then nothing of it may be left under any key.
  due_at timestamptz,
  finished_at timestamptz,
  -- Rows that were taken out of the current data.
  rows bigint,
  epoch_before text,
  epoch_after text,
  key_ids jsonb not null default '[]'
);
create index erasure_of_resource on vault.erasure (resource_id, requested_at desc);
create index erasure_unfinished on vault.erasure (due_at) where state = 'hidden';
grant select, insert, update on vault.erasure to sluice_app;
select ledger.guard('vault.erasure');

-- The deletion vector: rows of a segment with this ordinal are left out wherever it is opened, until it is rewritten.
create table vault.hidden (
  id text primary key,
  erasure_id text not null references vault.erasure (id),
  segment_id text not null,
  field text not null,
  ordinal bigint not null
);
create index hidden_of_segment on vault.hidden (segment_id);
grant select, insert, delete on vault.hidden to sluice_app;
select ledger.guard('vault.hidden');

-- An epoch that held the person: it is opened no more; what was made of it lives on under its key.
alter table vault.epoch drop constraint epoch_state_check;
alter table vault.epoch add constraint epoch_state_check check (state in ('live', 'destroying', 'destroyed', 'erased'));
