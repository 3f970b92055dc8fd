import { APP_ROLE, executePrinted, type Db, type FlushSteps } from '@sluice/database';
import { DomainError, type JsonObject } from '@sluice/kernel';
import { PgBoss } from 'pg-boss';
import type { Resources } from './resources.ts';

/** Work that modules ask for inside a transaction and that runs after its commit, at least once. */
export interface JobQueue {
  readonly name: string;
  readonly work: (data: JsonObject) => Promise<void>;
  /** How often a failed job is tried again, and after how long for the first time; the queue’s own way unless said. */
  readonly retry?: { readonly limit: number; readonly delaySeconds: number };
}

const SCHEMA = 'jobs';
/** A job that fails is tried again this often, each time after twice the delay, and then kept as failed. */
const RETRIES = 5;
const POLL_SECONDS = 0.5;
/** Jobs of one queue at once; the engine's own places bound the heavy part. */
const CONCURRENCY = 2;
/** A job whose process died is taken up again after so long without a sign of life. */
const HEARTBEAT_SECONDS = 30;
/** Longer work must report in between or be cut into steps. */
const EXPIRE_SECONDS = 3_600;

export interface Jobs {
  readonly flush: FlushSteps['flushJobs'];
  /** Asks for work outside of any transaction: what a start finds unfinished. */
  enqueue(queue: string, data: JsonObject): Promise<void>;
  /** Begins to take work; before this, jobs wait. */
  start(queues: readonly JobQueue[]): Promise<void>;
}

interface JobsOptions {
  readonly appUrl: string;
  readonly ownerUrl: string;
  readonly db: Db;
  readonly resources: Resources;
  readonly onFailure: (part: string, error: unknown) => void;
}

/**
 * Durable jobs on the control database (pg-boss). They are put into the queue on the connection of the business
 * transaction, so that there is never an effect without its follow-up, nor a follow-up without its effect.
 */
export async function openJobs(options: JobsOptions): Promise<Jobs> {
  const boss = new PgBoss({
    connectionString: options.appUrl,
    schema: SCHEMA,
    application_name: 'sluice-jobs',
    max: 4,
    migrate: false,
    createSchema: false,
    schedule: false,
    useListenNotify: true,
  });
  boss.on('error', (error) => options.onFailure('jobs', error));
  return {
    enqueue: async (queue, data) => void (await boss.send(queue, data as object)),
    async flush(tx, jobs) {
      for (const job of jobs) {
        const id = await boss.send(job.queue, job.data as object, {
          db: {
            executeSql: async (text, values) => executePrinted(tx, text, values ?? []) as Promise<{ rows: never[] }>,
          },
          ...(job.startAfter ? { startAfter: job.startAfter } : {}),
          ...(job.singletonKey === undefined ? {} : { singletonKey: job.singletonKey }),
        });
        // A singleton that already waits gives no id: the one that waits does the work.
        if (!id && job.singletonKey === undefined)
          throw new DomainError('jobs.not-queued', 'internal', { queue: job.queue });
      }
    },
    async start(queues) {
      await prepareSchema(options, queues);
      await boss.start();
      options.resources.defer('jobs', () => boss.stop({ graceful: true, timeout: 10_000 }));
      for (const queue of queues) {
        await boss.work<JsonObject>(
          queue.name,
          { pollingIntervalSeconds: POLL_SECONDS, notifyPollingIntervalSeconds: 5, localConcurrency: CONCURRENCY },
          async (batch) => {
            for (const job of batch) await queue.work(job.data);
          },
        );
      }
    },
  };
}

/** The schema and its queues are made by the owner; the serving role only uses them. Nothing is done when all is there. */
async function prepareSchema(options: JobsOptions, queues: readonly JobQueue[]): Promise<void> {
  const boss = new PgBoss({
    connectionString: options.ownerUrl,
    schema: SCHEMA,
    max: 2,
    supervise: false,
    schedule: false,
  });
  boss.on('error', (error) => options.onFailure('jobs', error));
  await boss.start();
  try {
    const there = new Set((await boss.getQueues()).map((queue) => queue.name));
    for (const { name, retry } of queues.filter((queue) => !there.has(queue.name))) {
      await boss.createQueue(name, {
        retryLimit: retry?.limit ?? RETRIES,
        ...(retry ? { retryDelay: retry.delaySeconds } : {}),
        retryBackoff: true,
        expireInSeconds: EXPIRE_SECONDS,
        heartbeatSeconds: HEARTBEAT_SECONDS,
        notify: true,
      });
    }
    const { rows } = await boss
      .getDb()
      .executeSql(`select has_schema_privilege('${APP_ROLE}', '${SCHEMA}', 'usage') as granted`);
    if ((rows[0] as { granted: boolean } | undefined)?.granted) return;
    for (const grant of grants) await boss.getDb().executeSql(grant);
  } finally {
    await boss.stop({ graceful: false });
  }
}

const grants = [
  `grant usage on schema ${SCHEMA} to ${APP_ROLE}`,
  `grant select, insert, update, delete on all tables in schema ${SCHEMA} to ${APP_ROLE}`,
  `grant usage on all sequences in schema ${SCHEMA} to ${APP_ROLE}`,
  `grant execute on all functions in schema ${SCHEMA} to ${APP_ROLE}`,
  `alter default privileges in schema ${SCHEMA} grant select, insert, update, delete on tables to ${APP_ROLE}`,
];
