import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestLog } from '@sluice/http';
import { isDomainError } from '@sluice/kernel';
import { destination, pino, type Logger } from 'pino';

const LOG_KEPT_BYTES = 50_000_000;
const MOST_WAITING_BYTES = 4_000_000;

export interface ServerLog {
  readonly logger: Logger;
  readonly requests: RequestLog;
  /** Something of ours failed while nobody was waiting for an answer. */
  failed(part: string, error: unknown): void;
  close(): Promise<void>;
}

/**
 * The server's log: `logs/server.log`, one JSON object a line, one older file kept. It holds codes, names of routes and
 * parts, times and frames of our own source; no message of a foreign error, because those quote values, and nothing that
 * a request or a person contained.
 */
export function openLog(dataFolder: string): ServerLog {
  const folder = join(dataFolder, 'logs');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'server.log');
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_KEPT_BYTES) renameSync(file, `${file}.1`);
  const out = destination({
    ...{ dest: file, sync: false, minLength: 4096, periodicFlush: 1000, mode: 0o600 },
    // While the disk is full lines wait up to here; later ones are dropped.
    maxLength: MOST_WAITING_BYTES,
  });
  // A log that cannot be written ends nothing: what waits is written with the next line for which there is room.
  out.on('error', () => undefined);
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) } },
    out,
  );
  return {
    logger,
    requests: {
      answered: (it) => {
        // Calls come by the thousand and each stands in the ledger: only those that went wrong are logged.
        if (it.access === 'key' && it.status < 400) return;
        logger.info({ ...it, milliseconds: Math.round(it.milliseconds) }, 'answered');
      },
      failed: ({ requestId, route, code, error }) =>
        logger.error({ requestId, route, code, ...describeError(error) }, 'failed'),
    },
    failed: (part, error) => logger.error({ part, ...describeError(error) }, 'failed'),
    close: () =>
      new Promise((done) => {
        for (const event of ['close', 'error']) out.once(event, () => done());
        out.end();
      }),
  };
}

/** Code, kind, class and frames: enough to find the place, without the words of the error. */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error };
  const frames = (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .slice(0, 12);
  const known = isDomainError(error) ? { code: error.code, kind: error.kind, params: error.params } : {};
  const sqlstate =
    'code' in error && typeof error.code === 'string' && !isDomainError(error) ? { sqlstate: error.code } : {};
  return { error: error.name, ...known, ...sqlstate, frames };
}
