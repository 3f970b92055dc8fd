-- What may not be authorized, as a whole or a field of it, with its legal basis and who marked it (JUR-04, AOC-03).

create table catalogue.exclusion (
  id text primary key,
  jurisdiction text not null,
  resource_id text not null references catalogue.resource (id),
  -- The whole resource where no field is named.
  field text,
  ground text not null check (
    ground in ('state-secret', 'national-interest', 'public-safety', 'trade-secret', 'personal-privacy', 'other-law')
  ),
  basis text not null check (btrim(basis) <> ''),
  marked_by text not null,
  marked_body text not null,
  marked_role text not null,
  marked_at timestamptz not null,
  lifted_by text,
  lifted_reason text,
  lifted_at timestamptz
);
create unique index exclusion_standing on catalogue.exclusion (resource_id, coalesce(field, '')) where lifted_at is null;
select ledger.guard('catalogue.exclusion');
grant select, insert, update on catalogue.exclusion to sluice_app;
