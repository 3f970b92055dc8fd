-- Differential privacy: what all answers from one epoch may cost together, whoever asks.
create table gate.budget (
  id text primary key,
  resource_id text not null,
  epoch_id text not null,
  -- Kind of entity that is protected, and zCDP for all answers together.
  unit text not null,
  rho numeric(18, 9) not null check (rho > 0),
  opened_at timestamptz not null,
  unique (resource_id, epoch_id)
);
grant select, insert on gate.budget to sluice_app;
select ledger.guard('gate.budget');

-- One row for each question that was paid, before it runs: what fails afterwards is paid all the same.
create table gate.spend (
  id text primary key,
  budget_id text not null references gate.budget (id),
  resource_id text not null,
  epoch_id text not null,
  grant_id text not null,
  -- The release that the answer becomes; it exists once the run was completed.
  release_id text not null unique,
  question text not null,
  rho numeric(18, 9) not null check (rho > 0),
  spent_at timestamptz not null
);
create index spend_budget on gate.spend (budget_id);
create index spend_data_set on gate.spend (resource_id, epoch_id);
grant select, insert on gate.spend to sluice_app;
select ledger.guard('gate.spend');
