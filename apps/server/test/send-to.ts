import { randomUUID } from 'node:crypto';
import type { Route } from '@sluice/contract';
import type { RefusalCase } from './refusal-case.ts';

/** An answer as a test looks at it. */
export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly text: string;
  readonly code: string;
}

export async function sendTo(
  url: string,
  route: Route,
  { params = {}, query = {}, body }: ReturnType<RefusalCase['send']>,
  credential: string | undefined,
): Promise<Answered> {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const headers = new Headers(credential === undefined ? {} : { authorization: `Bearer ${credential}` });
  if (body !== undefined)
    headers.set('content-type', typeof body === 'string' ? 'application/octet-stream' : 'application/json');
  if (route.method !== 'GET') headers.set('idempotency-key', randomUUID());
  const response = await fetch(`${url}${path}?${new URLSearchParams(query).toString()}`, {
    method: route.method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  return {
    status: response.status,
    type,
    text,
    code: type.includes('problem+json') ? String((JSON.parse(text) as { code: unknown }).code) : '',
  };
}
