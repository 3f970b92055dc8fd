import type { Route } from '@sluice/contract';
import { DomainError } from '@sluice/kernel';
import { z } from 'zod';
import {
  assertOwnOrigin,
  deviceCookie,
  endedCookie,
  findCredential,
  findDevice,
  identify,
  sessionCookie,
} from './credentials.ts';
import { createAnswerHeaders, type AnswerHeaders } from './answer-headers.ts';
import type { ApiOptions } from './api-options.ts';
import type { AnyHandler, Credential, Language, RequestContext } from './handler-types.ts';
import { digestStream } from './digest-stream.ts';
import { runOnce } from './idempotency.ts';
import { failureOf, problemOf } from './problem.ts';
import { assertWritable, checksOf, readBytes, readJson, readQuery } from './read-request.ts';
import { isGuessable, type Admit } from './rate-limits.ts';
import { withReceipts } from './receipts.ts';
import { apiHeaders } from './security-headers.ts';

/** A request as the transport hands it over. */
export interface Incoming {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly address: string;
  readonly local: boolean;
}

export type Serve = (incoming: Incoming) => Promise<Response>;

const NOTHING_ASKED = new URLSearchParams();

/** Most requests have no query, and an address is dear to take apart. */
const searchOf = (url: string): URLSearchParams => (url.includes('?') ? new URL(url).searchParams : NOTHING_ASKED);

const UNSAFE = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

export const languageOf = (headers: Headers): Language =>
  /^\s*zh\b/i.test(headers.get('accept-language') ?? '') ? 'zh-CN' : 'en';

/** Makes the function that serves one route: admit → identify → check input → handle → check answer. */
export function serveRoute<Session, Key>(
  route: Route,
  handle: AnyHandler<Session, Key>,
  options: ApiOptions<Session, Key>,
  admit: Admit,
): Serve {
  const steps = stepsOf(route, handle, options, admit);
  const base = apiHeaders(options.secure);
  return async (incoming) => {
    const started = performance.now();
    const requestId = options.nextRequestId();
    const headers = createAnswerHeaders(base);
    headers.set('request-id', requestId);
    let code = '';
    let response: Response;
    try {
      response = await steps(incoming, requestId, headers);
    } catch (thrown) {
      const error = await countUnproven(thrown, route, incoming, { admit, secure: options.secure });
      const failure = failureOf(error);
      code = failure.code;
      response = problemResponse(error, requestId, incoming.request.headers, headers, options);
      if (failure.status >= 500) options.log.failed({ requestId, route: route.name, code, error });
      if (REFUSED.has(failure.status)) {
        options.onRefusal({ requestId, route: route.name, status: failure.status, code, address: incoming.address });
      }
    }
    const milliseconds = performance.now() - started;
    options.log.answered({
      requestId,
      route: route.name,
      access: route.access,
      status: response.status,
      code,
      milliseconds,
    });
    return response;
  };
}

/** A credential that proves nobody counts as a stranger's request: making them up would else be free. */
async function countUnproven(
  error: unknown,
  route: Route,
  incoming: Incoming,
  { admit, secure }: { readonly admit: Admit; readonly secure: boolean },
): Promise<unknown> {
  if (failureOf(error).status !== UNPROVEN || route.access === 'none' || isGuessable(route)) return error;
  if (!findCredential(incoming.request.headers, route.access, secure)) return error;
  return admit(route, undefined, incoming.address).then(
    () => error,
    (limited: unknown) => limited,
  );
}

const UNPROVEN = 401;

/** Refusals that the security log keeps: nobody known, not allowed, too often. */
const REFUSED: ReadonlySet<number> = new Set([401, 403, 429]);

export function problemResponse<Session, Key>(
  error: unknown,
  requestId: string,
  asked: Headers,
  headers: AnswerHeaders,
  options: Pick<ApiOptions<Session, Key>, 'wording'>,
): Response {
  const failure = failureOf(error);
  const problem = problemOf(failure, requestId, languageOf(asked), options.wording);
  headers.set('content-type', 'application/problem+json');
  headers.dropCookies();
  if (failure.status === 401) headers.set('www-authenticate', 'Bearer');
  const retryAfter = failure.params['retryAfterSeconds'];
  if (typeof retryAfter === 'number') headers.set('retry-after', String(retryAfter));
  return new Response(JSON.stringify(problem), { status: failure.status, headers: headers.toInit() });
}

type Steps = (incoming: Incoming, requestId: string, headers: AnswerHeaders) => Promise<Response>;

