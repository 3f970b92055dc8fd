import type { Route } from '@sluice/contract';
import type { Handlers as HttpHandlers } from '@sluice/http';
import type { Actor } from '@sluice/identity';

/** Who holds an access key is known only to the module that sells: handlers of `key` routes get the key itself. */
export interface KeyHolder {
  readonly key: string;
}

/** Handlers of one area: `export const xHandlers = (services: …): Handlers<typeof xRoutes> => ({ … })`. */
export type Handlers<Routes extends Readonly<Record<string, Route>>> = HttpHandlers<Routes, Actor, KeyHolder>;
