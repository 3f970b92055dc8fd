import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import type { Findings } from './finding.ts';
import type { GuardedTables } from './guarded-tables.ts';
import type { Doors } from './read-doors.ts';

const APP = 'sluice_app';
/** Schemas of the program without a table under guard. */
const OTHERS = ['ledger', 'http', 'outward'];
/** What the serving role may do to tables outside the ledger: there the guard looks at each row. */
const ROWS: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE']);

const schemasOf = (guarded: GuardedTables): readonly string[] => [
  ...new Set([...OTHERS, ...Object.keys(guarded).map((table) => table.split('.')[0] ?? '')]),
];

/** Owners, forms, rights, triggers and rules of everything in the program's schemas. Who may only read changes nothing. */
export async function auditRights(db: Db, doors: Doors, guarded: GuardedTables, findings: Findings): Promise<void> {
  const schemas = schemasOf(guarded);
  const found = (place: string): void => findings.add('door-changed', place);
  await auditForms(db, schemas, found);
  await auditGrants(db, schemas, doors, found);
  await auditTriggers(db, schemas, found);
}

type Found = (place: string) => void;

/** A table is a plain one, shows everyone all of its rows, does what it is told, and is owned as the ledger is. */
async function auditForms(db: Db, schemas: readonly string[], found: Found): Promise<void> {
  const { rows } = await sql<{ place: string }>`
    with ours as (select n.oid, n.nspname, n.nspowner from pg_namespace n where n.nspname = any(${[...schemas]}::text[])),
    owner as (select nspowner as oid from pg_namespace where nspname = 'ledger')
    select o.nspname || '.' || c.relname || ' (' || f.fault || ')' as place
    from pg_class c join ours o on o.oid = c.relnamespace, owner w, lateral (values
      (c.relkind <> 'r', 'no table'),
      (c.relowner <> w.oid, 'owner'),
      (c.relrowsecurity or c.relforcerowsecurity or exists (select from pg_policy p where p.polrelid = c.oid), 'row security'),
      (c.relkind = 'r' and exists (select from pg_rewrite r where r.ev_class = c.oid), 'rule'),
      (exists (select from pg_inherits i where c.oid in (i.inhparent, i.inhrelid)), 'inheritance')) f(holds, fault)
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and f.holds
    union all
    select o.nspname || ' (owner)' from ours o, owner w where o.nspowner <> w.oid or pg_get_userbyid(w.oid) = ${APP}
    union all
    select o.nspname || '.' || p.proname || ' (' || case when o.nspname = 'ledger' then 'owner' else 'function' end || ')'
    from pg_proc p join ours o on o.oid = p.pronamespace, owner w where o.nspname <> 'ledger' or p.proowner <> w.oid
    order by 1`.execute(db.q);
  for (const { place } of rows) found(place);
}

interface Grant {
  readonly schema: string;
  readonly name: string;
  readonly form: 'schema' | 'table' | 'columns';
  readonly role: string;
  readonly right: string;
}

/** All rights beyond reading that somebody has who is not the owner. */
async function auditGrants(db: Db, schemas: readonly string[], doors: Doors, found: Found): Promise<void> {
  const { rows } = await sql<Grant>`
    with ours as (select n.oid, n.nspname, n.nspowner, n.nspacl from pg_namespace n where n.nspname = any(${[...schemas]}::text[])),
    tables as (select o.nspname, c.oid, c.relname, c.relowner, c.relacl
      from pg_class c join ours o on o.oid = c.relnamespace where c.relkind in ('r', 'p', 'v', 'm', 'f')),
    held as (
      select nspname as schema, '' as name, 'schema' as form, a.grantee, nspowner as owner, a.privilege_type as "right"
        from ours, aclexplode(nspacl) a where a.privilege_type = 'CREATE'
      union all
      select nspname, relname, 'table', a.grantee, relowner, a.privilege_type from tables, aclexplode(relacl) a
      union all
      select t.nspname, t.relname, 'columns', a.grantee, t.relowner, a.privilege_type
        from tables t join pg_attribute c on c.attrelid = t.oid, aclexplode(c.attacl) a)
    select distinct schema, name, form, "right",
      case grantee when 0 then 'public' else pg_get_userbyid(grantee)::text end as role
    from held where grantee <> owner and "right" <> 'SELECT' order by schema, name, form, role, "right"`.execute(db.q);
  for (const one of rows) if (!isDue(one, doors)) found(placeOf(one));
}

const isDue = ({ schema, name, form, role, right }: Grant, { rights }: Doors): boolean =>
  role === APP &&
  form !== 'schema' &&
  (schema === 'ledger' ? form === 'table' && rights.get(name)?.has(right) === true : ROWS.has(right));

const placeOf = ({ schema, name, form, role, right }: Grant): string =>
  `${schema}${name && `.${name}`} (${[right.toLowerCase(), ...(form === 'columns' ? ['columns'] : []), ...(role === APP ? [] : [role])].join(', ')})`;

/** Beside the two of each guard, which `auditGuards` looks at, no table has a trigger. */
async function auditTriggers(db: Db, schemas: readonly string[], found: Found): Promise<void> {
  const { rows } = await sql<{ place: string }>`
    select n.nspname || '.' || c.relname || ' (trigger ' || t.tgname || ')' as place
    from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any(${[...schemas]}::text[]) and case when t.tgisinternal then t.tgenabled <> 'O'
      else t.tgname not in ('ledger_guard', 'ledger_no_truncate')
        or not exists (select from ledger.guarded g where to_regclass(g.table_name) = c.oid) end
    order by 1`.execute(db.q);
  for (const { place } of rows) found(place);
}
