import { identityRoutes } from '@sluice/contract';
import { createApiClient, type ApiClient } from './client.ts';

/** Signs people in as they are needed and keeps their sessions, so that a chain of many roles reads as one story. */
export interface Actors {
  /** The API as this account sees it. A session that ended (the demo moves the clock) is opened anew. */
  as(account: string): Promise<ApiClient>;
  readonly anyone: ApiClient;
}

export function createActors(url: string, passwordOf: (account: string) => string): Actors {
  const anyone = createApiClient(url);
  const sessions = new Map<string, Promise<string>>();
  const signIn = (account: string): Promise<string> => {
    const token = anyone
      .call(identityRoutes.signIn, { body: { account, password: passwordOf(account), mode: 'token' } })
      .then((answer) => answer.token ?? '');
    sessions.set(account, token);
    token.catch(() => sessions.delete(account));
    return token;
  };
  return {
    anyone,
    async as(account) {
      await (sessions.get(account) ?? signIn(account));
      return anyone.as({
        current: async () => sessions.get(account) ?? signIn(account),
        renew: async () => signIn(account),
      });
    },
  };
}
