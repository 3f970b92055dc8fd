import { identityRoutes } from '@sluice/contract';
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTranslation } from '../i18n/translate.ts';
import { call, ProblemError } from './call.ts';
import { keepFor } from './kept-here.ts';

/** The signed-in session, or null for a stranger. */
export function useSession() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      try {
        const session = await call(identityRoutes.getSession, {}, i18n.language, signal);
        keepFor(session.active.id);
        return session;
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) {
          keepFor(null);
          return null;
        }
        throw error;
      }
    },
    staleTime: 60_000,
  });
}

export function useDemoAccounts(enabled: boolean) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['demo-accounts'],
    queryFn: ({ signal }) => call(identityRoutes.listDemoAccounts, {}, i18n.language, signal),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

export function useSignIn() {
  const client = useQueryClient();
  const { i18n } = useTranslation();
  return useMutation({
    mutationFn: (account: { readonly account: string; readonly password: string }) =>
      call(identityRoutes.signIn, { body: { ...account, mode: 'cookie' } }, i18n.language),
    onSuccess: () => forgetAnswers(client),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  const { i18n } = useTranslation();
  return useMutation({
    mutationFn: () => call(identityRoutes.signOut, {}, i18n.language),
    onSuccess: () => forgetAnswers(client),
  });
}

/** Acts from now on for another body or in another role of the same person. */
export function useSwitchMembership() {
  const client = useQueryClient();
  const { i18n } = useTranslation();
  return useMutation({
    mutationFn: (membershipId: string) =>
      call(identityRoutes.switchMembership, { body: { membershipId } }, i18n.language),
    onSuccess: () => forgetAnswers(client),
  });
}

/** What does not depend on who asks, or says who asks. */
const OF_NOBODY: ReadonlySet<unknown> = new Set(['session', 'demo-accounts']);

/** All that was seen as somebody else is gone from here, not only asked for anew: it must not stand there meanwhile. */
async function forgetAnswers(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ['session'] });
  await client.resetQueries({ predicate: ({ queryKey }) => !OF_NOBODY.has(queryKey[0]) });
}
