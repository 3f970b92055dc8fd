-- What the texts have done again and again while an operator runs: reports, evaluations, reviews, checks, drills. Which of
-- them, by whom and how often is told by the profile; here stands what was done. A line is never changed.
create table "authorization".duty_record (
  id text primary key,
  jurisdiction text not null,
  agreement_id text not null references "authorization".operation_agreement (id),
  duty text not null check (duty in ('operator-report', 'operator-evaluation', 'compliance-review', 'security-check', 'drill')),
  performed_on date not null,
  person text not null,
  body text not null,
  -- The body that took part, where the text wants a check made jointly.
  joint_body text,
  outcome text not null check (outcome in ('done', 'passed', 'failed')),
  finding text not null,
  -- Text by part of a report.
  parts jsonb not null
);
create index duty_record_agreement on "authorization".duty_record (agreement_id, duty, performed_on);
grant select, insert on "authorization".duty_record to sluice_app;
select ledger.guard('authorization.duty_record');
select ledger.write_digest_rows();
