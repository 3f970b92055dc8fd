import { auditRoutes, evidenceBundleRoutes, evidenceRoutes, lineageRoutes, type Answer } from '@sluice/contract';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from '../../i18n/translate.ts';
import { call } from '../../api/call.ts';

export type Story = Answer<typeof lineageRoutes.readStory>;
export type StoryEntry = Story['entries'][number];
export type Lineage = Answer<typeof lineageRoutes.traceLineage>;
export type LineageNode = Lineage['nodes'][number];
export type Health = Answer<typeof auditRoutes.readLogHealth>;
export type AuditRun = Answer<typeof auditRoutes.listAudits>['items'][number];

const REFRESH_MS = 5000;
const PAGE = 50;

/** What is looked for, as it stands in the address. */
export interface Filters {
  readonly object: string | null;
  readonly person: string | null;
  readonly type: string | null;
  readonly place: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/** Days of the jurisdictions' zone, the last one included. */
const startOf = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString();
const endOf = (day: string): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + 86_400_000).toISOString();

export function useSearch(filters: Filters, enabled: boolean) {
  const { i18n } = useTranslation();
  return useInfiniteQuery({
    queryKey: ['search', filters],
    queryFn: ({ signal, pageParam }) =>
      call(
        lineageRoutes.searchLog,
        {
          query: {
            ...(filters.object ? { object: filters.object } : {}),
            ...(filters.person ? { person: filters.person } : {}),
            ...(filters.type ? { type: filters.type } : {}),
            ...(filters.place ? { jurisdiction: filters.place } : {}),
            ...(filters.from ? { from: startOf(filters.from) } : {}),
            ...(filters.to ? { to: endOf(filters.to) } : {}),
            ...(pageParam === null ? {} : { before: pageParam }),
            limit: PAGE,
          },
        },
        i18n.language,
        signal,
      ),
    initialPageParam: null as number | null,
    getNextPageParam: (last) => last.next,
    enabled,
    placeholderData: (before) => before,
  });
}

export function useStory(stream: string | null) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['story', stream],
    queryFn: ({ signal }) => call(lineageRoutes.readStory, { params: { stream: stream ?? '' } }, i18n.language, signal),
    enabled: stream !== null,
  });
}

export function useLineage(id: string | null, direction: 'back' | 'forward', field: string | null) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['lineage', id, direction, field],
    queryFn: ({ signal }) =>
      call(
        lineageRoutes.traceLineage,
        { params: { id: id ?? '' }, query: { direction, limit: 60, ...(field ? { field } : {}) } },
        i18n.language,
        signal,
      ),
    enabled: id !== null,
    placeholderData: (before) => before,
  });
}

export function useBlastRadius(
  id: string | null,
  kind: 'grant' | 'application' | 'query' | 'supply' | 'freeze' | 'product' | 'order' | 'buyer' | 'epoch',
  after: number,
) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['blast', id, kind, after],
    queryFn: ({ signal }) =>
      call(
        lineageRoutes.readBlastRadius,
        { params: { id: id ?? '' }, query: { kind, after, limit: 20 } },
        i18n.language,
        signal,
      ),
    enabled: id !== null,
    placeholderData: (before) => before,
  });
}

export function useHealth() {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => call(auditRoutes.readLogHealth, {}, i18n.language, signal),
    refetchInterval: REFRESH_MS,
  });
}

export function useAudits(enabled: boolean) {
  const { i18n } = useTranslation();
  return useQuery({
    queryKey: ['audits'],
    queryFn: ({ signal }) => call(auditRoutes.listAudits, { query: { limit: 10 } }, i18n.language, signal),
    enabled,
    refetchInterval: REFRESH_MS,
  });
}

export function useRequestAudit() {
  const client = useQueryClient();
  const { i18n } = useTranslation();
  return useMutation({
    mutationFn: () => call(auditRoutes.requestAudit, { body: { kind: 'full' } }, i18n.language),
    onSuccess: () => client.invalidateQueries({ queryKey: ['audits'] }),
  });
}

export async function fetchStoryBundle(stream: string, language: string): Promise<Uint8Array> {
  return (await call(evidenceBundleRoutes.getStoryBundle, { params: { stream } }, language)) as Uint8Array;
}

export async function fetchProof(entryId: string, language: string) {
  return call(evidenceRoutes.getEntry, { params: { entryId } }, language);
}
