import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { Findings } from './finding.ts';

/** Settings of a role or database that change how long or how fast, not what is found. The program itself makes none. */
const HARMLESS =
  '^(log_.*|auto_explain\\..*|pg_stat_statements\\..*|pgaudit\\..*|.*_timeout|tcp_.*|.*_cost|effective_.*|max_parallel_.*|track_.*|jit.*|.*_mem|temp_.*|hash_mem_multiplier|application_name|client_encoding|client_min_messages|timezone|datestyle|intervalstyle|bytea_output|synchronous_commit|default_statistics_target)$';

/** What lies around the program's schemas: roles, their settings, and functions that stand in the place of PostgreSQL's. */
export async function auditSurroundings(db: Db, findings: Findings): Promise<void> {
  for (const look of [findRoles, findSettings, findImpostors])
    for (const place of await look(db)) findings.add('door-changed', place);
}

/**
 * The serving role is a member of none, and is nothing that stands above rights; nor is who serves by being its member,
 * unless one role migrates and serves.
 */
async function findRoles(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ place: string }>`
    with owner as (select nspowner as oid from pg_namespace where nspname = 'ledger'),
    serving as (
      select r.* from pg_roles r, owner w
      where r.oid <> w.oid and (r.rolname in ('sluice_app', current_user) or (not r.rolsuper and pg_has_role(r.oid, 'sluice_app', 'usage')))),
    dangerous as (
      select oid, rolname from pg_roles where oid in (select oid from owner)
        or rolname in ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program'))
    select 'role ' || s.rolname || ' (member of ' || d.rolname || ')' as place
      from serving s join dangerous d on pg_has_role(s.oid, d.oid, 'member') and not s.rolsuper
    union
    select 'role sluice_app (member of ' || pg_get_userbyid(m.roleid) || ')' from pg_auth_members m
      where m.member = 'sluice_app'::regrole
    union
    select 'role ' || s.rolname || ' (' || a.name || ')' from serving s,
      lateral (values ('superuser', s.rolsuper), ('bypassrls', s.rolbypassrls), ('replication', s.rolreplication),
        ('createrole', s.rolcreaterole and s.rolname = 'sluice_app')) a(name, has) where a.has
    order by 1`.execute(db.q);
  return rows.map((row) => row.place);
}

async function findSettings(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ place: string }>`
    select 'setting ' || split_part(c, '=', 1) || ' ('
      || case s.setrole when 0 then 'database' else pg_get_userbyid(s.setrole)::text end || ')' as place
    from pg_db_role_setting s, unnest(s.setconfig) c
    where s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
      and (s.setrole in (0, 'sluice_app'::regrole::oid, quote_ident(current_user)::regrole::oid)
        or s.setrole = (select nspowner from pg_namespace where nspname = 'ledger')
        or s.setrole in (select member from pg_auth_members where roleid = 'sluice_app'::regrole))
      and lower(split_part(c, '=', 1)) !~ ${HARMLESS}
    union all
    select 'setting session_replication_role (server)' where current_setting('session_replication_role') <> 'origin'
    order by 1`.execute(db.q);
  return rows.map((row) => row.place);
}

/** A function or operator that somebody made beside one that PostgreSQL brings, or in its place. */
async function findImpostors(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ place: string }>`
    select 'pg_catalog.' || p.proname as place from pg_proc p
    where p.pronamespace = 'pg_catalog'::regnamespace
      and (p.oid >= 16384 and exists (select from pg_proc b
            where b.pronamespace = p.pronamespace and b.proname = p.proname and b.oid < 16384)
        or p.oid < 16384 and p.prolang not in (select oid from pg_language where lanname in ('internal', 'c', 'sql')))
    union
    select 'pg_catalog.' || o.oprname from pg_operator o
    where o.oprnamespace = 'pg_catalog'::regnamespace and o.oid >= 16384
      and exists (select from pg_operator b
        where b.oprnamespace = o.oprnamespace and b.oprname = o.oprname and b.oid < 16384)
    order by 1`.execute(db.q);
  return rows.map((row) => row.place);
}
