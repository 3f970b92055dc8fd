-- How often the check of a batch was begun and not ended by this program: a file that ends the server is not tried for ever.
create table vault.batch_begun (
  id text primary key references vault.batch (id),
  times integer not null
);
grant select, insert, update, delete on vault.batch_begun to sluice_app;
