import { useSession } from '../../api/session.ts';
import { usePathParam, useGo } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { useCasesWords } from '../../i18n/cases/index.ts';
import { CaseQueue } from './case-queue.tsx';
import { useApplication } from './case-data.ts';
import { Review } from './review.tsx';

/** One application at an address of its own, with the reader's queue beside it. */
export function CasePage() {
  const w = useCasesWords();
  const id = usePathParam('id');
  const go = useGo();
  const role = useSession().data?.active.role;
  const application = useApplication(id).data;
  return (
    <>
      <PageHead
        title={(application?.id === id ? application.scenarioTitle : null) ?? w.list.case}
        back={{ href: '/console/cases', label: w.case.back }}
      />
      <Review
        id={id}
        queueLast
        onDone={() => go('/console/todo')}
        queue={
          <CaseQueue
            scope={role === 'developer' ? 'own' : 'waiting'}
            chosen={id}
            href={(subject, kind) =>
              kind === 'product-release' ? `/console/products/${subject}` : `/console/cases/${subject}`
            }
            scopeHref={(scope) => (scope === 'waiting' ? '/console/todo' : `/console/todo?scope=${scope}`)}
          />
        }
      />
    </>
  );
}
