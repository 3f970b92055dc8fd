-- Corrected quarantine files: which batch they mend and which of its lines, so that no line is added twice.

alter table vault.batch add column corrects text references vault.batch (id);
alter table vault.batch add column corrected_lines jsonb;
create index batch_correcting on vault.batch (corrects) where corrects is not null;
