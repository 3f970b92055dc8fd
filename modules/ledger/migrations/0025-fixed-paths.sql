-- What these functions call is what PostgreSQL brings, whatever a session's search path says: somebody who may make a
-- function elsewhere could otherwise put one of the same name before it. The door's functions had this from the
-- beginning, and what only they call runs under theirs (`digests` and `state_of` are written anew with each guard).
alter function ledger.require_entry() set search_path = pg_catalog, pg_temp;
alter function ledger.refuse_truncate() set search_path = pg_catalog, pg_temp;
alter function ledger.audit_rows(text, text[], text[]) set search_path = pg_catalog, pg_temp;
alter function ledger.projection(regclass, text[]) set search_path = pg_catalog, pg_temp;
alter function ledger.digest_branch(ledger.guarded[]) set search_path = pg_catalog, pg_temp;
alter function ledger.state_branch(ledger.guarded[]) set search_path = pg_catalog, pg_temp;
alter function ledger.write_digest_rows() set search_path = pg_catalog, pg_temp;
alter function ledger.guard(text, text[]) set search_path = pg_catalog, pg_temp;
alter function ledger.check_writer(smallint, text, bytea, xid) set search_path = pg_catalog, pg_temp;
alter function ledger.is_own_part(xid) set search_path = pg_catalog, pg_temp;
alter function ledger.refuse(text) set search_path = pg_catalog, pg_temp;
alter function ledger.project(jsonb, text[]) set search_path = pg_catalog, pg_temp;
alter function ledger.reach_forward(integer[], smallint[], integer) set search_path = pg_catalog, pg_temp;
alter function ledger.reach_back(integer[], smallint[], integer) set search_path = pg_catalog, pg_temp;
