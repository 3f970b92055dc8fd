import { fileURLToPath } from 'node:url';
import { migrations as authorizationMigrations } from '@sluice/authorization';
import { migrations as casesMigrations } from '@sluice/cases';
import { migrations as catalogueMigrations } from '@sluice/catalogue';
import {
  authorizationRoutes,
  calendarRoutes,
  catalogueRoutes,
  clockRoutes,
  evidenceBundleRoutes,
  evidenceRoutes,
  gateRoutes,
  identityRoutes,
  jurisdictionRoutes,
  overviewRoutes,
  productRoutes,
  tradingRoutes,
  vaultRoutes,
} from '@sluice/contract';
import type { MigrationSource } from '@sluice/database';
import { revokeGrant, sweepEndedGrants, sweepEndedWorkspaces } from '@sluice/flows';
import { migrations as gateMigrations } from '@sluice/gate';
import { area, type Area, type Authenticate, type ReceiptOf, type Refusal } from '@sluice/http';
import { migrations as identityMigrations, type Actor, type Identity } from '@sluice/identity';
import { allow, DomainError, isDomainError, type Decision, type JsonObject } from '@sluice/kernel';
import { migrations as ledgerMigrations, type Ledger } from '@sluice/ledger';
import { migrations as productMigrations } from '@sluice/product';
import { migrations as tradingMigrations } from '@sluice/trading';
import { migrations as vaultMigrations, PROCESS_BATCH_QUEUE } from '@sluice/vault';
import type { Hono } from 'hono';
import { composeEvidence } from './compose-evidence.ts';
import { createModules, overviewCounts, type Modules } from './compose-modules.ts';
import type { Ground } from './ground.ts';
import type { KeyHolder } from './handlers.ts';
import { createLogDeletion } from './delete-network-log.ts';
import type { Check } from './health.ts';
import type { JobQueue } from './jobs.ts';
import type { Metrics } from './metrics.ts';
import type { OpenLedger } from './open-ledger.ts';
import { authorizationHandlers } from './routes/authorization.ts';
import { calendarHandlers } from './routes/calendar.ts';
import { catalogueHandlers } from './routes/catalogue.ts';
import { clockHandlers } from './routes/clock.ts';
import { createConnectedNodes } from './connected-nodes.ts';
import { evidenceBundleHandlers } from './routes/evidence-bundles.ts';
import { evidenceHandlers } from './routes/evidence.ts';
import { gateHandlers } from './routes/gate.ts';
import { identityHandlers } from './routes/identity.ts';
import { jurisdictionHandlers } from './routes/jurisdiction.ts';
import { overviewHandlers } from './routes/overview.ts';
import { modulePolicy } from './policy.ts';
import { productHandlers } from './routes/product.ts';
import { tradingHandlers } from './routes/trading.ts';
import { vaultHandlers } from './routes/vault.ts';
import { serveLog } from './serve-log.ts';
import type { Sweep, Timers } from './timers.ts';
import { written } from './written.ts';

/** In the order of modules: a later one may name schemas and functions of an earlier one. */
export const migrationSources: readonly MigrationSource[] = [
  ...[
    ledgerMigrations,
    identityMigrations,
    catalogueMigrations,
    vaultMigrations,
    casesMigrations,
    authorizationMigrations,
  ],
  ...[gateMigrations, productMigrations, tradingMigrations],
  { module: 'server', folder: fileURLToPath(new URL('../migrations', import.meta.url)) },
];

/** The modules of this installation, put together. */
export interface Composition {
  readonly identity: Identity;
  areas(timers: Timers): readonly Area<Actor, KeyHolder>[];
  readonly authenticate: Authenticate<Actor, KeyHolder>;
  readonly queues: readonly JobQueue[];
  /** Work that the last run left unfinished: its jobs may have died with it. */
  readonly unfinished: readonly { readonly queue: string; readonly data: JsonObject }[];
  readonly sweeps: readonly Sweep[];
  readonly checks: readonly Check[];
  readonly notes: readonly string[];
  onRefusal(refusal: Refusal): void;
  readonly receiptOf: ReceiptOf;
  /** Adds what is read outside the contract: the public files of the log. */
  servePublic(app: Hono): void;
}

type Parts = Ground & { readonly ledger: OpenLedger; readonly metrics: Metrics };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

export async function composeModules(ground: Parts): Promise<Composition> {
  const modules = await createModules(ground);
  const { identity, vault } = modules;
  const evidence = composeEvidence(ground, modules);
  // What a crash left is repaired before anything is served.
  const { unfinished } = await vault.recover();
  return {
    identity,
    areas: (timers) => [...areasOf(ground, modules, timers), ...evidence.areas()],
    authenticate: {
      session: async (token) => (await identity.authenticate(token))?.actor,
      // Whether a key still opens anything is known to the module that sold it, at the moment of the call.
      key: async (key) => ({ key }),
    },
    queues: [
      {
        name: PROCESS_BATCH_QUEUE,
        work: async ({ batchId }) => void (await vault.processBatch(typeof batchId === 'string' ? batchId : '')),
      },
      ...evidence.queues,
    ],
    unfinished: unfinished.map((batchId) => ({ queue: PROCESS_BATCH_QUEUE, data: { batchId } })),
    sweeps: [...sweepsOf(ground, modules), ...evidence.sweeps],
    checks: checksOf(ground),
    notes: modules.notes,
    onRefusal: ({ code, route }) => ground.ledger.securityLog.note({ code, route }),
    receiptOf: (entryId) => receiptOf(ground.ledger.ledger, entryId),
    servePublic: (app) => serveLog(app, ground.ledger.ledger),
  };
}

