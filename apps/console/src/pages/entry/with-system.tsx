import { catalogueRoutes, type Answer } from '@sluice/contract';
import type { ReactNode } from 'react';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { useAgencyWords } from '../../i18n/agency/index.ts';

type Systems = Answer<typeof catalogueRoutes.listSystems>['items'];

/** Entries belong to a registered system: without one, that comes first. */
export function WithSystem(props: { readonly children: (systems: Systems) => ReactNode }) {
  const w = useAgencyWords().systems;
  const ownerId = useSession().data?.active.bodyId ?? '';
  const systems = useRead(catalogueRoutes.listSystems, { query: { ownerId } }, { enabled: ownerId !== '' });
  return (
    <Await query={systems} skeleton={<RowsSkeleton rows={10} />}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty icon="system" title={w.empty} text={w.emptyText} action={<Go to="/console/agency">{w.register}</Go>} />
        ) : (
          props.children(items)
        )
      }
    </Await>
  );
}
