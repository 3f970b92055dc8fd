-- Databases, file servers, object storage and brokers besides the three kinds of the beginning (COL-08).
alter table vault.source drop constraint source_kind_check;
alter table vault.source add constraint source_kind_check
  check (kind in ('postgresql', 'mysql', 'sqlserver', 'oracle', 'dm', 'http', 'folder', 'sftp', 's3', 'nats'));
