import { useTranslation } from '../i18n/translate.ts';
import { ProblemError } from '../api/call.ts';
import { fill } from '../i18n/area.ts';
import { useConsoleWords } from '../i18n/console/index.ts';
import { CopyText } from './primitives.tsx';
import { Button } from './primitives.tsx';
import { Icon } from './icon.tsx';
import css from './states.module.css';

/** The sentence for a failure: the server's own words in the reader's language, or ours when nothing arrived. */
export function useErrorWords(): (error: unknown) => {
  readonly title: string;
  readonly text: string;
  readonly trace: string;
} {
  const w = useConsoleWords().state;
  return (error) => {
    if (!(error instanceof ProblemError)) return { title: w.failed, text: w.failedText, trace: '' };
    const trace = error.requestId;
    if (error.status === 403) return { title: w.denied, text: error.message, trace };
    if (error.status === 404) return { title: w.objectGone, text: w.objectGoneText, trace };
    if (error.status >= 500) return { title: w.failed, text: w.failedText, trace };
    return { title: error.message || w.failed, text: '', trace };
  };
}

/** A failed part: what happened, the request's number to name to the administrator, and one way on. */
export function ErrorState(props: {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly roles?: readonly string[];
}) {
  const w = useConsoleWords().state;
  const words = useErrorWords()(props.error);
  if (props.error instanceof ProblemError && props.error.status === 403)
    return <NoPermission text={words.text} {...(props.roles ? { roles: props.roles } : {})} />;
  return (
    <div className={css['state']} role="alert">
      <span className={css['mark']}>
        <Icon name="warn" size={20} />
      </span>
      <div className={css['title']}>{words.title}</div>
      {words.text ? <div className={css['text']}>{words.text}</div> : null}
      {words.trace ? (
        <div className={css['trace']}>
          {w.traceId} <CopyText label={w.traceId} value={words.trace} />
        </div>
      ) : null}
      {props.onRetry ? <Button onClick={props.onRetry}>{w.retry}</Button> : null}
    </div>
  );
}

/** Which roles can, and how to ask. */
export function NoPermission(props: { readonly text?: string; readonly roles?: readonly string[] }) {
  const w = useConsoleWords().state;
  const { t } = useTranslation();
  const names = (props.roles ?? []).map((role) => t(`role.${role}` as 'role.buyer')).join('、');
  return (
    <div className={css['state']} role="status">
      <span className={css['mark']}>
        <Icon name="lock" size={20} />
      </span>
      <div className={css['title']}>{w.denied}</div>
      {props.text ? <div className={css['text']}>{props.text}</div> : null}
      <div className={css['text']}>
        {names ? fill(w.deniedRoles, { roles: names }) : null} {w.deniedAsk}
      </div>
    </div>
  );
}
