-- Which data folder this database belongs to: keys, sealed files and log lie there, so another folder must not serve it.
-- Not under the ledger's guard: it holds no fact of the domain.
create table http.installation (
  id text primary key,
  one boolean not null default true unique check (one)
);
grant select, insert on http.installation to sluice_app;
