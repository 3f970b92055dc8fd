import { randomUUID } from 'node:crypto';

/** One request that goes wrong and carries a marker somewhere. */
interface Planted {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What came back: everything that a log on the way, a browser's history or a person could keep. */
export interface PlantedAnswer {
  readonly what: string;
  readonly status: number;
  readonly text: string;
  readonly headers: string;
}

const json = { 'content-type': 'application/json' };
const ID = '00000000000000000000000000';

/**
 * Sends markers wherever a request has room for them, each so that it is refused: in paths, queries, headers, fields of a
 * body, broken JSON, credentials, and the text of a program.
 */
export async function plantMarkers(
  url: string,
  token: string,
  grantId: string,
  marker: string,
): Promise<readonly PlantedAnswer[]> {
  const session = { authorization: `Bearer ${token}` };
  const send = (path: string, body: unknown, headers: Record<string, string> = session): Planted => ({
    method: 'POST',
    path,
    headers: {
      ...json,
      ...headers,
      'idempotency-key': randomUUID(),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const requests: readonly Planted[] = [
    { method: 'GET', path: `/api/v1/${marker}` },
    { method: 'GET', path: `/api/v1/resources/${marker}`, headers: session },
    { method: 'GET', path: `/api/v1/resources?jurisdiction=${marker}&page=${marker}`, headers: session },
    { method: 'GET', path: `/api/v1/evidence/entries/${marker}`, headers: session },
    { method: 'GET', path: `/api/v1/evidence/streams/${marker}`, headers: session },
    { method: 'GET', path: `/log/tile/${marker}` },
    { method: 'GET', path: '/api/v1/session', headers: { authorization: `Bearer ${marker}` } },
    { method: 'GET', path: '/api/v1/session', headers: { cookie: `sluice=${marker}` } },
    { method: marker.slice(0, 6), path: '/api/v1/session' },
    send('/api/v1/session', { account: marker, password: marker, mode: marker }, {}),
    send('/api/v1/session', { account: `a${marker}`, password: marker, mode: 'token' }, {}),
    send('/api/v1/session/password', { oldPassword: marker, newPassword: `new-${marker}` }),
    send('/api/v1/applications', { jurisdiction: marker, contents: { purpose: 1, [marker]: marker } }),
    send('/api/v1/applications', `{"jurisdiction": "${marker}`),
    send(`/api/v1/grants/${grantId}/queries`, { sql: `select '${marker}' from` }),
    send(`/api/v1/grants/${grantId}/queries`, {
      sql: `select citizen_id from hospital_visits where citizen_id = '${marker}'`,
    }),
    send(`/api/v1/grants/grant_${ID}/queries`, { sql: `select '${marker}'` }),
    send(`/api/v1/call/prd_${ID}`, { district: marker }, { authorization: `Bearer ${marker}` }),
    send('/api/v1/bodies', { name: marker, type: marker, creditCode: marker }),
  ];
  return Promise.all(requests.map((request) => answerOf(url, request)));
}

async function answerOf(url: string, { method, path, headers, body }: Planted): Promise<PlantedAnswer> {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    ...(headers ? { headers } : {}),
    ...(body === undefined ? {} : { body }),
  });
  return {
    what: `${method} ${path.slice(0, 40)}`,
    status: response.status,
    text: await response.text(),
    headers: [...response.headers].map((pair) => pair.join(': ')).join('\n'),
  };
}
