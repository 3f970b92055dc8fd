import { randomUUID } from 'node:crypto';
import type { Things } from './refusal-case.ts';

/** What is asked for: from the act on, nothing is handed out any more after so long (INC-03). */
export const CLOSED_WITHIN_MS = 5_000;
/** A door that stayed closed for so long is taken as closed. */
const QUIET_MS = 1_200;
const PAUSE_MS = 25;
const BEFORE_MS = 300;

type Doors = Readonly<Record<string, () => Promise<Response>>>;

/** Ways by which something of a grant gets out; `tokenOf` gives the session of somebody in a role. */
export function doorsOf(
  url: string,
  things: Things,
  opens: { readonly accessKey: string; readonly table: string; readonly parameters: object },
  tokenOf: (role: string) => string,
): Doors {
  const send = (path: string, credential: string, body: unknown): Promise<Response> =>
    fetch(`${url}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${credential}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    });
  const developer = tokenOf('developer');
  return {
    query: () =>
      send(`/grants/${things.grant}/queries`, developer, { sql: `select count(*) as n from ${opens.table}` }),
    sample: () => send(`/grants/${things.grant}/samples`, developer, { table: opens.table, size: 10, seed: '1' }),
    freeze: () => send(`/products/${things.product}/freeze`, developer, {}),
    call: () => send(`/call/${things.product}`, opens.accessKey, opens.parameters),
    'new order': () => send('/orders', tokenOf('buyer'), { productId: things.product, use: 'again' }),
  };
}

export interface Closing {
  /** When the door answered last as open, in milliseconds after the act. */
  readonly openFor: number;
  /** Its status now. */
  readonly now: number;
}

/** Knocks at every door without end while something is done, until all have been closed for a while. */
export async function closeAndMeasure(doors: Doors, act: () => Promise<unknown>): Promise<Record<string, Closing>> {
  const lastOpen = new Map<string, number>();
  let acted = Number.POSITIVE_INFINITY;
  const over = (): boolean => {
    const sinceAct = performance.now() - acted;
    const newest = Math.max(acted, ...lastOpen.values());
    return sinceAct > CLOSED_WITHIN_MS + QUIET_MS || (sinceAct > 0 && performance.now() - newest > QUIET_MS);
  };
  const loops = Object.entries(doors).map(async ([door, knock]) => {
    while (!over()) {
      const response = await knock();
      await response.arrayBuffer();
      // Too often is not closed.
      if (response.status < 400 || response.status === 429) lastOpen.set(door, performance.now());
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  });
  await new Promise((resolve) => setTimeout(resolve, BEFORE_MS));
  acted = performance.now();
  await act();
  await Promise.all(loops);
  const measured: Record<string, Closing> = {};
  for (const [door, knock] of Object.entries(doors))
    measured[door] = { openFor: Math.max(0, (lastOpen.get(door) ?? 0) - acted), now: (await knock()).status };
  return measured;
}
