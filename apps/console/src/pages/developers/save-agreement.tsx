import { authorizationRoutes, operationRoutes } from '@sluice/contract';
import { useWrite } from '../../api/use-call.ts';
import { useErrorWords } from '../../design/error-state.tsx';
import { useGo } from '../../design/go.tsx';
import { Button } from '../../design/primitives.tsx';
import { fill, joinWords, useLanguage } from '../../i18n/area.ts';
import { useDeveloperWords } from '../../i18n/developers/index.ts';
import type { Value } from '../cases/document-form.tsx';
import css from '../sources/sources.module.css';

export type Typed = Readonly<Record<string, string>>;

/** Keeps the text for signing, or registers one that is in force already; says what is still missing. */
export function SaveAgreement(props: {
  readonly jurisdiction: string;
  readonly selection: string | null;
  readonly takesOver: boolean;
  readonly typed: Typed;
  readonly contents: Readonly<Record<string, Value>>;
  readonly lacking: readonly string[];
}) {
  const w = useDeveloperWords().agreement;
  const go = useGo();
  const language = useLanguage();
  const words = useErrorWords();
  const draft = useWrite(operationRoutes.draftAgreement, { done: w.saved });
  const appoint = useWrite(authorizationRoutes.appointOperator, { done: w.saved });
  const text = (name: string): string => (props.typed[name] ?? '').trim();
  const given = (name: 'field' | 'mandate' | 'minutes') => (text(name) ? { [name]: text(name) } : {});
  const save = async (): Promise<void> => {
    const body = {
      ...{ jurisdiction: props.jurisdiction, operator: text('operator'), basis: text('basis') },
      ...{ startsOn: text('startsOn'), endsOn: text('endsOn'), contents: props.contents },
      ...given('field'),
      ...given('mandate'),
      ...given('minutes'),
    };
    const { data } = props.takesOver
      ? await appoint.mutateAsync({ body })
      : await draft.mutateAsync({ body: { ...body, ...(props.selection ? { selection: props.selection } : {}) } });
    go(`/console/selections/agreements/${data.id}`);
  };
  const error = draft.error ?? appoint.error;
  return (
    <div className={css['save']}>
      {props.lacking.length > 0 ? (
        <p role="status" className={css['lacking']}>
          {fill(w.problems, { list: joinWords(language, props.lacking) })}
        </p>
      ) : null}
      {error ? (
        <p className={css['error']} role="alert">
          {words(error).text || words(error).title}
        </p>
      ) : null}
      <Button
        look="primary"
        disabled={props.lacking.length > 0 || draft.isPending || appoint.isPending}
        onClick={() => void save().catch(() => undefined)}
      >
        {props.takesOver ? w.saveTakeOver : w.save}
      </Button>
    </div>
  );
}
