import { jurisdictionRoutes } from '@sluice/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../i18n/translate.ts';
import { call } from './call.ts';

export function useJurisdictions() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['jurisdictions'],
    queryFn: ({ signal }) => call(jurisdictionRoutes.listJurisdictions, {}, i18n.language, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}
