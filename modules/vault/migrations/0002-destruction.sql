-- Destruction with two approvers, keys of epochs and workspaces, statistics under seal.

-- Keys that no file stands behind follow the same intent protocol as files do.
alter table vault.file drop constraint file_kind_check;
alter table vault.file add constraint file_kind_check
  check (kind in ('upload', 'segment', 'dictionary', 'quarantine', 'epoch-key', 'workspace-key'));

-- Values of dimensions are data: they lie under the epoch's key; `statistics` keeps counts alone.
-- Null in epochs of before, whose statistics lie open until they are destroyed.
alter table vault.epoch add column sealed_statistics bytea;

-- What a developer's work under a grant is sealed with: one key, gone at the end of the grant.
create table vault.workspace (
  id text primary key,
  grant_id text not null unique,
  jurisdiction text not null,
  state text not null check (state in ('open', 'destroying', 'destroyed')),
  opened_at timestamptz not null
);
grant select, insert, update on vault.workspace to sluice_app;
select ledger.guard('vault.workspace');

create table vault.destruction (
  id text primary key,
  target_kind text not null check (target_kind in ('epoch', 'resource', 'workspace')),
  target_id text not null,
  -- Resource that the data belongs to, or grant that the workspace belongs to.
  owner_id text not null,
  owner_body text,
  jurisdiction text not null,
  ground text not null,
  -- Entry of the act that ordered it where no person asked: the end of a grant.
  ground_entry text,
  requested_by text,
  requested_at timestamptz not null,
  approvals jsonb not null default '[]',
  state text not null check (state in ('requested', 'withdrawn', 'destroying', 'destroyed')),
  epoch_ids jsonb not null default '[]',
  key_ids jsonb not null default '[]',
  -- Sealed files with the digest of their bytes, taken before the keys went.
  ciphertexts jsonb not null default '[]',
  -- Segments that a live epoch still names: they stay, and the certificate says so.
  retained jsonb not null default '[]',
  completed_at timestamptz,
  -- When the last known copy of the keys in an escrow expires; null where there is none.
  escrowed_until timestamptz
);
create unique index destruction_open on vault.destruction (target_kind, target_id) where state in ('requested', 'destroying');
create index destruction_of_owner on vault.destruction (owner_id, requested_at desc);
grant select, insert, update on vault.destruction to sluice_app;
select ledger.guard('vault.destruction');
