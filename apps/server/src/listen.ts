import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { createAdaptorServer } from '@hono/node-server';
import { DomainError } from '@sluice/kernel';

const IDLE_CHECK_MS = 50;

type Fetch = (request: Request, env: unknown) => Response | Promise<Response>;

/** How long a caller may take: with the head of a request, and with a body that is no delivery of a file. */
export interface Patience {
  readonly headersMs: number;
  readonly bodyMs: number;
  /** How often it is looked. */
  readonly checkMs: number;
}

export interface ListenOptions {
  /** Whether a request delivers a file, which may take as long as its line needs. */
  readonly takesFile?: (request: IncomingMessage) => boolean;
  readonly patience?: Patience;
}

const defaultPatience: Patience = { headersMs: 8_000, bodyMs: 30_000, checkMs: 1_000 };

export interface Listener {
  readonly url: string;
  /** From now on requests are answered by the application; before, by "starting" (503). */
  serve(fetch: Fetch): void;
  /** Takes no new request, lets the running ones end, then cuts what is left after `graceMs`. */
  drain(graceMs: number): Promise<void>;
}

const CODES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'server.port-in-use',
  EACCES: 'server.port-not-allowed',
  EADDRNOTAVAIL: 'server.host-unknown',
  ENOTFOUND: 'server.host-unknown',
};

/**
 * Takes the port before anything slow begins, so that an occupied one is found at once.
 * @throws DomainError (unavailable) `server.port-in-use`, `server.port-not-allowed`, `server.host-unknown`
 */
export async function listen(
  host: string,
  port: number,
  { takesFile = () => false, patience = defaultPatience }: ListenOptions = {},
): Promise<Listener> {
  let current: Fetch = starting;
  const server = createAdaptorServer({
    fetch: (request: Request, env: unknown) => current(request, env),
    serverOptions: {
      headersTimeout: patience.headersMs,
      // Deliveries of large files take their time, and are told apart below.
      requestTimeout: 0,
      connectionsCheckingInterval: patience.checkMs,
      keepAliveTimeout: 65_000,
    },
  }) as Server;
  server.on('clientError', refuseUnreadable);
  const bound = (request: IncomingMessage, response: ServerResponse): void => {
    if (!takesFile(request)) cutSlowBody(request, patience.bodyMs);
    // Whoever has his answer has nothing more to send.
    response.once('finish', () => cutSlowBody(request, patience.headersMs));
  };
  server.prependListener('request', bound);
  server.on('checkExpectation', (request, response) => {
    bound(request, response);
    response.writeHead(417, { 'content-type': 'application/problem+json', connection: 'close' });
    response.end(problem(417, 'http.expectation-unknown', 'What the request expects is not offered.'));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? CODES[String(error.code)] : undefined;
    throw code ? new DomainError(code, 'unavailable', { host, port }) : error;
  });
  const shown = host === '127.0.0.1' || host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  return {
    url: `http://${shown}:${(server.address() as AddressInfo).port}`,
    serve: (fetch) => {
      current = fetch;
    },
    drain: (graceMs) => drain(server, graceMs),
  };
}

const problem = (status: number, code: string, title: string): string =>
  JSON.stringify({ type: `urn:sluice:problem:${code}`, title, status, code, requestId: '' });

const starting: Fetch = () =>
  new Response(problem(503, 'server.starting', 'The server is starting.'), {
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
  });

const UNREADABLE: Readonly<Record<string, readonly [status: number, name: string, code: string, title: string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    'Request Header Fields Too Large',
    'http.headers-too-large',
    'Address and headers are too long.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Request Timeout', 'http.request-timeout', 'The request did not arrive in time.'],
};

/** What is no HTTP never reaches the application: answered here, and the connection ends. */
function refuseUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, name, code, title] = UNREADABLE[error.code ?? ''] ?? [
    400,
    'Bad Request',
    'http.request-malformed',
    'The request is not HTTP.',
  ];
  const body = problem(status, code, title);
  const head = [
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end([`HTTP/1.1 ${status} ${name}`, ...head, '', body].join('\r\n'));
}

/** A body that trickles in holds a place for nothing. */
function cutSlowBody(request: IncomingMessage, bodyMs: number): void {
  if (request.complete || request.destroyed) return;
  const cut = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, bodyMs);
  request.once('close', () => clearTimeout(cut));
}

async function drain(server: Server, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection becomes idle only a moment after its last answer: asked again and again, not once.
  server.closeIdleConnections();
  const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MS);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
}
