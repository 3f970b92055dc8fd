import type { Answer, CallInput, Route } from '@sluice/contract';

/** What the server answers when it does not do what was asked (RFC 9457), as an error of the page. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly code: string;
  readonly requestId: string;

  constructor(status: number, code: string, detail: string, requestId: string) {
    super(detail);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

const BASE = '/api/v1';

type Values = Readonly<Record<string, string | number | boolean | undefined>>;

export function buildUrl(path: string, params: Values, query: Values): string {
  const filled = path.replace(/:([A-Za-z]+)/g, (_, name: string) => encodeURIComponent(String(params[name] ?? '')));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return `${path.startsWith(BASE) ? '' : BASE}${filled}${text ? `?${text}` : ''}`;
}

const NOT_FOUND = 404;

/** An address whose identifier has no form that one could have names nothing, like one that is not there. */
const namesNothing = (issues: unknown): boolean =>
  Array.isArray(issues) &&
  issues.length > 0 &&
  issues.every((issue: { readonly path?: unknown }) => String(issue.path).startsWith('params'));

async function toProblem(response: Response): Promise<ProblemError> {
  const body = (await response.json().catch(() => ({}))) as Partial<Record<string, string>> & { issues?: unknown };
  return new ProblemError(
    namesNothing(body.issues) ? NOT_FOUND : response.status,
    body['code'] ?? 'http.no-answer',
    body['detail'] ?? body['title'] ?? response.statusText,
    body['requestId'] ?? '',
  );
}

/** Input parts that a route does not have may be left out. */
export type Given<R extends Route> = {
  readonly [K in keyof CallInput<R> as CallInput<R>[K] extends undefined ? never : K]: CallInput<R>[K];
};

/** Calls one route of the contract. @throws ProblemError */
export async function call<R extends Route>(
  route: R,
  input: Given<R>,
  language: string,
  signal?: AbortSignal,
): Promise<Answer<R>> {
  return readAnswer(route, await send(route, input, language, signal));
}

function send(route: Route, input: object, language: string, signal: AbortSignal | undefined): Promise<Response> {
  const parts = input as { params?: Values; query?: Values; body?: unknown };
  return fetch(buildUrl(route.path, parts.params ?? {}, parts.query ?? {}), {
    method: route.method,
    credentials: 'same-origin',
    headers: {
      'accept-language': language,
      ...(route.method === 'GET' ? {} : { 'sluice-request': '1', 'content-type': 'application/json' }),
    },
    ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
    ...(signal ? { signal } : {}),
  });
}

/** What a route answered. @throws ProblemError */
export async function readAnswer<R extends Route>(route: R, response: Response): Promise<Answer<R>> {
  if (!response.ok) throw await toProblem(response);
  if (route.answers && route.answers !== 'json') return new Uint8Array(await response.arrayBuffer()) as Answer<R>;
  return (response.status === 204 ? undefined : await response.json()) as Answer<R>;
}
