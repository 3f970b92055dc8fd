import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '@sluice/kernel';
import pg from 'pg';

/** A module's migrations: numbered plain SQL files in a folder, run once each, in order of module then number. */
export interface MigrationSource {
  readonly module: string;
  readonly folder: string;
  /** Run at every start, after the module's files: what the program knows and the database has to (closed lists). */
  readonly always?: readonly { readonly text: string; readonly values: readonly unknown[] }[];
}

const MIGRATION_LOCK = 7_258_463;

/**
 * Brings the database up to date, under one advisory lock, each file in its own transaction.
 * @throws DomainError `database.migration-changed` (precondition) when a file that already ran has been edited.
 */
export async function migrate(ownerUrl: string, sources: readonly MigrationSource[]): Promise<readonly string[]> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(
      'create table if not exists public.sluice_migrations (name text primary key, digest text not null, applied_at timestamptz not null default now())',
    );
    const done = new Map<string, string>(
      (
        await client.query<{ name: string; digest: string }>('select name, digest from public.sluice_migrations')
      ).rows.map((row) => [row.name, row.digest]),
    );
    const applied: string[] = [];
    for (const source of sources) {
      for (const file of (await readdir(source.folder)).filter((name) => name.endsWith('.sql')).toSorted()) {
        const name = `${source.module}/${file}`;
        const text = await readFile(join(source.folder, file), 'utf8');
        const digest = createHash('sha256').update(text).digest('hex');
        const before = done.get(name);
        if (before === digest) continue;
        if (before) throw new DomainError('database.migration-changed', 'precondition', { name });
        await applyOne(client, name, text, digest);
        applied.push(name);
      }
      for (const { text, values } of source.always ?? []) await client.query(text, [...values]);
    }
    return applied;
  } finally {
    await client.end();
  }
}

async function applyOne(client: pg.Client, name: string, text: string, digest: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(text);
    await client.query('insert into public.sluice_migrations (name, digest) values ($1, $2)', [name, digest]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`migration ${name} failed: ${error instanceof Error ? error.message : 'unknown'}`, {
      cause: error,
    });
  }
}
