import { isDomainError } from '@sluice/kernel';
import type { Hono } from 'hono';
import type { Metrics } from './metrics.ts';
import { wording } from './wording.ts';

/** One thing that must work before requests make sense. Throws when it does not. */
export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
}

const CHECK_TIMEOUT_MS = 3_000;

/**
 * `/healthz`: the process answers. `/readyz`: everything it needs answers too; what does not is named with its code and a
 * sentence. `/metrics`: its figures.
 */
export function serveHealth(app: Hono, checks: readonly Check[], metrics: Metrics): void {
  app.get('/healthz', (c) => c.json({ status: 'ok' }));
  app.get('/readyz', async (c) => {
    const results = await Promise.all(checks.map(runCheck));
    const ready = results.every((result) => result.ok);
    return c.json({ status: ready ? 'ready' : 'not-ready', checks: results }, ready ? 200 : 503);
  });
  app.get('/metrics', async (c) => c.text(await metrics.print(), 200, { 'content-type': 'text/plain; version=0.0.4' }));
}

interface CheckResult {
  readonly name: string;
  readonly ok: boolean;
  readonly code?: string;
  readonly says?: string;
}

async function runCheck(check: Check): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('late')), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check.run(), late]);
    return { name: check.name, ok: true };
  } catch (error) {
    if (!isDomainError(error)) return { name: check.name, ok: false };
    const says = wording(error.code, error.params, 'en');
    return { name: check.name, ok: false, code: error.code, ...(says === undefined ? {} : { says }) };
  } finally {
    clearTimeout(timer);
  }
}
