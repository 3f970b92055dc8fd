import { fileURLToPath } from 'node:url';
import { migrations as authorizationMigrations } from '@sluice/authorization';
import { migrations as casesMigrations } from '@sluice/cases';
import { migrations as catalogueMigrations } from '@sluice/catalogue';
import type { MigrationSource } from '@sluice/database';
import { sweepEndedGrants, sweepEndedSocialData, sweepEndedWorkspaces } from '@sluice/flows';
import { migrations as gateMigrations } from '@sluice/gate';
import type { Area, Authenticate, ReceiptOf, Refusal } from '@sluice/http';
import { migrations as identityMigrations, type Actor, type Identity } from '@sluice/identity';
import { DomainError, isDomainError, type JsonObject } from '@sluice/kernel';
import { migrations as ledgerMigrations, type Ledger } from '@sluice/ledger';
import { migrations as productMigrations } from '@sluice/product';
import { migrations as tradingMigrations } from '@sluice/trading';
import { migrations as vaultMigrations, PROCESS_BATCH_QUEUE } from '@sluice/vault';
import type { Hono } from 'hono';
import { areasOf } from './compose-areas.ts';
import { composeEvidence } from './compose-evidence.ts';
import { createModules, type Modules } from './compose-modules.ts';
import type { Ground } from './ground.ts';
import type { KeyHolder } from './handlers.ts';
import type { Check } from './health.ts';
import type { JobQueue } from './jobs.ts';
import type { Metrics } from './metrics.ts';
import type { OpenLedger } from './open-ledger.ts';
import { serveLog } from './serve-log.ts';
import { sourceSurroundings } from './source-surroundings.ts';
import type { Sweep, Timers } from './timers.ts';

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
  /** Ends what may run long and is taken up again at the next start. */
  giveUpWork(): void;
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
    areas: (timers) => [...areasOf(ground, modules, () => timers.runAll()), ...evidence.areas()],
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
      ...modules.outward.queues,
    ],
    giveUpWork: () => vault.giveUpChecks(),
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
    {
      name: 'checkpoint',
      run: async () => {
        if (!(await ledger.ledger.readLogFile('checkpoint')))
          throw new DomainError('server.checkpoint-awaited', 'unavailable');
      },
    },
  ];
}

/** What happens by itself with time. */
function sweepsOf(
  { clock, db, ledger, options }: Parts,
  { authorization, catalogue, flows, vault }: Modules,
): readonly Sweep[] {
  const sources = sourceSurroundings(db, catalogue, options.dataFolder);
  return [
    { name: 'sources', everyMs: 10 * SECOND_MS, run: () => vault.runDueSources(sources) },
    { name: 'erasures', everyMs: MINUTE_MS, run: () => vault.finishErasures() },
    { name: 'authorization', everyMs: 10 * SECOND_MS, run: () => authorization.sweep(clock.now()) },
    { name: 'ended grants', everyMs: 10 * SECOND_MS, run: () => sweepEndedGrants(flows.ending, db) },
    { name: 'ended workspaces', everyMs: 10 * SECOND_MS, run: () => sweepEndedWorkspaces(flows.workspaces, db) },
    { name: 'ended social data', everyMs: 10 * SECOND_MS, run: () => sweepEndedSocialData(flows.social, db) },
    { name: 'refusals', everyMs: 2 * SECOND_MS, run: () => ledger.securityLog.flush() },
    { name: 'refusal digest', everyMs: MINUTE_MS, run: () => ledger.securityLog.digestHours() },
  ];
}
