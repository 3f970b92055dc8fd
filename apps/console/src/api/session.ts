import { identityRoutes } from '@sluice/contract';
import { useMutation, useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useTranslation, type Language } from '../i18n/translate.ts';
import { call, ProblemError, readAnswer } from './call.ts';
import { keepFor } from './kept-here.ts';

declare global {
  interface Window {
    /** Asked by `public/theme.js` before any script of the build ran. */
    sluiceSession?: Promise<Response>;
  }
}

/** Who is signed in, by the answer that was asked for with the document, once; asked for anew afterwards. */
async function readSession(language: Language, signal: AbortSignal) {
  const early = await window.sluiceSession?.catch(() => undefined);
  delete window.sluiceSession;
  return early ? readAnswer(identityRoutes.getSession, early) : call(identityRoutes.getSession, {}, language, signal);
}

/** Whether the document said that its visitor has no session: then there is none to ask for, until somebody signs in. */
function arrivedWithout(): boolean {
  const { dataset } = document.documentElement;
  const without = dataset['session'] === 'none';
  delete dataset['session'];
  return without;
}

/** The signed-in session, or null for a stranger. */
export function useSession() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['session'],
    queryFn: async ({ signal }) => {
      if (arrivedWithout()) {
        keepFor(null);
        return null;
      }
      try {
        const session = await readSession(i18n.language, signal);
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

/** Signs in by another door than the password: what was seen as nobody is asked for anew. */
export function useEnter() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (enter: () => Promise<unknown>) => enter(),
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
