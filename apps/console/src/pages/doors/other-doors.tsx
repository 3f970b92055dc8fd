import { doorRoutes } from '@sluice/contract';
import { call } from '../../api/call.ts';
import { useEnter } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { Button } from '../../design/primitives.tsx';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useDoorWords } from '../../i18n/doors/index.ts';
import { enterByPasskey, hasPasskeys } from './passkey.ts';
import { FLOW_KEY } from './returned-page.tsx';

/** The ways in besides the password. */
export function OtherDoors() {
  const w = useDoorWords();
  const language = useLanguage();
  const enter = useEnter();
  const providers =
    useRead(doorRoutes.listSignInProviders, {}, { staleMs: Number.POSITIVE_INFINITY }).data?.items ?? [];
  const go = async (provider: string): Promise<void> => {
    const { url, flow } = await call(doorRoutes.beginProviderSignIn, { body: { provider } }, language);
    sessionStorage.setItem(FLOW_KEY, JSON.stringify({ flow, back: location.pathname + location.search }));
    location.assign(url);
  };
  return (
    <>
      {hasPasskeys() ? (
        <Button disabled={enter.isPending} onClick={() => enter.mutate(() => enterByPasskey(language))}>
          {w.signIn}
        </Button>
      ) : null}
      {providers.map(({ id, title }) => (
        <Button key={id} onClick={() => void go(id)}>
          {fill(w.by, { title })}
        </Button>
      ))}
      {enter.isError ? <p role="alert">{w.failed}</p> : null}
    </>
  );
}
