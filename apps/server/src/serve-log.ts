import { createHash } from 'node:crypto';
import { DomainError } from '@sluice/kernel';
import type { Ledger } from '@sluice/ledger';
import type { Hono } from 'hono';

/** Tiles never change; the checkpoint and the policy do. */
const FOR_EVER = 'public, max-age=31536000, immutable';

/**
 * The public log as static files (C2SP tlog-tiles), for caches and for pages of anyone: `/log/checkpoint`, `/log/tile/…`,
 * `/log/twin/…` for the SM3 tree where it is kept, `/log/timestamp.tsr` with `/log/timestamp.checkpoint` where an
 * authority of time stamps, and `/log/keys`, the trust policy. HEAD is answered as GET is, without the bytes.
 */
export function serveLog(app: Hono, ledger: Pick<Ledger, 'readLogFile'>): void {
  app.get('/log/*', async (context) => {
    const name = context.req.path.slice('/log/'.length);
    const bytes = await ledger.readLogFile(name === 'keys' ? 'policy' : name);
    if (!bytes) throw new DomainError('log.file-unknown', 'not-found');
    const isTile = /^(twin\/)?tile\//.test(name);
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
    const headers = {
      etag,
      'cache-control': isTile ? FOR_EVER : 'no-cache',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    };
    if (isKnown(context.req.header('if-none-match'), etag)) return context.body(null, 304, headers);
    return context.body(Uint8Array.from(bytes), 200, { ...headers, 'content-type': typeOf(name, isTile) });
  });
}

function typeOf(name: string, isTile: boolean): string {
  if (name.endsWith('.tsr')) return 'application/timestamp-reply';
  return isTile ? 'application/octet-stream' : 'text/plain; charset=utf-8';
}

/** `If-None-Match`: a list of tags, weak or not, or any. */
const isKnown = (header: string | undefined, etag: string): boolean =>
  header !== undefined &&
  (header.trim() === '*' || header.split(',').some((one) => one.trim().replace(/^W\//, '') === etag));
