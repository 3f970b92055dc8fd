import { authorizationRoutes, catalogueRoutes, identityRoutes, tradingRoutes } from '@sluice/contract';
import { useQueries } from '@tanstack/react-query';
import { call } from '../../api/call.ts';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import type { IconName } from '../../design/icon.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { navFor } from '../nav.ts';

export interface Hit {
  readonly id: string;
  readonly icon: IconName;
  readonly title: string;
  readonly note: string;
  readonly href: string;
}

export interface HitGroup {
  readonly name: 'pages' | 'resources' | 'fields' | 'products' | 'cases' | 'people' | 'bodies';
  readonly hits: readonly Hit[];
}

const EACH = 6;

const holds = (q: string, ...texts: readonly (string | null | undefined)[]): boolean =>
  texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()) ?? false);

const NONE: readonly Hit[] = [];

function useResourceHits(q: string, enabled: boolean) {
  const fields = useConsoleWords().search.inFields;
  const language = useLanguage();
  const query = useRead(catalogueRoutes.listResources, { query: { q, pageSize: EACH } }, { enabled });
  const hits = (query.data?.items ?? []).slice(0, EACH).map((one): Hit => ({
    id: one.id,
    icon: 'resource',
    title: titleIn(language, one),
    note: one.matched.includes('fields') ? `${one.ownerName} · ${fields}` : one.ownerName,
    href: `/console/catalogue/${one.id}`,
  }));
  const inFields = (query.data?.items ?? []).filter((one) => one.matched.includes('fields'));
  return { hits: enabled ? hits : NONE, inFields: enabled ? inFields : [], loading: query.isFetching };
}

/** Fields that hold the words, of the first resources that were found by them. */
function useFieldHits(q: string, resources: readonly { readonly id: string }[]): readonly Hit[] {
  const language = useLanguage();
  const answers = useQueries({
    queries: resources.slice(0, EACH).map(({ id }) => ({
      queryKey: [catalogueRoutes.getResource.name, { params: { id } }],
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        call(catalogueRoutes.getResource, { params: { id } }, language, signal),
      staleTime: 60_000,
    })),
  });
  return answers
    .flatMap(({ data }) =>
      (data?.content.fields ?? [])
        .filter((field) => holds(q, field.title, field.titleEn, field.name))
        .map((field): Hit => ({
          id: `${data?.id}-${field.name}`,
          icon: 'table',
          title: titleIn(language, field),
          note: `${field.name} · ${data ? titleIn(language, data) : ''}`,
          href: `/console/catalogue/${data?.id}?tab=fields`,
        })),
    )
    .slice(0, EACH);
}

function usePeopleHits(q: string, enabled: boolean) {
  const { t } = useTranslation();
  const query = useRead(identityRoutes.findPeople, { query: { q } }, { enabled });
  const hits = (query.data?.items ?? []).slice(0, EACH).map((one): Hit => ({
    id: `${one.id}-${one.bodyId}-${one.role}`,
    icon: 'person',
    title: one.name,
    note: `${one.bodyName} · ${t(`role.${one.role}`)}`,
    href: `/console/evidence?person=${one.id}`,
  }));
  return { hits: enabled ? hits : NONE, loading: query.isFetching };
}

function useProductHits(q: string, enabled: boolean) {
  const terms = useTerms();
  const query = useRead(tradingRoutes.listCatalogueProducts, { query: { q } }, { enabled });
  const hits = (query.data?.items ?? []).slice(0, EACH).map((one): Hit => ({
    id: one.id,
    icon: 'product',
    title: one.title,
    note: `${terms.productForm[one.form]} · ${one.developerName}`,
    href: `/console/market/${one.id}`,
  }));
  return { hits: enabled ? hits : NONE, loading: query.isFetching };
}

function useCaseHits(q: string, enabled: boolean) {
  const terms = useTerms();
  const query = useRead(authorizationRoutes.listApplications, { query: { q } }, { enabled });
  const hits = (query.data?.items ?? []).slice(0, EACH).map((one): Hit => ({
    id: one.id,
    icon: 'application',
    title: one.scenarioTitle ?? one.number ?? one.id,
    note: `${one.number ?? ''} ${terms.applicationState[one.state]}`.trim(),
    href: `/console/cases/${one.id}`,
  }));
  return { hits: enabled ? hits : NONE, loading: query.isFetching };
}

function useBodyHits(q: string, enabled: boolean) {
  const language = useLanguage();
  const query = useRead(identityRoutes.listBodies, { query: {} }, { enabled, staleMs: 60_000 });
  const hits = (query.data?.items ?? [])
    .filter((one) => holds(q, one.name, one.nameEn, one.creditCode))
    .slice(0, EACH)
    .map((one): Hit => ({
      id: one.id,
      icon: 'people',
      title: language === 'en' ? (one.nameEn ?? one.name) : one.name,
      note: one.creditCode ?? '',
      href: `/console/evidence?story=${encodeURIComponent(`body:${one.id}`)}`,
    }));
  return { hits: enabled ? hits : NONE, loading: query.isFetching };
}

/** Pages of the menu; all of them before anything is typed. */
function usePageHits(q: string): readonly Hit[] {
  const w = useConsoleWords();
  const session = useSession();
  return navFor(session.data?.active.role ?? 'public')
    .filter((item) => q === '' || holds(q, w.nav[item.name]))
    .map((item) => ({
      id: item.name,
      icon: item.icon,
      title: w.nav[item.name],
      note: w.groups[item.group],
      href: item.path,
    }));
}

/** What is found for some words, by kind. Kinds that the reader may not list stay empty. */
export function useSearchHits(q: string): { readonly groups: readonly HitGroup[]; readonly loading: boolean } {
  const enabled = q.length > 0;
  const pages = usePageHits(q);
  const resources = useResourceHits(q, enabled);
  const products = useProductHits(q, enabled);
  const cases = useCaseHits(q, enabled);
  const fields = useFieldHits(q, resources.inFields);
  const people = usePeopleHits(q, enabled);
  const bodies = useBodyHits(q, enabled);
  return {
    groups: [
      { name: 'pages', hits: pages },
      { name: 'resources', hits: resources.hits },
      { name: 'fields', hits: fields },
      { name: 'products', hits: products.hits },
      { name: 'cases', hits: cases.hits },
      { name: 'people', hits: people.hits },
      { name: 'bodies', hits: bodies.hits },
    ],
    loading: [resources, products, cases, people, bodies].some((one) => one.loading),
  };
}
