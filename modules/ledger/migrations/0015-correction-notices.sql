-- Who used a batch is told when its correction has come (QUA-07), each of them once, in the order of the log.
alter table ledger.notice drop constraint notice_ground_check;
alter table ledger.notice add constraint notice_ground_check
  check (ground in ('record-disputed', 'source-withdrawn', 'record-corrected'));
create index notice_reference on ledger.notice (reference, ground);

-- How far the log has been looked through for corrections. Those of before this release are not told afterwards.
create table ledger.correction_told (
  one boolean primary key default true check (one),
  next_idx bigint not null
);
insert into ledger.correction_told (next_idx) select size from ledger.head;
grant select, update on ledger.correction_told to sluice_app;
