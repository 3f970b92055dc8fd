import { DomainError } from '@sluice/kernel';
import { Hono, type Context } from 'hono';
import { createAnswerHeaders } from './answer-headers.ts';
import type { ApiOptions } from './api-options.ts';
import type { Area } from './handler-types.ts';
import { ProtocolFault } from './problem.ts';
import { createAdmit } from './rate-limits.ts';
import { apiHeaders } from './security-headers.ts';
import { problemResponse, serveRoute, type Serve } from './serve-route.ts';

export interface AppOptions<Session, Key> extends ApiOptions<Session, Key> {
  readonly areas: readonly Area<Session, Key>[];
}

const API = '/api/*';

/**
 * The HTTP interface: every route of the contract with its handler, and for everything below `/api` that is not in
 * the contract a problem answer (404, or 405 with `Allow` where the path exists with another method).
 * Pages and files are added by the server on the returned app.
 * @throws Error when two routes claim the same method and path.
 */
export function createApp<Session, Key>(options: AppOptions<Session, Key>): Hono {
  const app = new Hono();
  const admit = createAdmit(options.rates);
  const methodsOf = new Map<string, string[]>();
  for (const { route, handle } of options.areas.flatMap((area) => area.routes)) {
    const methods = methodsOf.get(route.path) ?? [];
    if (methods.includes(route.method)) throw new Error(`two routes for ${route.method} ${route.path}`);
    methodsOf.set(route.path, [...methods, route.method]);
    const serve = serveRoute(route, handle, options, admit);
    app.on(route.method, route.path, (c) => run(serve, c, options));
  }
  for (const [path, methods] of methodsOf) {
    app.all(path, (c) =>
      notServed(c, options, new ProtocolFault(405, 'http.method-not-allowed', { allow: methods }), methods),
    );
  }
  app.all(API, (c) => notServed(c, options, new DomainError('http.no-such-route', 'not-found')));
  app.onError((error, c) => notServed(c, options, error));
  return app;
}

function run<Session, Key>(serve: Serve, c: Context, options: ApiOptions<Session, Key>): Promise<Response> {
  return serve({
    request: c.req.raw,
    params: c.req.param() as Record<string, string>,
    address: addressOf(c, options),
    local: isLocal(c),
  });
}

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|local)$/;
/** A proxy on the machine speaks for others: what passed one is not local, whoever is trusted. */
const FORWARDED = ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'];

const isLocal = (c: Context): boolean =>
  LOOPBACK.test(peerOf(c)) && FORWARDED.every((name) => c.req.header(name) === undefined);

function addressOf<Session, Key>(c: Context, options: ApiOptions<Session, Key>): string {
  const forwarded = options.trustProxy ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined;
  return forwarded ? forwarded : peerOf(c);
}

function peerOf(c: Context): string {
  const env: unknown = c.env;
  if (typeof env !== 'object' || env === null || !('incoming' in env)) return 'local';
  const incoming = env.incoming as { readonly socket?: { readonly remoteAddress?: string } };
  return incoming.socket?.remoteAddress ?? 'unknown';
}

function notServed<Session, Key>(
  c: Context,
  options: ApiOptions<Session, Key>,
  fault: Error,
  allow: readonly string[] = [],
): Response {
  const requestId = options.nextRequestId();
  const headers = createAnswerHeaders(apiHeaders(options.secure));
  headers.set('request-id', requestId);
  if (allow.length > 0) headers.set('allow', allow.join(', '));
  const response = problemResponse(fault, requestId, c.req.raw.headers, headers, options);
  if (response.status >= 500) options.log.failed({ requestId, route: '', code: 'http.internal', error: fault });
  return response;
}
