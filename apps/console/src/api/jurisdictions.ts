import { jurisdictionRoutes, overviewRoutes } from '@sluice/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../i18n/translate.ts';
import { call } from './call.ts';
import { useRead } from './use-call.ts';

export function useJurisdictions() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['jurisdictions'],
    queryFn: ({ signal }) => call(jurisdictionRoutes.listJurisdictions, {}, i18n.language, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/**
 * Jurisdictions of which this installation holds something: what a filter offers, as value and name. A province whose rules
 * are installed but which has no data of its own is left out; what is chosen already stays.
 */
export function usePlacesWithData(
  chosen: string | null,
): readonly { readonly value: string; readonly label: string }[] {
  const { i18n } = useTranslation();
  const places = useJurisdictions().data?.items ?? [];
  const rows = useRead(overviewRoutes.getOverview, {}, { staleMs: 60_000 }).data?.jurisdictions;
  const holds = new Set(
    rows?.filter((row) => row.resources + row.applications + row.products > 0).map((row) => row.jurisdiction),
  );
  return places
    .filter((one) => !rows || holds.has(one.id) || one.id === chosen)
    .map((one) => ({ value: one.id, label: i18n.language === 'en' ? one.titleEn : one.title }));
}
