-- A name to show for a case; cases that stand there are shown by what they decide.
alter table cases.case_file add column title text;
create index case_file_proposer on cases.case_file (proposer_body, jurisdiction, opened_at);
select ledger.write_digest_rows();

-- Who has to do what now. Derived from the case in the transaction that moves it, and made anew for a case that has none:
-- not under guard, because every fact of it stands in guarded rows.
create table cases.task (
  id text primary key,
  case_id text not null references cases.case_file (id),
  act text not null,
  kind text not null,
  jurisdiction text not null,
  role text not null,
  -- '' for any body of the role.
  body text not null,
  -- '' for any person of the body.
  person text not null,
  -- Who may not do it, because it is their own case; '' where the proposer has to act.
  not_body text not null,
  not_person text not null,
  step text not null,
  step_title text not null,
  step_title_en text not null,
  started_on date not null,
  due_on date not null,
  yellow_on date not null
);
create index task_worklist on cases.task (jurisdiction, role, body, due_on, id);
create index task_case on cases.task (case_id);
grant select, insert, update, delete on cases.task to sluice_app;
