import { authorizationRoutes, catalogueRoutes, identityRoutes, tradingRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import type { IconName } from '../../design/icon.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { navFor } from '../nav.ts';

export interface Hit {
  readonly id: string;
  readonly icon: IconName;
  readonly title: string;
  readonly note: string;
  readonly href: string;
}

export interface HitGroup {
  readonly name: 'pages' | 'resources' | 'products' | 'cases' | 'bodies';
  readonly hits: readonly Hit[];
}

const EACH = 6;

const holds = (q: string, ...texts: readonly (string | null | undefined)[]): boolean =>
  texts.some((text) => text?.toLowerCase().includes(q.toLowerCase()) ?? false);

/** What is found for some words, by kind. Kinds that the reader may not list stay empty. */
export function useSearchHits(q: string): { readonly groups: readonly HitGroup[]; readonly loading: boolean } {
  const w = useConsoleWords();
  const terms = useTerms();
  const language = useLanguage();
  const session = useSession();
  const enabled = q.length > 0;
  const resources = useRead(catalogueRoutes.listResources, { query: { q, pageSize: EACH } }, { enabled });
  const products = useRead(tradingRoutes.listCatalogueProducts, { query: { q } }, { enabled });
  const cases = useRead(authorizationRoutes.listApplications, { query: {} }, { enabled, staleMs: 30_000 });
  const bodies = useRead(identityRoutes.listBodies, { query: {} }, { enabled, staleMs: 60_000 });
  const groups: readonly HitGroup[] = [
    {
      name: 'pages',
      hits: navFor(session.data?.active.role ?? 'public')
        .filter((item) => !enabled || holds(q, w.nav[item.name]))
        .map((item) => ({
          id: item.name,
          icon: item.icon,
          title: w.nav[item.name],
          note: w.groups[item.group],
          href: item.path,
        })),
    },
    {
      name: 'resources',
      hits: (enabled ? (resources.data?.items ?? []) : []).slice(0, EACH).map((one) => ({
        id: one.id,
        icon: 'resource',
        title: titleIn(language, one),
        note: one.matched.includes('fields') ? `${one.ownerName} · ${w.search.fields}` : one.ownerName,
        href: `/console/catalogue/${one.id}`,
      })),
    },
    {
      name: 'products',
      hits: (enabled ? (products.data?.items ?? []) : []).slice(0, EACH).map((one) => ({
        id: one.id,
        icon: 'product',
        title: one.title,
        note: `${terms.productForm[one.form]} · ${one.developerName}`,
        href: `/console/market/${one.id}`,
      })),
    },
    {
      name: 'cases',
      hits: (enabled ? (cases.data?.items ?? []) : [])
        .filter((one) => holds(q, one.number, one.scenarioTitle, one.scenario, one.id))
        .slice(0, EACH)
        .map((one) => ({
          id: one.id,
          icon: 'application',
          title: one.scenarioTitle ?? one.number ?? one.id,
          note: `${one.number ?? ''} ${terms.applicationState[one.state]}`.trim(),
          href: `/console/cases/${one.id}`,
        })),
    },
    {
      name: 'bodies',
      hits: (enabled ? (bodies.data?.items ?? []) : [])
        .filter((one) => holds(q, one.name, one.nameEn, one.creditCode))
        .slice(0, EACH)
        .map((one) => ({
          id: one.id,
          icon: 'people',
          title: language === 'en' ? (one.nameEn ?? one.name) : one.name,
          note: one.creditCode ?? '',
          href: `/console/evidence?story=${encodeURIComponent(`body:${one.id}`)}`,
        })),
    },
  ];
  return { groups, loading: [resources, products, cases, bodies].some((query) => query.isFetching) };
}
