import type { Answer, Route } from '@sluice/contract';
import { buildUrl, ProblemError, type Given } from './call.ts';

/** Between 0 and 1: how much of the file has left this machine. */
export type OnProgress = (share: number) => void;

/**
 * Sends a file to a route that takes bytes; unlike `call` it says how far it is, which only XMLHttpRequest can.
 * @throws ProblemError; with code `http.aborted` when `signal` was raised
 */
export function sendBytes<R extends Route>(
  route: R,
  input: Omit<Given<R>, 'body'>,
  file: Blob,
  language: string,
  options: { readonly onProgress?: OnProgress; readonly signal?: AbortSignal } = {},
): Promise<Answer<R>> {
  const parts = input as { params?: Record<string, string>; query?: Record<string, string | number | undefined> };
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(route.method, buildUrl(route.path, parts.params ?? {}, parts.query ?? {}));
    request.setRequestHeader('accept-language', language);
    request.setRequestHeader('sluice-request', '1');
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'text';
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) options.onProgress?.(event.loaded / event.total);
    };
    request.onload = () => {
      const body = parse(request.responseText);
      if (request.status < 400) resolve(body as Answer<R>);
      else reject(problemOf(request.status, body));
    };
    request.onerror = () => reject(new ProblemError(0, 'http.no-answer', '', ''));
    request.onabort = () => reject(new ProblemError(0, 'http.aborted', '', ''));
    options.signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function problemOf(status: number, body: unknown): ProblemError {
  const said = body as Partial<Record<'code' | 'detail' | 'title' | 'requestId', string>>;
  return new ProblemError(status, said.code ?? 'http.no-answer', said.detail ?? said.title ?? '', said.requestId ?? '');
}
