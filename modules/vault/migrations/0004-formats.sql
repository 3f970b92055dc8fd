-- Workbooks, JSON and archives are taken in as what they are; they become delimited text on their way to the engine.

alter table vault.batch drop constraint batch_format_check;
alter table vault.batch add constraint batch_format_check check (format in ('csv', 'parquet', 'xlsx', 'json', 'zip'));