function stepsOf<Session, Key>(
  route: Route,
  handle: AnyHandler<Session, Key>,
  options: ApiOptions<Session, Key>,
  admit: Admit,
): Steps {
  const checks = checksOf(route);
  const write = answerWriter(route);
  // Answers that are streams cannot be kept; no write has one.
  const idempotent = UNSAFE.has(route.method) && route.access !== 'none' && typeof route.answers !== 'object';
  return async ({ request, params, address, local }, requestId, headers) => {
    const credential = findCredential(request.headers, route.access, options.secure);
    await admit(route, credential, address);
    if (credential && route.access !== 'none') assertOwnOrigin(credential, route.method, request.headers);
    const actor = await identify(route.access, credential, options.authenticate);
    const search = searchOf(request.url);
    const body = await readBody(route, request, options);
    assertWritable(Object.values(params), 'params');
    const input = {
      params: await checks.params(params),
      query: await checks.query(readQuery(search)),
      body: route.accepts === 'bytes' ? body.value : await checks.body(body.value),
    };
    const context = Object.assign(
      contextOf({ request, requestId, credential, address, local, headers, secure: options.secure }),
      { input, actor },
    );
    const { receiptOf } = options;
    const waits = receiptOf !== undefined && search.get('wait') === 'receipt' && UNSAFE.has(route.method);
    const work = async (): Promise<WrittenAnswer> => {
      const answer = await handle(context);
      return write(waits ? await withReceipts(answer, receiptOf) : answer);
    };
    const key = idempotent ? request.headers.get('idempotency-key') : null;
    if (key === null || !options.idempotency) return toResponse(await work(), route, headers);
    const who = options.principalOf(actor);
    const path = new URL(request.url).pathname + new URL(request.url).search;
    const kept = await runOnce(
      options.idempotency,
      {
        key,
        who,
        method: route.method,
        path,
        body: body.text,
        ...(body.readDigest ? { readDigest: body.readDigest } : {}),
      },
      async () => {
        const { status, body: answer } = await work();
        return { status, body: typeof answer === 'string' ? answer : '' };
      },
    );
    if (kept.repeated) headers.set('idempotency-replayed', 'true');
    return toResponse({ ...kept, body: kept.body === '' ? null : kept.body }, route, headers);
  };
}

async function readBody<Session, Key>(
  route: Route,
  request: Request,
  options: ApiOptions<Session, Key>,
): Promise<{ value: unknown; text: string; readDigest?: () => Promise<string> }> {
  if (route.accepts === 'bytes') {
    const bytes = readBytes(request, options.limits.uploadBytes);
    // A stream cannot be read twice: where a repetition must be told from another file, it is digested on its way.
    if (!request.headers.has('idempotency-key')) return { value: bytes, text: '' };
    const { stream, readDigest } = digestStream(bytes);
    return { value: stream, text: '', readDigest };
  }
  if (!route.body) return { value: undefined, text: '' };
  return readJson(request, options.limits.jsonBytes);
}

interface ContextParts {
  readonly request: Request;
  readonly requestId: string;
  readonly credential: Credential | undefined;
  readonly address: string;
  readonly local: boolean;
  readonly headers: AnswerHeaders;
  readonly secure: boolean;
}

function contextOf({ request, requestId, credential, address, local, headers, secure }: ContextParts): RequestContext {
  return {
    requestId,
    language: languageOf(request.headers),
    credential,
    address,
    local,
    device: findDevice(request.headers, secure),
    // Made only for who asks for it.
    get signal() {
      return request.signal;
    },
    setSession: (token, expiresAt) => headers.addCookie(sessionCookie(token, expiresAt, secure)),
    setDevice: (device, expiresAt) => headers.addCookie(deviceCookie(device, expiresAt, secure)),
    clearSession: () => headers.addCookie(endedCookie(secure)),
    setHeader: (name, value) => headers.set(name, value),
  };
}

interface WrittenAnswer {
  readonly status: number;
  readonly body: string | Uint8Array | ReadableStream<Uint8Array> | null;
}

/**
 * Turns a handler's answer into what is sent. JSON goes through the contract's schema: what it does not name is not
 * sent, and an answer that does not fit is a failure of ours. Only the hot routes are trusted to fit.
 */
function answerWriter(route: Route): (answer: unknown) => Promise<WrittenAnswer> {
  const status = route.status ?? 200;
  const { ok } = route;
  if (typeof route.answers === 'object') return async (answer) => ({ status, body: answer as WrittenAnswer['body'] });
  if (!ok) return async () => ({ status: status === 200 ? 204 : status, body: null });
  if (route.access === 'key') return async (answer) => ({ status, body: JSON.stringify(answer) });
  return async (answer) => {
    const parsed = await z.core.safeParseAsync(ok, answer);
    if (!parsed.success) {
      const paths = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.')}:${issue.code}`);
      throw new DomainError('http.answer-off-contract', 'internal', { route: route.name, paths });
    }
    return { status, body: JSON.stringify(parsed.data) };
  };
}

function toResponse(answer: WrittenAnswer, route: Route, headers: AnswerHeaders): Response {
  if (answer.body !== null) {
    headers.set('content-type', typeof route.answers === 'object' ? route.answers.media : 'application/json');
  }
  return new Response(answer.body as ConstructorParameters<typeof Response>[0], {
    status: answer.status,
    headers: headers.toInit(),
  });
}
