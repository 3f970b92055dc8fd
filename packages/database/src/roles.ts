import pg from 'pg';

/** Owns schemas and tables, runs migrations, is never used by the running server. */
export const OWNER_ROLE = 'sluice_owner';
/** What the running server connects as: rows only. Migrations grant to it by name. */
export const APP_ROLE = 'sluice_app';

export interface RolePasswords {
  readonly owner: string;
  readonly app: string;
  readonly database: string;
}

/** Makes both roles and the database if they are missing; done at every start, so that a killed first start is finished. */
export async function prepareRoles(adminUrl: string, it: RolePasswords): Promise<void> {
  await withClient(adminUrl, async (client) => {
    await ensureRole(client, OWNER_ROLE, it.owner);
    await ensureRole(client, APP_ROLE, it.app);
    const found = await client.query('select 1 from pg_database where datname = $1', [it.database]);
    if (found.rowCount === 0) {
      await client.query(
        `create database ${pg.escapeIdentifier(it.database)} owner ${pg.escapeIdentifier(OWNER_ROLE)}`,
      );
    }
  });
}

async function ensureRole(client: pg.Client, role: string, password: string): Promise<void> {
  const found = await client.query('select 1 from pg_roles where rolname = $1', [role]);
  if (found.rowCount !== 0) return;
  await client.query(
    `create role ${pg.escapeIdentifier(role)} login nosuperuser nocreatedb nocreaterole password ${pg.escapeLiteral(password)}`,
  );
}

export async function canConnect(url: string): Promise<boolean> {
  try {
    await withClient(url, (client) => client.query('select 1'));
    return true;
  } catch {
    return false;
  }
}

export async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
