import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lockFolder, quitCluster } from '@sluice/database';
import { createApp, defaultRates } from '@sluice/http';
import { DomainError } from '@sluice/kernel';
import { loadProfiles } from '@sluice/profile';
import { assertSuites } from '@sluice/crypto';
import type { Hono } from 'hono';
import { composeModules, migrationSources } from './compose.ts';
import { answerWhileLoading, checkLoading, createCityLoading } from './city-loading.ts';
import { prepareConsole, serveConsole } from './console-files.ts';
import { createServerIds, realClock, secureBytes } from './ground.ts';
import { serveHealth, type Check } from './health.ts';
import { createIdempotencyStore, sweepClaims } from './idempotency-store.ts';
import { openJobs } from './jobs.ts';
import { listen } from './listen.ts';
import { openLedger } from './open-ledger.ts';
import { openLog } from './log.ts';
import { createMetrics } from './metrics.ts';
import { openDatabase } from './open-database.ts';
import { createResources } from './resources.ts';
import { installSandbox } from './sandbox.ts';
import { takesFile } from './takes-file.ts';
import { UNFINISHED } from './backup/layout.ts';
import { openClock } from './server-clock.ts';
import type { ServerOptions } from './server-options.ts';
import { loadDemoOnce, setUpAdministrator } from './set-up.ts';
import { startTimers } from './timers.ts';
import { serveVerifyPage } from './verify-page.ts';
import { wording } from './wording.ts';

export interface RunningServer {
  readonly url: string;
  /** What could not be had and was done without; codes, for a person to be told. */
  readonly notes: readonly string[];
  /** Where the administrator's account and password stand, when this start made them. */
  readonly administratorFile?: string;
  /** Takes no new request, lets running ones end, stops everything in reverse order. Safe to call twice. */
  stop(): Promise<void>;
  /** Ends the embedded database at once; nothing committed is lost, and the process has to end next. */
  quit(): void;
}

const root = fileURLToPath(new URL('../../../', import.meta.url));
const DRAIN_MS = 10_000;
/** Work that can be taken up again has so long to end by itself when the server stops. */
const GIVE_UP_MS = 3_000;
const SHOWN_MS = 3_000;
const POLL_MS = 25;
const JSON_BYTES = 1_000_000;
const UPLOAD_BYTES = 64_000_000_000;

