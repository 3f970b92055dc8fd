import type { Answer, CallInput, Route } from '@sluice/contract';
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';

/** A problem answer of the platform (RFC 9457), with the code that names it. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly problem: unknown;

  constructor(route: string, status: number, code: string, problem: unknown) {
    super(`${route}: ${String(status)} ${code}`);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = code;
    this.problem = problem;
  }
}

type Given<T> = { readonly [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key] } & {
  readonly [Key in keyof T as undefined extends T[Key] ? Key : never]?: T[Key];
};
/** What a call gives: parts that the route does not have may be left out. */
export type ApiInput<R extends Route> = Given<CallInput<R>> & {
  /** Same key, same write: a repeated call is answered with the first one's result. Chosen freshly unless given. */
  readonly idempotencyKey?: string;
};

/** A bearer credential: a fixed one, or one that can be had anew when the platform no longer knows it. */
export type Credential = string | { current(): Promise<string>; renew(): Promise<string> };

/** One actor's view of the public HTTP API. */
export interface ApiClient {
  readonly url: string;
  call<R extends Route>(
    route: R,
    ...input: Record<never, never> extends ApiInput<R> ? [ApiInput<R>?] : [ApiInput<R>]
  ): Promise<Answer<R>>;
  /** The same server with another credential: a session token or a buyer's key. */
  as(credential: Credential | undefined): ApiClient;
}

/** How often a limited or unavailable answer is tried again before it is reported. */
const TRIES = 6;
/** Something between us and the platform answered. */
const NO_PROBLEM = 'http.no-problem-document';

interface SentInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/**
 * A small typed client over the routes of `@sluice/contract`. Answers are parsed by the contract's schemas, so that an
 * answer that breaks the contract is found here and not three steps later.
 * @throws ApiProblem where the platform answers with a problem.
 */
export function createApiClient(url: string, credential?: Credential): ApiClient {
  const base = url.replace(/\/$/, '');
  return {
    url: base,
    as: (next) => createApiClient(base, next),
    async call(route, ...[input]) {
      const sent = (input ?? {}) as SentInput;
      const request = toRequest(base, route, sent);
      await authorize(request.headers, credential, 'current');
      for (let attempt = 1; ; attempt += 1) {
        const response = await fetch(request.url, request.init);
        if (response.status === 401 && attempt === 1 && typeof credential === 'object') {
          await response.arrayBuffer();
          await authorize(request.headers, credential, 'renew');
          continue;
        }
        if ((response.status === 429 || response.status === 503) && attempt < TRIES) {
          const refusal = await readAnswer(route, response).catch((problem: unknown) => problem);
          // The platform itself said that this attempt came to nothing, and may have entered that: the next is another one.
          if (isRefusal(refusal) && sent.idempotencyKey === undefined && request.headers.has('idempotency-key'))
            request.headers.set('idempotency-key', randomUUID());
          await wait(1000 * Math.min(10, Number(response.headers.get('retry-after') ?? attempt)));
          continue;
        }
        return (await readAnswer(route, response)) as never;
      }
    },
  };
}

const isRefusal = (answer: unknown): boolean => answer instanceof ApiProblem && answer.code !== NO_PROBLEM;

async function authorize(
  headers: Headers,
  credential: Credential | undefined,
  how: 'current' | 'renew',
): Promise<void> {
  if (credential === undefined) return;
  headers.set('authorization', `Bearer ${typeof credential === 'string' ? credential : await credential[how]()}`);
}

function toRequest(base: string, route: Route, sent: SentInput): { url: string; headers: Headers; init: RequestInit } {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(sent.params?.[name] ?? ''));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(sent.query ?? {})) if (value !== undefined) query.set(name, String(value));
  const headers = new Headers({ accept: 'application/json' });
  if (route.method !== 'GET') headers.set('idempotency-key', sent.idempotencyKey ?? randomUUID());
  const init: RequestInit = { method: route.method, headers };
  if (route.accepts === 'bytes') {
    headers.set('content-type', 'application/octet-stream');
    init.body = sent.body as Uint8Array<ArrayBuffer> | Blob;
  } else if (sent.body !== undefined) {
    headers.set('content-type', 'application/json');
    init.body = JSON.stringify(sent.body);
  }
  return { url: `${base}${path}${query.size > 0 ? `?${query.toString()}` : ''}`, headers, init };
}

async function readAnswer(route: Route, response: Response): Promise<unknown> {
  if (!response.ok) {
    const text = await response.text();
    const problem = parseProblem(text);
    throw new ApiProblem(route.name, response.status, problem?.code ?? NO_PROBLEM, problem ?? text.slice(0, 300));
  }
  if (typeof route.answers === 'object') return new Uint8Array(await response.arrayBuffer());
  if (response.status === 204 || route.ok === undefined) {
    await response.arrayBuffer();
    return undefined;
  }
  const parsed = z.safeParse(route.ok, await response.json());
  if (!parsed.success)
    throw new ApiProblem(route.name, response.status, 'contract.answer-differs', parsed.error.issues.slice(0, 5));
  return parsed.data;
}

const problemCode = z.looseObject({ code: z.string() });

function parseProblem(text: string): z.infer<typeof problemCode> | undefined {
  try {
    return problemCode.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
