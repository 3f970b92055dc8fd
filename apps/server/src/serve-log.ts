import { DomainError } from '@sluice/kernel';
import type { Ledger } from '@sluice/ledger';
import type { Hono } from 'hono';

/** Tiles never change; the checkpoint and the policy do. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/** The public log as static files (C2SP tlog-tiles): `/log/checkpoint`, `/log/tile/…`, `/log/twin/…` for the SM3 tree where it is kept, and `/log/keys`, the trust policy. */
export function serveLog(app: Hono, ledger: Pick<Ledger, 'readLogFile'>): void {
  app.get('/log/*', async (context) => {
    const name = context.req.path.slice('/log/'.length);
    const bytes = await ledger.readLogFile(name === 'keys' ? 'policy' : name);
    if (!bytes) throw new DomainError('log.file-unknown', 'not-found');
    const isTile = /^(twin\/)?tile\//.test(name);
    return context.body(Uint8Array.from(bytes), 200, {
      'content-type': isTile ? 'application/octet-stream' : 'text/plain; charset=utf-8',
      'cache-control': isTile ? FOR_EVER : 'no-cache',
    });
  });
}
