import { identityRoutes } from '@sluice/contract';
import { createApiClient, type ApiClient } from './client.ts';

/** Signs people in as they are needed and keeps their sessions, so that a chain of many roles reads as one story. */
export interface Actors {
  /** The API as this account sees it. */
  as(account: string): Promise<ApiClient>;
  readonly anyone: ApiClient;
}

export function createActors(url: string, passwordOf: (account: string) => string): Actors {
  const anyone = createApiClient(url);
  const sessions = new Map<string, Promise<ApiClient>>();
  const signIn = async (account: string): Promise<ApiClient> => {
    const { token } = await anyone.call(identityRoutes.signIn, { body: { account, password: passwordOf(account), mode: 'token' } });
    return anyone.as(token);
  };
  return {
    anyone,
    as(account) {
      const known = sessions.get(account);
      if (known) return known;
      const fresh = signIn(account);
      sessions.set(account, fresh);
      fresh.catch(() => sessions.delete(account));
      return fresh;
    },
  };
}
