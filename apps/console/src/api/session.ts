import { identityRoutes } from '@sluice/contract';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '../i18n/translate.ts';
import { call, ProblemError } from './call.ts';

/** The signed-in session, or null for a stranger. */
export function useSession() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      try {
        return await call(identityRoutes.getSession, {}, i18n.language, signal);
      } catch (error) {
        if (error instanceof ProblemError && error.status === 401) return null;
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
    // All that was seen as somebody else must be asked for anew.
    onSuccess: () => client.invalidateQueries(),
  });
}

export function useSignOut() {
  const client = useQueryClient();
  const { i18n } = useTranslation();
  return useMutation({
    mutationFn: () => call(identityRoutes.signOut, {}, i18n.language),
    onSuccess: () => client.invalidateQueries(),
  });
}
