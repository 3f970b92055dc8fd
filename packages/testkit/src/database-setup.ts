import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFolder, migrate, startEmbedded } from '@sluice/database';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrationSources } from './migration-sources.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: { readonly adminUrl: string; readonly ownerUrl: string; readonly appUrl: string };
    /** Modules whose migrations failed, with the reason: the tests of the others still run, one test names these. */
    brokenMigrations: readonly string[];
  }
}

const PREFIX = 'sluice-test-';
export const TEMPLATE = 'sluice_template';

/** One PostgreSQL for all database tests of a run: made in a temporary folder, migrated once, cloned by each file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(folder, 0o711);
  const lock = lockFolder(folder);
  const server = await startEmbedded({ lock, durable: false });
  const end = async (): Promise<void> => {
    await server.stop();
    lock.release();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    project.provide('brokenMigrations', await makeTemplate(server.adminUrl, server.ownerUrl));
  } catch (error) {
    await end();
    throw error;
  }
  project.provide('testServer', { adminUrl: server.adminUrl, ownerUrl: server.ownerUrl, appUrl: server.appUrl });
  return end;
}

async function makeTemplate(adminUrl: string, ownerUrl: string): Promise<string[]> {
  const broken: string[] = [];
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    await admin.query(`create database ${TEMPLATE} owner sluice_owner`);
    for (const source of migrationSources()) {
      try {
        await migrate(withDatabase(ownerUrl, TEMPLATE), [source]);
      } catch (error) {
        broken.push(error instanceof Error ? error.message : source.module);
      }
    }
    await admin.query(`alter database ${TEMPLATE} is_template true allow_connections false`);
    return broken;
  } finally {
    await admin.end();
  }
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

/** A run that was killed leaves its server and folder; the next run of anyone ends and removes them. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!pid || isRunning(pid)) continue;
    const folder = join(tmpdir(), name);
    try {
      const lock = lockFolder(folder, { waitMs: 0 });
      const orphan = await startEmbedded({ lock, durable: false });
      await orphan.stop();
      lock.release();
    } catch {
      // Another user's folder, or one that another run is sweeping.
    }
    try {
      rmSync(folder, { recursive: true, force: true });
    } catch {
      continue;
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