/** Who waits longer than the ledger's patience is told that the act is committed, which it is. */
async function receiptOf(ledger: Pick<Ledger, 'waitFor'>, entryId: string): Promise<string | null> {
  try {
    return await ledger.waitFor(entryId);
  } catch (error) {
    if (isDomainError(error) && error.code === 'ledger.receipt-late') return null;
    throw error;
  }
}

function areasOf(ground: Parts, modules: Modules, timers: Timers): readonly Area<Actor, KeyHolder>[] {
  const { db, transact, clock, profiles, ledger } = ground;
  const { identity, authorization, cases, catalogue, gate, product, trading, gateway, vault, flows, rules, bodyName } =
    modules;
  return [
    area(
      clockRoutes,
      clockHandlers({ clock, db, transact, calendar: cases.calendar, afterMove: () => timers.runAll() }),
    ),
    area(
      calendarRoutes,
      calendarHandlers({
        cases,
        db,
        written,
        mayLoad: (actor) => mayLoadCalendar(identity, actor),
        publish: (year, actor) =>
          transact((tx) =>
            cases.publishCalendarYear(tx, year, actor, (on, one) => authorization.recountSigning(on, one)),
          ),
      }),
    ),
    area(jurisdictionRoutes, jurisdictionHandlers({ profiles, clock })),
    area(identityRoutes, identityHandlers({ identity, written })),
    area(catalogueRoutes, catalogueHandlers({ catalogue, written })),
    area(
      vaultRoutes,
      vaultHandlers({
        ...{ vault, catalogue, db, written },
        entriesOf: (stream) => ledger.ledger.readStream(stream, 0, 1_000),
        deleteNetworkLog: createLogDeletion({ transact, clock, profiles, policy: modulePolicy(identity.policy) }),
      }),
    ),
    area(
      authorizationRoutes,
      authorizationHandlers({
        authorization,
        db,
        written,
        revokeGrant: (actor, id, ground) => revokeGrant(flows.ending, actor, id, ground),
      }),
    ),
    area(
      gateRoutes,
      gateHandlers({ db, gate, query: flows.query, authorization, policy: modulePolicy(identity.policy) }),
    ),
    area(productRoutes, productHandlers({ product, freezing: flows.freezing, db, written })),
    area(tradingRoutes, tradingHandlers({ product, trading, gateway, trade: flows.trade, bodyName, db, written })),
    area(evidenceRoutes, evidenceHandlers({ ledger: ledger.ledger })),
    area(
      evidenceBundleRoutes,
      evidenceBundleHandlers({
        ledger: ledger.ledger,
        nodes: createConnectedNodes({ dataFolder: ground.options.dataFolder, fetch }),
      }),
    ),
    area(
      overviewRoutes,
      overviewHandlers({
        db,
        clock,
        trading,
        jurisdictions: rules.jurisdictions(),
        ...overviewCounts(clock),
      }),
    ),
  ];
}

/** The administrator has no letter of the matrix: to set the platform up is all he does. */
const mayLoadCalendar = (identity: Identity, actor: Actor): Decision =>
  actor.role === 'platform-administrator'
    ? allow()
    : identity.policy.decide({ actor, act: 'calendar.load', objectJurisdiction: actor.jurisdiction });

/** What must work before a request makes sense: the database, and a log that signs. */
function checksOf({ db, ledger, metrics }: Parts): readonly Check[] {
  metrics.gauge(
    'sluice_ledger_waiting',
    'Entries committed and not yet in the log.',
    async () => (await ledger.ledger.status()).waiting,
  );
  metrics.gauge('sluice_ledger_entries', 'Entries in the log.', async () => (await ledger.ledger.status()).sequenced);
  return [
    { name: 'database', run: async () => void (await db.pool.query('select 1')) },
    {
      name: 'ledger',
      run: async () => {
        const { refusing } = await ledger.ledger.status();
        if (refusing !== null) throw new DomainError(refusing, 'unavailable');
      },
    },
  ];
}

/** What happens by itself with time. */
function sweepsOf({ clock, db, ledger }: Parts, { authorization, flows }: Modules): readonly Sweep[] {
  return [
    { name: 'authorization', everyMs: 10 * SECOND_MS, run: () => authorization.sweep(clock.now()) },
    { name: 'ended grants', everyMs: 10 * SECOND_MS, run: () => sweepEndedGrants(flows.ending, db) },
    { name: 'ended workspaces', everyMs: 10 * SECOND_MS, run: () => sweepEndedWorkspaces(flows.workspaces, db) },
    { name: 'refusals', everyMs: 2 * SECOND_MS, run: () => ledger.securityLog.flush() },
    { name: 'refusal digest', everyMs: MINUTE_MS, run: () => ledger.securityLog.digestHours() },
  ];
}
