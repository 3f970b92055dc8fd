import { useState } from 'react';
import { useUrlState } from '../../api/url-state.ts';
import { Button, Skeleton, StateNote } from '../../design/primitives.tsx';
import { formatCount, shorten } from '../../i18n/format.ts';
import { useTranslation } from '../../i18n/translate.ts';
import css from './explorer.module.css';
import { useBlastRadius } from './explorer-api.ts';
import { useKindName } from './kind-name.ts';
import { LineageFault, LineageNotes } from './lineage-notes.tsx';
import { fill, useWords } from './words.ts';

/** Kinds that are affected when a source is withdrawn, in the order in which people ask. */
const KINDS = ['grant', 'application', 'supply', 'query', 'freeze', 'product', 'order', 'buyer'] as const;
type Kind = (typeof KINDS)[number];

/** Blast radius: how many of each kind, and those of one kind page by page. */
export function BlastList({ id, onChoose }: { readonly id: string; readonly onChoose: (stream: string) => void }) {
  const words = useWords().lineage;
  const { i18n } = useTranslation();
  const kindName = useKindName();
  const [kept, setKept] = useUrlState('kind');
  const [after, setAfter] = useState(0);
  const kind: Kind = KINDS.find((one) => one === kept) ?? 'product';
  const blast = useBlastRadius(id, kind, after);
  if (blast.isPending)
    return (
      <div className={css['skeletons']}>
        <Skeleton height={72} />
        <Skeleton height={160} />
      </div>
    );
  if (blast.isError) return <LineageFault error={blast.error} onRetry={() => void blast.refetch()} />;
  const { counts, items, next } = blast.data;
  return (
    <>
      <p className={css['lead']}>{words.blastText}</p>
      <div className={css['figures']} role="group" aria-label={words.counts}>
        {KINDS.map((one) => (
          <button
            key={one}
            type="button"
            className={css['figure']}
            aria-pressed={one === kind}
            onClick={() => {
              setKept(one === 'product' ? null : one);
              setAfter(0);
            }}
            data-testid="blast-kind"
            data-kind={one}
          >
            <span>{kindName(one)}</span>
            <strong>{formatCount(counts[one] ?? 0, i18n.language)}</strong>
          </button>
        ))}
      </div>
      {items.length === 0 ? <StateNote title={words.noneOfKind} /> : null}
      <ul className={css['results']} data-refetching={blast.isPlaceholderData}>
        {items.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              className={css['result']}
              onClick={() => onChoose(`${kind === 'buyer' ? 'body' : kind}:${item.id}`)}
            >
              <span className={css['resultMain']}>
                <span>{item.name ?? <span className="mono">{shorten(item.id, 10, 6)}</span>}</span>
                {item.calls > 0 ? <span>{fill(words.calls, { count: item.calls })}</span> : null}
              </span>
              <span className={css['resultSub']}>
                <span>{item.owner ? fill(words.owner, { name: item.owner }) : ''}</span>
                <span>{item.fields.join(', ')}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className={css['more']}>
        {after > 0 ? <Button onClick={() => setAfter(0)}>{words.first}</Button> : null}
        {next === null ? null : <Button onClick={() => setAfter(next)}>{words.page}</Button>}
      </div>
      <LineageNotes lineage={blast.data} />
    </>
  );
}
