import { createHash } from 'node:crypto';
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
/** Visitors for whom ids of a kind opened nothing on a route, after whom it is taken for a kind of other routes. */
const MISSES = 4;
/** Requests on the way at once: the answers come from another process too, which else would wait for ours. */
const AT_ONCE = 6;

/** Visitors who were shown the same under an address, after whom it is the same for all who see less. */
const ALIKE = 3;

/**
 * What visitors have met, by route and kind of id: for how many nothing was there, and whether anything was for one; and
 * by address, what was last shown there and to how many.
 */
export interface Met {
  readonly pairs: Map<string, { misses: number; opened: boolean }>;
  readonly shown: Map<string, { digest: string; times: number }>;
}

/**
 * Reads everything that can be read over the interface with a token (or none): every route of reading, with every kind
 * of id that earlier answers showed.
 */
export async function crawl(
  url: string,
  token: string | undefined,
  seeds: readonly string[],
  met: Met,
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
  const visit = async (route: Route, path: string): Promise<number> => {
    const before = visited.get(path);
    if (before) return before.status;
    const seen = met.shown.get(path);
    if (seen && seen.times >= ALIKE) return 200;
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
    if (response.status === 200) {
      const digest = createHash('sha256').update(text).digest('hex');
      met.shown.set(path, { digest, times: seen?.digest === digest ? seen.times + 1 : 1 });
    }
    return response.status;
  };
  const reading = allRoutes.filter((route) => route.method === 'GET');
  for (const route of reading.filter(({ path }) => !path.includes(':'))) await visit(route, route.path);
  // Ids that the lists showed open everything else. Where one of a kind opens nothing its like is not tried.
  const left = reading
    .filter(({ path }) => path.includes(':'))
    .flatMap((route) => [...known].map(([kind, ids]) => ({ route, kind, ids: [...ids] })))
    .values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const { route, kind, ids } of left) {
        const pair = `${route.name} ${kind}`;
        const before = met.pairs.get(pair) ?? { misses: 0, opened: false };
        met.pairs.set(pair, before);
        if (!before.opened && before.misses >= MISSES) continue;
        for (const id of ids) {
          const status = await visit(route, route.path.replace(/:\w+/, id));
          if (status === 200) before.opened = true;
          if (status !== 400 && status !== 404) continue;
          before.misses += 1;
          break;
        }
      }
    }),
  );
  return [...visited.values()];
}
