import { useUrl } from '../../api/url-state.ts';
import { useGo } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { fill } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { CaseQueue, type QueueScope } from './case-queue.tsx';
import { taskHref, useInbox } from './case-data.ts';
import { OtherTasks } from './other-tasks.tsx';
import { Review } from './review.tsx';

/** What waits for the reader, by working days left: the first one is open at once. */
export function TodoPage() {
  const w = useCasesWords().todo;
  const url = useUrl();
  const go = useGo();
  const inbox = useInbox();
  const kept = url.get('scope');
  const scope: QueueScope = kept === 'own' || kept === 'handled' ? kept : 'waiting';
  const first = scope === 'waiting' ? inbox.data?.items.find((item) => item.kind === 'use-application') : undefined;
  const chosen = url.get('case') ?? first?.subject ?? null;
  const part = scope === 'waiting' ? '' : `&scope=${scope}`;
  const { counts } = inbox.data ?? {};
  return (
    <>
      <PageHead
        title={w.title}
        note={counts ? fill(w.note, { total: `${counts.total}${counts.capped ? '+' : ''}`, red: counts.red }) : ' '}
      />
      <OtherTasks />
      <Review
        id={chosen}
        onDone={() => go('/console/todo')}
        queue={
          <CaseQueue
            scope={scope}
            chosen={chosen}
            href={(subject, kind) => {
              const href = taskHref(kind, subject);
              return href.startsWith('/console/todo') ? href + part : href;
            }}
            scopeHref={(to) => (to === 'waiting' ? '/console/todo' : `/console/todo?scope=${to}`)}
          />
        }
      />
    </>
  );
}
