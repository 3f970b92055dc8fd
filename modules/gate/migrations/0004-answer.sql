-- The one answer to a question on one epoch: the published cells, before having, order and limit. Whoever asks the same in
-- any form gets these, and nothing is run again.
create table gate.answer (
  id text primary key,
  release_id text not null references gate.release (id),
  resource_id text not null,
  epoch_id text not null,
  question text not null,
  cells jsonb not null,
  published_at timestamptz not null,
  unique (resource_id, epoch_id, question)
);
grant select, insert on gate.answer to sluice_app;
select ledger.guard('gate.answer');
