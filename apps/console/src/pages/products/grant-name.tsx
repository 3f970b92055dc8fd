import { authorizationRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { shorten } from '../../i18n/format.ts';

/** A grant by its scenario, for whoever may read it; else by its number. */
export function GrantName({ id }: { readonly id: string }) {
  const grant = useRead(authorizationRoutes.readGrant, { params: { id } }, { staleMs: 60_000 });
  return <>{grant.data?.scenarioTitle ?? shorten(id, 8, 6)}</>;
}
