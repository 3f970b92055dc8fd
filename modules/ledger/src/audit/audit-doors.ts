import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { actTypes } from '../act-types.ts';
import { migrations } from '../migrations.ts';
import { auditRights } from './audit-rights.ts';
import { auditSurroundings } from './audit-surroundings.ts';
import type { Findings } from './finding.ts';
import type { GuardedTables } from './guarded-tables.ts';
import { readDoors, type Doors } from './read-doors.ts';

/** Tables of which an act of a type must name a changed row; a type that is not in it asks for none. */
export type ActTables = Readonly<Record<string, readonly string[]>>;

export interface DoorsExpected {
  readonly actTables: ActTables;
  readonly guarded: GuardedTables;
}

/**
 * What keeps the evidence in the database, against what this release's migrations leave: functions with their settings and
 * callers, the closed list of acts, owners, rights, triggers and rules of every table of ours, roles and their settings.
 * Who owns the database can change all of it; then the entries and rows written since may be anything the audit finds next.
 */
export async function auditDoors(db: Db, expected: DoorsExpected, findings: Findings): Promise<void> {
  const doors = await readDoors(migrations.folder);
  await auditFunctions(db, doors, expected.guarded, findings);
  await auditActTypes(db, expected.actTables, findings);
  await auditRights(db, doors, expected.guarded, findings);
  await auditSurroundings(db, findings);
}

interface FoundFunction {
  readonly name: string;
  readonly source: string;
  readonly definer: boolean;
  readonly settings: readonly string[];
  readonly callers: readonly string[];
}

async function auditFunctions(db: Db, doors: Doors, guarded: GuardedTables, findings: Findings): Promise<void> {
  const expected = new Map(doors.functions);
  const writer = expected.get('write_digest_rows')?.source ?? '';
  const written = { definer: false, settings: [] };
  expected.set('digests', { ...written, source: await digestsAsDue(db, writer, guarded, 'digest_branch') });
  expected.set('state_of', { ...written, source: await digestsAsDue(db, writer, guarded, 'state_branch') });
  const { rows } = await sql<FoundFunction>`
    select p.proname as name, p.prosrc as source, p.prosecdef as definer,
      array(select lower(replace(s, '"', '')) from unnest(p.proconfig) s order by lower(s) collate "C") as settings,
      array(select case a.grantee when 0 then 'public' else pg_get_userbyid(a.grantee)::text end
        from aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a where a.grantee <> p.proowner) as callers
    from pg_proc p where p.pronamespace = 'ledger'::regnamespace order by p.proname`.execute(db.q);
  const found = new Set<string>();
  for (const { name, source, definer, settings, callers } of rows) {
    const wanted = expected.get(name);
    const mayCall = doors.callers.get(name) ?? new Set(['public']);
    const same =
      !found.has(name) &&
      wanted?.source === source &&
      wanted.definer === definer &&
      wanted.settings.join('\n') === settings.join('\n') &&
      callers.every((role) => mayCall.has(role));
    if (!same) findings.add('door-changed', `ledger.${name}`);
    found.add(name);
  }
  for (const name of expected.keys()) if (!found.has(name)) findings.add('door-changed', `ledger.${name}`);
}

/**
 * The functions that digest rows are written from the tables under guard; this is what one of them has to say, with the
 * ignored columns that the program knows, not those that the database lists.
 */
async function digestsAsDue(
  db: Db,
  writer: string,
  guarded: GuardedTables,
  branch: 'digest_branch' | 'state_branch',
): Promise<string> {
  const quote = branch === 'digest_branch' ? 'f' : 'g';
  const [, body = ''] = writer.split(`as $${quote}$`);
  const template = (body.split(`$${quote}$`)[0] ?? '').replaceAll("''", "'");
  const { rows } = await sql<{ branches: string }>`
    select ${sql.ref(`ledger.${branch}`)}(coalesce(
      array_agg(row(g.no, g.table_name, ${ignoredOf(guarded)})::ledger.guarded order by g.table_name collate "C"), '{}')) as branches
    from ledger.guarded g where to_regclass(g.table_name) is not null`.execute(db.q);
  return template.split('%s').join(rows[0]?.branches ?? '');
}

const ignoredOf = (guarded: GuardedTables) => sql`
  array(select jsonb_array_elements_text(${JSON.stringify(guarded)}::jsonb -> g.table_name))`;

async function auditActTypes(db: Db, actTables: ActTables, findings: Findings): Promise<void> {
  const { rows } = await sql<{ type: string; tables: string[] }>`select type, tables from ledger.act_type`.execute(
    db.q,
  );
  const known = new Map(rows.map((row) => [row.type, row.tables]));
  for (const type of new Set([...Object.keys(actTypes), ...known.keys()])) {
    const tables = known.get(type);
    const wanted = Object.hasOwn(actTypes, type) ? (actTables[type] ?? []) : null;
    if (!tables || !wanted || tables.join(' ') !== wanted.join(' '))
      findings.add('door-changed', `ledger.act_type/${type}`);
  }
}
