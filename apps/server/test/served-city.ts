import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoHook, demoJurisdictions, type DemoJurisdiction, type ScenarioResult } from '@sluice/demo';
import { copyLoadedCity } from '@sluice/testkit';
import pg from 'pg';
import { startServer, type RunningServer } from '../src/index.ts';

/**
 * A server of its own with the small demo city in it, in which the demo has run once, and a way behind its back for what a
 * test wants to look at or break.
 */
export interface ServedCity {
  readonly url: string;
  readonly folder: string;
  readonly accounts: readonly { readonly account: string; readonly role: string; readonly jurisdiction: string }[];
  readonly administrator: { readonly account: string; readonly password: string };
  readonly server: RunningServer;
  /** Connects as the owner of the schemas, which the server itself never does while it serves. */
  asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
  /** What the demo left in a jurisdiction. */
  played(jurisdiction: DemoJurisdiction): ScenarioResult;
  stop(): Promise<void>;
}

export async function serveCity(): Promise<ServedCity> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-city-'));
  const results = (await copyLoadedCity(folder)) as readonly ScenarioResult[];
  const demo = await createDemoHook({ size: 'small', jurisdictions: demoJurisdictions });
  const server = await startServer({
    port: 0,
    host: '127.0.0.1',
    dataFolder: folder,
    controllableClock: true,
    secure: false,
    trustProxy: false,
    requireSandbox: false,
    durable: false,
    demo,
  });
  const administrator = JSON.parse(
    readFileSync(join(folder, 'administrator.json'), 'utf8'),
  ) as ServedCity['administrator'];
  return {
    url: server.url,
    folder,
    accounts: demo.accounts,
    administrator,
    server,
    asOwner: (work) => asOwner(folder, work),
    played: (jurisdiction) => {
      const found = results.find((one) => one.jurisdiction === jurisdiction);
      if (!found) throw new Error(`the demo did not run in ${jurisdiction}`);
      return found;
    },
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export async function asOwner<T>(folder: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const { owner } = JSON.parse(readFileSync(join(folder, 'database-secrets.json'), 'utf8')) as { owner: string };
  const port = readFileSync(join(folder, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[3]?.trim();
  const client = new pg.Client({ connectionString: `postgres://sluice_owner:${owner}@127.0.0.1:${port}/sluice` });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
