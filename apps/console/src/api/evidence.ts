import {
  authorizationRoutes,
  catalogueRoutes,
  evidenceRoutes,
  overviewRoutes,
  tradingRoutes,
  type Answer,
} from '@sluice/contract';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from '../i18n/translate.ts';
import { call } from './call.ts';

/** New calls appear by themselves; often enough to be seen happening, seldom enough to cost nothing. */
const REFRESH_MS = 5000;

export type Overview = Answer<typeof overviewRoutes.getOverview>;
export type Call = Overview['recentCalls'][number];
export type Chain = Answer<typeof evidenceRoutes.getChain>;
export type ChainNode = Chain['nodes'][number];
export type Entry = ChainNode['entries'][number];

export function useOverview() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['overview'],
    queryFn: ({ signal }) => call(overviewRoutes.getOverview, {}, i18n.language, signal),
    refetchInterval: REFRESH_MS,
  });
}

export function useLog() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['log'],
    queryFn: ({ signal }) => call(evidenceRoutes.getLog, {}, i18n.language, signal),
    refetchInterval: REFRESH_MS,
  });
}

export function useChain(entryId: string | null) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['chain', entryId],
    queryFn: ({ signal }) =>
      call(evidenceRoutes.getChain, { params: { entryId: entryId ?? '' } }, i18n.language, signal),
    enabled: entryId !== null,
    // A call that has just been made is still on its way into the log.
    refetchInterval: (query) =>
      query.state.data?.nodes.some((n) => n.entries.some((e) => e.status !== 'published')) ? 1500 : false,
  });
}

export function useEntry(entryId: string | null) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['entry', entryId],
    queryFn: ({ signal }) =>
      call(evidenceRoutes.getEntry, { params: { entryId: entryId ?? '' } }, i18n.language, signal),
    enabled: entryId !== null,
    refetchInterval: (query) => (query.state.data && query.state.data.receipt === null ? 1500 : false),
  });
}

export function useResources(jurisdiction: string | null, q: string, enabled: boolean) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['resources', jurisdiction, q],
    queryFn: ({ signal }) =>
      call(
        catalogueRoutes.listPublishedResources,
        { query: { ...(jurisdiction ? { jurisdiction } : {}), ...(q ? { q } : {}), pageSize: 50 } },
        i18n.language,
        signal,
      ),
    enabled,
    placeholderData: (before) => before,
  });
}

export function useProducts(jurisdiction: string | null, enabled: boolean) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['products', jurisdiction],
    queryFn: ({ signal }) =>
      call(tradingRoutes.listCatalogueProducts, { query: jurisdiction ? { jurisdiction } : {} }, i18n.language, signal),
    enabled,
  });
}

export function useGrants(enabled: boolean) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['grants'],
    queryFn: ({ signal }) => call(authorizationRoutes.listGrants, { query: {} }, i18n.language, signal),
    enabled,
  });
}
