import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DomainError } from '@sluice/kernel';
import pg from 'pg';

/** Of all advisory locks of the database, the one that a serving process holds. */
const SERVING_LOCK = 7_251_004_600;
/** A server that is just ending lets go within this time. */
const WAIT_MS = 3_000;
const LOOK_MS = 100;
const FILE = 'installation.json';

/**
 * Takes the database for this data folder and this process: a second server on one database, and a folder whose keys and
 * log are another database's, would each destroy what the other one keeps.
 * @throws DomainError (conflict) `server.database-in-use`, `server.other-installation`
 */
export async function claimDatabase(appUrl: string, dataFolder: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: appUrl });
  // A connection lost takes the lock with it; every write then fails by itself until the database is back.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await takeLock(client);
    await matchInstallation(client, dataFolder);
  } catch (error) {
    await client.end();
    throw error;
  }
  return { release: () => client.end() };
}

async function takeLock(client: pg.Client): Promise<void> {
  for (const end = performance.now() + WAIT_MS; ;) {
    const { rows } = await client.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [SERVING_LOCK]);
    if (rows[0]?.got) return;
    if (performance.now() > end) throw new DomainError('server.database-in-use', 'conflict');
    await pause(LOOK_MS);
  }
}

/** The first start binds folder and database together; a database of before is bound by the folder that holds it. */
async function matchInstallation(client: pg.Client, dataFolder: string): Promise<void> {
  const own = ownId(dataFolder);
  await client.query('insert into http.installation (id) values ($1) on conflict do nothing', [own]);
  const { rows } = await client.query<{ id: string }>('select id from http.installation');
  if (rows[0]?.id !== own) throw new DomainError('server.other-installation', 'conflict', { folder: dataFolder });
}

function ownId(dataFolder: string): string {
  const file = join(dataFolder, FILE);
  if (existsSync(file)) return String((JSON.parse(readFileSync(file, 'utf8')) as { id: unknown }).id);
  const id = randomBytes(16).toString('hex');
  writeFileSync(`${file}.new`, JSON.stringify({ id }), { mode: 0o600, flush: true });
  renameSync(`${file}.new`, file);
  return id;
}
