-- What offices do with a case besides deciding it: panels, joint and added signatures, handing over, reminders, notices
-- for information, deputies, declared interests, hearing before a refusal, examination by another handler.

-- The one person a step is given to, and how often it was begun anew; null for any person, and for the first time.
alter table cases.step add column person text;
alter table cases.step add column round int;
-- 'comment' where the proposer is heard before a refusal; null for a supplement.
alter table cases.pause add column kind text check (kind = 'comment');
-- When a refused case was examined again.
alter table cases.case_file add column reexamined_on date;
-- Who may not do a task: those who did their part of it, and those with an interest in the case.
alter table cases.task add column not_persons text[] not null default '{}';

create table cases.vote (
  id text primary key,
  case_id text not null references cases.case_file (id),
  step text not null,
  round int not null,
  person text not null,
  body text not null,
  outcome text not null check (outcome in ('pass', 'fail')),
  scores jsonb not null,
  reasons jsonb not null,
  at timestamptz not null,
  unique (case_id, step, round, person)
);
grant select, insert on cases.vote to sluice_app;
select ledger.guard('cases.vote');

create table cases.signer (
  id text primary key,
  case_id text not null references cases.case_file (id),
  step text not null,
  round int not null,
  role text not null,
  body text not null,
  -- 'joint': cannot pass against it; 'added': its opinion is asked.
  mode text not null check (mode in ('joint', 'added')),
  asked_by text not null,
  asked_at timestamptz not null,
  reason text not null,
  person text,
  outcome text check (outcome in ('pass', 'fail')),
  reasons jsonb,
  at timestamptz,
  unique (case_id, step, round, role, body)
);
grant select, insert, update on cases.signer to sluice_app;
select ledger.guard('cases.signer');

create table cases.interest (
  id text primary key,
  case_id text not null references cases.case_file (id),
  person text not null,
  body text not null,
  reason text not null,
  at timestamptz not null,
  unique (case_id, person)
);
grant select, insert on cases.interest to sluice_app;
select ledger.guard('cases.interest');

create table cases.notice (
  id text primary key,
  case_id text not null references cases.case_file (id),
  kind text not null check (kind in ('reminder', 'for-information', 'comment-asked')),
  jurisdiction text not null,
  role text not null,
  -- '' for any body of the role, any person of the body.
  body text not null,
  person text not null,
  text text not null,
  from_person text not null,
  from_body text not null,
  at timestamptz not null,
  read_by text,
  read_at timestamptz
);
create index notice_reader on cases.notice (jurisdiction, role, body, at desc);
create index notice_case on cases.notice (case_id, at);
grant select, insert, update on cases.notice to sluice_app;
select ledger.guard('cases.notice');

create table cases.delegation (
  id text primary key,
  jurisdiction text not null,
  role text not null,
  body text not null,
  person text not null,
  deputy text not null,
  from_on date not null,
  until_on date not null,
  reason text not null,
  ended_at timestamptz
);
create index delegation_deputy on cases.delegation (deputy);
create index delegation_person on cases.delegation (person);
grant select, insert, update on cases.delegation to sluice_app;
select ledger.guard('cases.delegation');
select ledger.write_digest_rows();
