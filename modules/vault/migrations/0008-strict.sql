-- Files that were approved by their digest and structure are taken whole or not at all (SOC-03); null for all others.
alter table vault.batch add column strict boolean check (strict);
