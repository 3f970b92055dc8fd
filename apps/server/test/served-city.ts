import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDemoHook, DEMO_PASSWORD, runScenario, type DemoJurisdiction, type ScenarioResult } from '@sluice/demo';
import pg from 'pg';
import { startClockAt } from './start-clock-at.ts';
import { startServer, type RunningServer } from '../src/index.ts';

/** A server of its own with a small demo city in it, and a way behind its back for what a test wants to look at or break. */
export interface ServedCity {
  readonly url: string;
  readonly folder: string;
  readonly accounts: readonly { readonly account: string; readonly role: string; readonly jurisdiction: string }[];
  readonly administrator: { readonly account: string; readonly password: string };
  readonly server: RunningServer;
  /** Connects as the owner of the schemas, which the server itself never does while it serves. */
  asOwner<T>(work: (client: pg.Client) => Promise<T>): Promise<T>;
  play(jurisdiction: DemoJurisdiction): Promise<ScenarioResult>;
  stop(): Promise<void>;
}

/** Close to the turn of the year: what is counted in working days reaches into one that nobody has announced yet. */
const START = new Date('2026-12-20T02:00:00Z');

export async function serveCity(jurisdictions: readonly DemoJurisdiction[], at: Date = START): Promise<ServedCity> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-city-'));
  startClockAt(folder, at);
  const demo = await createDemoHook({ size: 'small', jurisdictions });
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
    play: (jurisdiction) =>
      runScenario({
        url: server.url,
        jurisdiction,
        password: DEMO_PASSWORD,
        administrator,
        folder: `${folder}-bundles`,
        run: `t${process.pid}`,
        onStep: () => undefined,
        now: () => performance.now(),
      }),
    stop: async () => {
      await server.stop();
      for (const path of [folder, `${folder}-bundles`]) rmSync(path, { recursive: true, force: true });
    },
  };
}

async function asOwner<T>(folder: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
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
