import { useTranslation } from '../../i18n/translate.ts';
import { ProblemError } from '../../api/call.ts';
import { Button, StateNote } from '../../design/primitives.tsx';
import css from './explorer.module.css';
import type { Lineage } from './explorer-api.ts';
import { useKindName } from './kind-name.ts';
import { fill, useWords } from './words.ts';

export function LineageFault({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) {
  const words = useWords().lineage;
  const { t } = useTranslation();
  const status = error instanceof ProblemError ? error.status : 0;
  if (status === 403) return <StateNote alert title={words.refused} text={words.refusedText} />;
  if (status === 404 || status === 400 || status === 422)
    return <StateNote title={words.unknown} text={words.unknownText} />;
  return (
    <StateNote
      alert
      title={t('common.failed')}
      text={error instanceof ProblemError ? t('common.requestId', { id: error.requestId }) : ''}
      action={<Button onClick={onRetry}>{t('common.retry')}</Button>}
    />
  );
}

/** What the picture does not show, and why. */
export function LineageNotes({
  lineage,
}: {
  readonly lineage: Pick<Lineage, 'hidden' | 'truncated' | 'counts'> & { readonly nodes?: Lineage['nodes'] };
}) {
  const words = useWords().lineage;
  const kindName = useKindName();
  const hidden = Object.entries(lineage.hidden).map(([kind, count]) => `${kindName(kind)} ${count}`);
  const total = Object.values(lineage.counts).reduce((sum, count) => sum + count, 0);
  const shown = lineage.nodes?.length ?? total;
  return (
    <div className={css['notes']}>
      {shown < total ? <p>{fill(words.more, { shown, total })}</p> : null}
      {lineage.truncated ? <p>{words.truncated}</p> : null}
      {hidden.length > 0 ? <p data-testid="hidden">{fill(words.hidden, { list: hidden.join('、') })}</p> : null}
    </div>
  );
}
