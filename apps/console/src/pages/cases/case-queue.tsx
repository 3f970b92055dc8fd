import { caseRoutes } from '@sluice/contract';
import { useRef, type KeyboardEvent } from 'react';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { ClockChip } from '../../design/marks.tsx';
import { Tag } from '../../design/primitives.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { pageExists } from '../../pages.ts';
import { useInbox } from './case-data.ts';
import css from './case-queue.module.css';

export type QueueScope = 'waiting' | 'own' | 'handled';
const SCOPES: readonly QueueScope[] = ['waiting', 'own', 'handled'];

/** What waits for the reader by working days left; and the cases that the own body opened or handled. */
export function CaseQueue(props: {
  readonly scope: QueueScope;
  readonly chosen: string | null;
  /** The address of one item, with the same queue beside it. */
  readonly href: (subject: string, kind: string) => string;
  readonly scopeHref: (scope: QueueScope) => string;
}) {
  const w = useCasesWords().todo;
  const inbox = useInbox();
  return (
    <>
      <nav className={css['scopes']} aria-label={w.queue}>
        {SCOPES.map((scope) => (
          <Go key={scope} to={props.scopeHref(scope)} aria-current={scope === props.scope ? 'page' : undefined}>
            {w[scope]}
            {scope === 'waiting' && inbox.data ? (
              <span>{`${inbox.data.counts.total}${inbox.data.counts.capped ? '+' : ''}`}</span>
            ) : null}
          </Go>
        ))}
      </nav>
      {props.scope === 'waiting' ? <Waiting {...props} /> : <Listed {...props} scope={props.scope} />}
    </>
  );
}

interface Row {
  readonly id: string;
  readonly href: string;
  readonly current: boolean;
  readonly title: string;
  readonly by: string;
  readonly left: React.ReactNode;
  readonly right: React.ReactNode;
}

function Waiting(props: Parameters<typeof CaseQueue>[0]) {
  const words = useCasesWords();
  const language = useLanguage();
  const kinds: Readonly<Record<string, string>> = words.kind;
  return (
    <Await query={useInbox()} skeleton={<RowsSkeleton rows={6} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="todo" title={words.todo.empty} text={words.todo.emptyText} />
        ) : (
          <Rows
            rows={items.map((item) => ({
              id: item.caseId,
              href: props.href(item.subject, item.kind),
              current: item.subject === props.chosen,
              title: item.title ?? kinds[item.kind] ?? item.kind,
              by: item.proposer.name,
              left: titleIn(language, { title: item.stepTitle, titleEn: item.stepTitleEn }),
              right: <ClockChip left={item.workingDaysLeft} dueOn={item.dueOn} provisional={item.dueProvisional} />,
            }))}
          />
        )
      }
    </Await>
  );
}

function Listed(props: Parameters<typeof CaseQueue>[0] & { readonly scope: 'own' | 'handled' }) {
  const words = useCasesWords();
  const language = useLanguage();
  const kinds: Readonly<Record<string, string>> = words.kind;
  const cases = useRead(caseRoutes.listCases, { query: { scope: props.scope } });
  return (
    <Await query={cases} skeleton={<RowsSkeleton rows={6} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="todo" title={props.scope === 'own' ? words.todo.emptyOwn : words.todo.emptyHandled} />
        ) : (
          <Rows
            rows={items.map((item) => ({
              id: item.caseId,
              href: props.href(item.subject, item.kind),
              current: item.subject === props.chosen,
              title: item.title ?? kinds[item.kind] ?? item.kind,
              by: item.proposer.name,
              left: item.current ? titleIn(language, item.current) : (kinds[item.kind] ?? ''),
              right: <Tag>{words.caseState[item.state]}</Tag>,
            }))}
          />
        )
      }
    </Await>
  );
}

function Rows(props: { readonly rows: readonly Row[] }) {
  const list = useRef<HTMLUListElement>(null);
  const move = (event: KeyboardEvent): void => {
    const by =
      event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
    if (by === 0) return;
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <ul ref={list} className={css['rows']} onKeyDown={move}>
      {props.rows.map((row) => {
        const content = (
          <>
            <span className={css['title']}>{row.title}</span>
            <span className={css['by']}>{row.by}</span>
            <span className={css['foot']}>
              <span>{row.left}</span>
              {row.right}
            </span>
          </>
        );
        return (
          <li key={row.id}>
            {pageExists(row.href) ? (
              <Go to={row.href} aria-current={row.current ? 'true' : undefined} data-testid="queue-item">
                {content}
              </Go>
            ) : (
              <div>{content}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
