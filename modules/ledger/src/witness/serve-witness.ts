import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DomainError } from '@sluice/kernel';
import { formatWitnessVkey, type WitnessKey } from '../tlog/cosignature.ts';
import type { Witness, WitnessAnswer } from './witness.ts';

export interface ServeWitnessOptions {
  readonly witness: Witness;
  readonly key: WitnessKey;
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Told the code of what failed inside. */
  readonly onFailure?: (code: string) => void;
}

export interface ServedWitness {
  readonly url: string;
  close(): Promise<void>;
}

/** 63 proof lines and a checkpoint with many signatures, post-quantum ones among them, have room. */
const MAX_BODY_BYTES = 128 * 1024;
const REQUEST_MS = 10_000;
const MAX_CONNECTIONS = 256;
const FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'server.port-in-use',
  EACCES: 'server.port-not-allowed',
  EADDRNOTAVAIL: 'server.host-unknown',
  ENOTFOUND: 'server.host-unknown',
};

/**
 * The witness over HTTP: `POST /add-checkpoint`, `GET /<origin hash>/checkpoint`, and its vkey at `GET /vkey`.
 * @throws DomainError (unavailable) `server.port-in-use`, `server.port-not-allowed`, `server.host-unknown`
 */
export async function serveWitness(options: ServeWitnessOptions): Promise<ServedWitness> {
  const { host, port } = options;
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: REQUEST_MS }, (request, response) => {
    answerRequest(options, request).then(
      (it) => send(response, it),
      (error: unknown) => {
        options.onFailure?.(error instanceof DomainError ? error.code : 'witness.failed');
        send(response, { status: 500, body: 'failed\n', type: TEXT });
      },
    );
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, resolve);
  }).catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? FAULTS[String(error.code)] : undefined;
    throw code ? new DomainError(code, 'unavailable', { host, port }) : error;
  });
  const shown = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${shown}:${(server.address() as AddressInfo).port}`, close: () => closeServer(server) };
}

interface HttpAnswer {
  readonly status: WitnessAnswer['status'] | 405 | 408 | 413 | 500;
  readonly body: string;
  readonly type: string;
}

const TEXT = 'text/plain; charset=utf-8';
const NOT_FOUND: HttpAnswer = { status: 404, body: 'not found\n', type: TEXT };

async function answerRequest({ witness, key }: ServeWitnessOptions, request: IncomingMessage): Promise<HttpAnswer> {
  const path = (request.url ?? '').split('?')[0] ?? '';
  if (path === '/add-checkpoint') {
    if (request.method !== 'POST') return { status: 405, body: 'POST only\n', type: TEXT };
    const body = await readBody(request);
    return typeof body === 'string' ? witness.addCheckpoint(body) : body;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return NOT_FOUND;
  if (path === '/vkey') return { status: 200, body: `${formatWitnessVkey(key)}\n`, type: TEXT };
  const [, originHash] = /^\/([0-9a-f]{64})\/checkpoint$/.exec(path) ?? [];
  const note = originHash === undefined ? null : await witness.checkpoint(originHash);
  return note === null ? NOT_FOUND : { status: 200, body: note, type: TEXT };
}

async function readBody(request: IncomingMessage): Promise<string | HttpAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return { status: 413, body: 'too large\n', type: TEXT };
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    return { status: 400, body: 'malformed request\n', type: TEXT };
  }
}

function send(response: ServerResponse, { status, body, type }: HttpAnswer): void {
  // What is left of a body that was too large is not read: the connection ends.
  const end = status === 413 ? { connection: 'close' } : {};
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...end }).end(body);
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const cut = setTimeout(() => server.closeAllConnections(), 1_000);
  await closed;
  clearTimeout(cut);
}
