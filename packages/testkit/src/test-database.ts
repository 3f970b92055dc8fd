import { connect, type Connection } from '@sluice/database';
import pg from 'pg';
import { inject } from 'vitest';
import { TEMPLATE, withDatabase } from './database-setup.ts';

export interface TestDatabase {
  readonly name: string;
  /** Connected as the serving role, as the server is: rows only. */
  readonly db: Connection;
  readonly appUrl: string;
  /** Connected as the owner: to look behind the guards, or to break something on purpose. */
  readonly ownerUrl: string;
  close(): Promise<void>;
}

let made = 0;

/**
 * A fresh, fully migrated database for one test file: `const t = await createTestDatabase()` in `beforeAll`. With another
 * one's name a copy of that, which nobody may be connected to.
 */
export async function createTestDatabase(template: string = TEMPLATE): Promise<TestDatabase> {
  const { adminUrl, ownerUrl, appUrl } = inject('testServer');
  const name = `t_${process.pid}_${(made += 1)}`;
  await asAdmin(adminUrl, (admin) =>
    admin.query(`create database ${name} template ${template} strategy file_copy owner sluice_owner`),
  );
  const own = { appUrl: withDatabase(appUrl, name), ownerUrl: withDatabase(ownerUrl, name) };
  const db = connect({ url: own.appUrl, max: 8 });
  return {
    name,
    db,
    ...own,
    close: async () => {
      await db.close();
      await asAdmin(adminUrl, (admin) => admin.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function asAdmin(url: string, work: (admin: pg.Client) => Promise<unknown>): Promise<void> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  try {
    await work(admin);
  } finally {
    await admin.end();
  }
}
