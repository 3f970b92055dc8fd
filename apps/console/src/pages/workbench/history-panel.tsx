import { gateRoutes } from '@sluice/contract';
import { useState } from 'react';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { Segmented, Tag } from '../../design/primitives.tsx';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useWorkbenchWords } from '../../i18n/workbench/index.ts';
import css from './history.module.css';
import { readTexts, type Draft } from './use-drafts.ts';

/** What was sent to the gate, with the text where this browser wrote it; and every text that was put away here. */
export function HistoryPanel(props: {
  readonly grantId: string;
  readonly drafts: readonly Draft[];
  readonly onRestore: (sql: string) => void;
}) {
  const w = useWorkbenchWords().history;
  const [side, setSide] = useState<'server' | 'local'>('server');
  const sent = useRead(gateRoutes.listQueries, { params: { id: props.grantId }, query: {} });
  const texts = readTexts(props.grantId);
  const kept = props.drafts.filter((one) => one.closed && one.sql.trim() !== '').toReversed();
  return (
    <section className={css['panel']} aria-label={w.title}>
      <header className={css['head']}>
        <Segmented
          label={w.title}
          value={side}
          options={[
            { value: 'server', label: w.server },
            { value: 'local', label: w.local },
          ]}
          onChange={setSide}
        />
        <span className={css['note']}>{w.text}</span>
      </header>
      {side === 'local' ? (
        kept.length === 0 ? (
          <Empty icon="clock" title={w.none} />
        ) : (
          <ul className={css['rows']}>
            {kept.map((one) => (
              <li key={one.id}>
                <time dateTime={one.savedAt}>{formatInstant(one.savedAt)}</time>
                <code>{one.sql.slice(0, 160)}</code>
                <button type="button" onClick={() => props.onRestore(one.sql)}>
                  {w.restore}
                </button>
              </li>
            ))}
          </ul>
        )
      ) : (
        <Await query={sent} skeleton={<RowsSkeleton rows={4} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="clock" title={w.none} />
            ) : (
              <ul className={css['rows']} data-testid="history">
                {items.map((one) => {
                  const text = texts[one.id];
                  return (
                    <li key={one.id}>
                      <time dateTime={one.at}>{formatInstant(one.at)}</time>
                      <span className={css['what']}>
                        <Tag>{w.kind[one.kind]}</Tag>
                        <Tag tone={one.verdict === 'accepted' ? 'ok' : 'bad'}>
                          {one.verdict === 'accepted' ? w.accepted : w.refused}
                        </Tag>
                      </span>
                      {text ? (
                        <code>{text.slice(0, 160)}</code>
                      ) : (
                        <span className={css['note']} title={one.textDigest}>
                          {w.otherDevice} · {shorten(one.textDigest, 8, 0)}
                        </span>
                      )}
                      {text ? (
                        <button type="button" onClick={() => props.onRestore(text)}>
                          {w.restore}
                        </button>
                      ) : null}
                    </li>
                  );
                })}
              </ul>
            )
          }
        </Await>
      )}
    </section>
  );
}
