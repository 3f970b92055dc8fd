import { doorRoutes } from '@sluice/contract';
import { useEffect, useId, useRef, useState, type FormEvent } from 'react';
import { call } from '../../api/call.ts';
import { useEnter } from '../../api/session.ts';
import { PageHead } from '../../design/page-head.tsx';
import { Button, Panel } from '../../design/primitives.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { useDoorWords } from '../../i18n/doors/index.ts';

/** Where the page that sent somebody to a provider keeps what only it can show. */
export const FLOW_KEY = 'sluice.sign-in-flow';

interface Kept {
  readonly flow: string;
  readonly back: string;
}

function takeKept(): Kept | undefined {
  const text = sessionStorage.getItem(FLOW_KEY);
  sessionStorage.removeItem(FLOW_KEY);
  return text === null ? undefined : (JSON.parse(text) as Kept);
}

/** Only into the console itself: what is kept here is of this tab, and still no address of another site. */
const pageOf = (back: string): string => (/^\/console(\/|$|\?)/.test(back) ? back : '/console');

/** Where a provider sends the browser back to: hands the answer over, asks for a code where there is a second factor. */
export function ReturnedPage() {
  const w = useDoorWords();
  const language = useLanguage();
  const enter = useEnter();
  const began = useRef(false);
  const [asked, setAsked] = useState<{ readonly codeFlow: string; readonly back: string }>();
  const { mutate } = enter;
  useEffect(() => {
    if (began.current) return;
    began.current = true;
    const kept = takeKept();
    mutate(async () => {
      const body = { flow: kept?.flow ?? '', returned: location.search, mode: 'cookie' } as const;
      const answer = await call(doorRoutes.signInByProvider, { body }, language);
      const back = pageOf(kept?.back ?? '');
      if ('codeFlow' in answer) setAsked({ codeFlow: answer.codeFlow, back });
      else location.replace(back);
    });
  }, [language, mutate]);
  const finish = (code: string): void => {
    if (!asked) return;
    mutate(async () => {
      await call(doorRoutes.finishProviderCode, { body: { flow: asked.codeFlow, code, mode: 'cookie' } }, language);
      location.replace(asked.back);
    });
  };
  return (
    <>
      <PageHead title={w.title} />
      <Panel id="returned" title={w.title}>
        {enter.isError ? <p role="alert">{w.returned}</p> : asked ? <CodeForm onCode={finish} /> : <p>{w.returning}</p>}
      </Panel>
    </>
  );
}

function CodeForm({ onCode }: { readonly onCode: (code: string) => void }) {
  const w = useDoorWords();
  const field = useId();
  const [code, setCode] = useState('');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onCode(code);
  };
  return (
    <form onSubmit={submit}>
      <label htmlFor={field}>{w.code}</label>{' '}
      <input
        id={field}
        value={code}
        onChange={(event) => setCode(event.target.value)}
        inputMode="numeric"
        autoComplete="one-time-code"
        minLength={6}
        maxLength={12}
        required
      />{' '}
      <Button type="submit" look="primary">
        {w.go}
      </Button>
    </form>
  );
}
