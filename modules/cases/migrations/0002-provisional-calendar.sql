-- A year that the State Council has not yet named may be counted provisionally, from the days that the law itself names.
-- True or null: years that stand there keep the digests of their rows.
alter table cases.calendar_year add column provisional boolean check (provisional);
select ledger.write_digest_rows();
