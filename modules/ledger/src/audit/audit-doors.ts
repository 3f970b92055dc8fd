import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '@sluice/database';
import { sql } from 'kysely';
import { actTypes } from '../act-types.ts';
import { migrations } from '../migrations.ts';
import type { Findings } from './finding.ts';

/** Tables of which an act of a type must name a changed row; a type that is not in it asks for none. */
export type ActTables = Readonly<Record<string, readonly string[]>>;

interface DoorFunction {
  readonly source: string;
  readonly definer: boolean;
}

/** The tables that only the functions write. */
const evidence = ['outbox', 'stream_head', 'payload', 'row_state', 'log', 'head', 'act_type', 'guarded', 'held'];

/**
 * What keeps the evidence in the database: its functions as this release's migrations leave them, the closed list of acts,
 * and that the serving role has no right of its own to write. Who owns the database can change all of it; then the entries
 * and rows written since may be anything the audit finds next.
 */
export async function auditDoors(db: Db, actTables: ActTables, findings: Findings): Promise<void> {
  await auditFunctions(db, findings);
  await auditActTypes(db, actTables, findings);
  await auditRights(db, findings);
}

const DEFINITION = /(create(?: or replace)? function|drop function) ledger\.(\w+)\s*\(/g;
const BODY = /as \$\$([\s\S]*?)\$\$/g;

/** The functions of the ledger after all migrations, by name. */
async function readFunctions(folder: string): Promise<ReadonlyMap<string, DoorFunction>> {
  const functions = new Map<string, DoorFunction>();
  for (const file of (await readdir(folder)).filter((name) => name.endsWith('.sql')).toSorted()) {
    const text = await readFile(join(folder, file), 'utf8');
    DEFINITION.lastIndex = 0;
    for (let found = DEFINITION.exec(text); found; found = DEFINITION.exec(text)) {
      const [, verb = '', name = ''] = found;
      if (verb.startsWith('drop')) {
        functions.delete(name);
        continue;
      }
      BODY.lastIndex = DEFINITION.lastIndex;
      const body = BODY.exec(text);
      if (!body) continue;
      const head = text.slice(DEFINITION.lastIndex, body.index);
      functions.set(name, { source: body[1] ?? '', definer: /\bsecurity definer\b/.test(head) });
      // What a body says is not looked into: it may write functions itself.
      DEFINITION.lastIndex = BODY.lastIndex;
    }
  }
  return functions;
}

async function auditFunctions(db: Db, findings: Findings): Promise<void> {
  const expected = new Map(await readFunctions(migrations.folder));
  const writer = expected.get('write_digest_rows')?.source ?? '';
  expected.set('digests', { source: await digestsAsDue(db, writer, 'f', 'digest_branch'), definer: false });
  expected.set('state_of', { source: await digestsAsDue(db, writer, 'g', 'state_branch'), definer: false });
  const { rows } = await sql<{ name: string; source: string; definer: boolean }>`
    select proname as name, prosrc as source, prosecdef as definer from pg_proc
    where pronamespace = 'ledger'::regnamespace order by proname`.execute(db.q);
  const found = new Set<string>();
  for (const { name, source, definer } of rows) {
    const wanted = expected.get(name);
    if (found.has(name) || wanted?.source !== source || wanted.definer !== definer)
      findings.add('door-changed', `ledger.${name}`);
    found.add(name);
  }
  for (const name of expected.keys()) if (!found.has(name)) findings.add('door-changed', `ledger.${name}`);
}

/** The functions that digest rows are written from the tables under guard; this is what one of them has to say. */
async function digestsAsDue(
  db: Db,
  writer: string,
  quote: 'f' | 'g',
  branch: 'digest_branch' | 'state_branch',
): Promise<string> {
  const [, body = ''] = writer.split(`as $${quote}$`);
  const template = (body.split(`$${quote}$`)[0] ?? '').replaceAll("''", "'");
  const { rows } = await sql<{ branches: string }>`
    select ${sql.ref(`ledger.${branch}`)}(coalesce(array_agg(g order by g.table_name collate "C"), '{}')) as branches
    from ledger.guarded g`.execute(db.q);
  return template.split('%s').join(rows[0]?.branches ?? '');
}

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

async function auditRights(db: Db, findings: Findings): Promise<void> {
  const { rows } = await sql<{ place: string }>`
    select 'ledger.' || t.name || ' (' || r.name || ')' as place
    from unnest(${evidence}::text[]) t(name), unnest(array['insert', 'update', 'delete', 'truncate']) r(name)
    where has_table_privilege('sluice_app', 'ledger.' || t.name, r.name) order by 1`.execute(db.q);
  for (const { place } of rows) findings.add('door-changed', place);
}
