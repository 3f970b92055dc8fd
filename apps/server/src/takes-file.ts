import type { IncomingMessage } from 'node:http';
import * as contract from '@sluice/contract';
import type { Route } from '@sluice/contract';

/** Routes of signed-in people that deliver a file: method and path. */
const deliveries: readonly { readonly method: string; readonly path: RegExp }[] = Object.entries(contract)
  .filter(([name]) => name.endsWith('Routes'))
  .flatMap(([, routes]) => Object.values(routes as Record<string, Route>))
  .filter((route) => route.accepts === 'bytes' && route.access !== 'none')
  .map(({ method, path }) => ({ method, path: new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`) }));

/** Whether a request delivers a file as the contract says, whatever it says of itself. */
export function takesFile({ method, url = '' }: Pick<IncomingMessage, 'method' | 'url'>): boolean {
  const [path = ''] = url.split('?');
  return deliveries.some((one) => one.method === method && one.path.test(path));
}
