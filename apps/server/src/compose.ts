import { migrations as casesMigrations, createCases } from '@sluice/cases';
import { clockRoutes, evidenceRoutes } from '@sluice/contract';
import type { MigrationSource } from '@sluice/database';
import { area, type Area, type Authenticate, type Refusal } from '@sluice/http';
import { createIdentity, migrations as identityMigrations, type Actor, type Identity } from '@sluice/identity';
import { migrations as ledgerMigrations } from '@sluice/ledger';
import type { Hono } from 'hono';
import { fileURLToPath } from 'node:url';
import type { KeyHolder } from './handlers.ts';
import type { Ground } from './ground.ts';
import type { Check } from './health.ts';
import type { JobQueue } from './jobs.ts';
import type { Metrics } from './metrics.ts';
import type { OpenLedger } from './open-ledger.ts';
import { clockHandlers } from './routes/clock.ts';
import { evidenceHandlers } from './routes/evidence.ts';
import { serveLog } from './serve-log.ts';
import type { Sweep, Timers } from './timers.ts';

/** In the order of modules: a later one may name schemas and functions of an earlier one. */
export const migrationSources: readonly MigrationSource[] = [
  ledgerMigrations,
  identityMigrations,
  casesMigrations,
  { module: 'server', folder: fileURLToPath(new URL('../migrations', import.meta.url)) },
];

/** The modules of this installation, put together. */
export interface Composition {
  readonly identity: Identity;
  areas(timers: Timers): readonly Area<Actor, KeyHolder>[];
  readonly authenticate: Authenticate<Actor, KeyHolder>;
  readonly queues: readonly JobQueue[];
  readonly sweeps: readonly Sweep[];
  readonly checks: readonly Check[];
  readonly notes: readonly string[];
  onRefusal(refusal: Refusal): void;
  /** Adds what is read outside the contract: the public files of the log. */
  servePublic(app: Hono): void;
}

const MINUTE_MS = 60_000;
const REFUSALS_MS = 2_000;

export async function composeModules(ground: Ground & { readonly ledger: OpenLedger; readonly metrics: Metrics }): Promise<Composition> {
  const { db, transact, clock, ids } = ground;
  const { ledger, securityLog } = ground.ledger;
  const identity = createIdentity({
    db,
    transact,
    ids,
    sessionClock: ground.realClock,
    randomBytes: ground.randomBytes,
    demoAccounts: ground.options.demo?.accounts ?? [],
  });
  const cases = createCases({ db, transact, clock, ids });
  await cases.ensureCalendar();
  return {
    identity,
    areas: (timers) => [area(clockRoutes, clockHandlers({ clock, db, calendar: cases.calendar, afterMove: () => timers.runAll() })), area(evidenceRoutes, evidenceHandlers({ ledger }))],
    authenticate: {
      session: async (token) => (await identity.authenticate(token))?.actor,
      // Whether a key still opens anything is known to the module that sold it, at the moment of the call.
      key: async (key) => ({ key }),
    },
    queues: [],
    sweeps: [
      { name: 'overdue steps', everyMs: MINUTE_MS, run: () => cases.sweep(clock.now()) },
      { name: 'refusals', everyMs: REFUSALS_MS, run: () => securityLog.flush() },
      { name: 'refusal digest', everyMs: MINUTE_MS, run: () => securityLog.digestHours() },
    ],
    checks: [{ name: 'database', run: async () => void (await ground.db.pool.query('select 1')) }],
    notes: [],
    onRefusal: ({ code, route }) => securityLog.note({ code, route }),
    servePublic: (app) => serveLog(app, ledger),
  };
}
