import { holderRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { HoldersOf } from './holders-part.tsx';
import css from './holders.module.css';

/** The rights and duties over everything that a product was made from (AUT-12, SEC-01). */
export function ProductHolders({ id }: { readonly id: string }) {
  const holders = useRead(holderRoutes.readProductHolders, { params: { id } });
  return (
    <Await query={holders} skeleton={<RowsSkeleton rows={6} />}>
      {({ sources }) => (
        <Stack>
          {sources.map((source) => (
            <section key={source.id} aria-label={source.title}>
              <h2 className={css['source']}>{source.title}</h2>
              <HoldersOf holders={source} />
            </section>
          ))}
        </Stack>
      )}
    </Await>
  );
}
