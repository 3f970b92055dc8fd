import * as contract from '@sluice/contract';
import type { Route } from '@sluice/contract';

/** Every route of the contract. */
export const allRoutes: readonly Route[] = Object.entries(contract)
  .filter(([name]) => name.endsWith('Routes'))
  .flatMap(([, routes]) => Object.values(routes as Record<string, Route>));

export interface Visited {
  readonly route: string;
  readonly path: string;
  readonly status: number;
  readonly text: string;
}

const ID = /\b[a-z]{2,12}_[0-9a-z]{26}\b/g;
const IDS_OF_A_KIND = 2;
/** Requests on the way at once: the answers come from another process too, which else would wait for ours. */
const AT_ONCE = 6;

/**
 * Reads everything that can be read over the interface with a token (or none): every route of reading, with every kind
 * of id that earlier answers showed.
 */
export async function crawl(
  url: string,
  token: string | undefined,
  seeds: readonly string[],
): Promise<readonly Visited[]> {
  const known = new Map<string, Set<string>>();
  const learn = (text: string): void => {
    for (const [id] of text.matchAll(ID)) {
      const kind = id.slice(0, id.indexOf('_'));
      const ids = known.get(kind) ?? new Set();
      known.set(kind, ids);
      if (ids.size < IDS_OF_A_KIND) ids.add(id);
    }
  };
  for (const seed of seeds) known.set(seed.slice(0, seed.indexOf('_')), new Set([seed]));
  const visited = new Map<string, Visited>();
  const visit = async (route: Route, path: string): Promise<void> => {
    if (visited.has(path)) return;
    const response = await fetch(`${url}${path}`, {
      headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    });
    const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
    visited.set(path, {
      route: route.name,
      path,
      status: response.status,
      text: Buffer.from(text, 'latin1').toString('utf8'),
    });
    learn(text);
  };
  const reading = allRoutes.filter((route) => route.method === 'GET');
  for (const route of reading.filter(({ path }) => !path.includes(':'))) await visit(route, route.path);
  // Ids that the lists showed open everything else.
  const ids = [...known.values()].flatMap((set) => [...set]);
  const left = reading
    .filter(({ path }) => path.includes(':'))
    .flatMap((route) => ids.map((id) => ({ route, path: route.path.replace(/:\w+/, id) })))
    .values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const { route, path } of left) await visit(route, path);
    }),
  );
  return [...visited.values()];
}
