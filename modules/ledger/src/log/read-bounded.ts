/** Asking another machine: everything it may do to us is bounded. */
export interface BoundedAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

export interface BoundedRequest {
  readonly method: 'GET' | 'POST';
  readonly body?: string | Uint8Array;
  readonly type?: string;
  /** For the whole exchange, reading included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** Null when nothing usable came: unreachable, too late, too large, or a redirect. */
export async function askBounded(url: string, request: BoundedRequest): Promise<BoundedAnswer | null> {
  const late = AbortSignal.timeout(request.timeoutMs);
  try {
    const response = await fetch(url, {
      method: request.method,
      redirect: 'error',
      signal: request.signal ? AbortSignal.any([late, request.signal]) : late,
      headers: request.type === undefined ? {} : { 'content-type': request.type },
      ...(request.body === undefined ? {} : { body: request.body as string }),
    });
    const body = await readBounded(response, request.maxBytes);
    return body && { status: response.status, type: response.headers.get('content-type') ?? '', body };
  } catch {
    return null;
  }
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array | null> {
  if (!response.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