/**
 * Starts everything: lock → port → database → migrations → self-test of cryptography → ledger → modules → jobs → pages.
 * A step that fails undoes the ones before it; the error says which, by its code. `server.interrupted` when the given
 * signal fired before everything stood.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  if (existsSync(join(options.dataFolder, UNFINISHED)))
    throw new DomainError('server.restore-unfinished', 'precondition', { folder: options.dataFolder });
  const lock = lockFolder(options.dataFolder, { mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
  const log = openLog(options.dataFolder);
  const resources = createResources((name, error) => log.failed(name, error));
  resources.defer('lock', () => lock.release());
  resources.defer('log', () => log.close());
  try {
    return await start(options, { lock, log, resources });
  } catch (error) {
    log.failed('start', error);
    await resources.close().catch(() => undefined);
    throw error;
  }
}

type Opened = {
  readonly lock: ReturnType<typeof lockFolder>;
  readonly log: ReturnType<typeof openLog>;
  readonly resources: ReturnType<typeof createResources>;
};

async function start(options: ServerOptions, opened: Opened): Promise<RunningServer> {
  const { lock, log, resources } = opened;
  const step = options.onStep ?? (() => undefined);
  const listener = await listen(options.host, options.port, { takesFile });
  resources.defer('listener', () => listener.drain(0));
  lock.describe(listener.url);
  assertSuites();
  // Built beside everything else: it needs nothing of it.
  const built = prepareConsole(root);
  built.catch(() => undefined);
  const served = await openModules(options, opened);
  const administratorFile = await setUpAdministrator(options.dataFolder, served.composition.identity);
  await served.startJobs();
  assertWanted(options);
  const app = createApplication(served);
  const state = await built.catch((error: unknown) => (log.failed('console', error), 'missing' as const));
  step({ step: 'console', state });
  serveVerifyPage(app, options.secure);
  serveConsole(app, root, options.secure);
  const { loading } = served;
  listener.serve((request, env) => answerWhileLoading(loading, request) ?? app.fetch(request, env as object));
  resources.defer('requests', () => listener.drain(DRAIN_MS));
  resources.defer('work', () => {
    setTimeout(() => served.composition.giveUpWork(), GIVE_UP_MS).unref();
  });
  await untilAborted(loadDemoOnce(options, listener.url, step, loading), options.signal);
  await untilShown(served.composition.checks);
  return {
    url: listener.url,
    notes: served.composition.notes,
    ...(administratorFile ? { administratorFile } : {}),
    stop: () => resources.close(),
    quit: () => quitCluster(options.dataFolder),
  };
}

async function openModules(options: ServerOptions, { lock, log, resources }: Opened) {
  const step = options.onStep ?? (() => undefined);
  const clock = openClock(options.dataFolder, options.controllableClock);
  const began = performance.now();
  const database = await openDatabase(options, lock, migrationSources, resources);
  const { db } = database;
  step({ step: 'database', kind: database.kind, milliseconds: Math.round(performance.now() - began) });
  step({ step: 'migrated', files: database.migrated.length });
  assertWanted(options);
  await sweepClaims(db, realClock);
  const jobs = await openJobs({ ...database, resources, onFailure: log.failed });
  const ids = createServerIds();
  const ledger = await openLedger({ options, db, clock, ids, jobs, log, resources });
  const profiles = await loadProfiles(join(root, 'profiles'));
  if (installSandbox(() => step({ step: 'sandbox', isolation: 'installing' })))
    step({ step: 'sandbox', isolation: 'installed' });
  const metrics = createMetrics();
  resources.defer('metrics', () => metrics.close());
  const { transact } = ledger;
  const ground = { options, db, transact, clock, realClock, ids, randomBytes: secureBytes, profiles, log, resources };
  const composition = await composeModules({ ...ground, ledger, metrics });
  const startJobs = async (): Promise<void> => {
    await jobs.start(composition.queues);
    for (const { queue, data } of composition.unfinished) await jobs.enqueue(queue, data);
  };
  return { ground, composition, metrics, startJobs, loading: createCityLoading() };
}

/** The interface with every module's routes, the health checks and the public files; the console is added to it. */
function createApplication({ ground, composition, metrics, loading }: Awaited<ReturnType<typeof openModules>>): Hono {
  const { options, db, ids, log, resources } = ground;
  const timers = startTimers(composition.sweeps, resources, log.failed);
  const app = createApp({
    areas: composition.areas(timers),
    authenticate: composition.authenticate,
    principalOf: (actor) => (!actor ? '' : 'membership' in actor ? actor.membership : `key:${actor.key}`),
    idempotency: createIdempotencyStore(db, realClock),
    wording,
    limits: { jsonBytes: JSON_BYTES, uploadBytes: UPLOAD_BYTES },
    rates: defaultRates,
    secure: options.secure,
    trustProxy: options.trustProxy,
    log: {
      answered: (it) => {
        metrics.count(it);
        log.requests.answered(it);
      },
      failed: (it) => log.requests.failed(it),
    },
    receiptOf: composition.receiptOf,
    onRefusal: (refusal) => {
      metrics.refused(refusal.code);
      composition.onRefusal(refusal);
    },
    nextRequestId: () => ids.next('req'),
  });
  serveHealth(app, [...composition.checks, checkLoading(loading)], metrics);
  composition.servePublic(app);
  return app;
}

const interrupted = (): DomainError => new DomainError('server.interrupted', 'unavailable');

function assertWanted({ signal }: ServerOptions): void {
  if (signal?.aborted) throw interrupted();
}

/** Until the first checkpoint is public: what was done so far can then be proven. A log that may not show one is not waited for long. */
async function untilShown(checks: readonly Check[]): Promise<void> {
  const shown = checks.find(({ name }) => name === 'checkpoint');
  for (const end = performance.now() + SHOWN_MS; performance.now() < end; await wait(POLL_MS)) {
    try {
      return await shown?.run();
    } catch {
      // Not yet.
    }
  }
}

/** Waits for work, or fails when the start is no longer wanted; what the work still does then fails by itself. */
async function untilAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  work.catch(() => undefined);
  const aborted = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(interrupted());
    signal.addEventListener('abort', () => reject(interrupted()), { once: true });
  });
  await Promise.race([work, aborted]);
}
