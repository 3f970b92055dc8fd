import type { ComponentType } from 'react';
import type { FrameName } from './shell/frame-name.ts';

export interface PageEntry {
  /** Path with `$name` for its parameters. */
  readonly path: string;
  readonly frame: FrameName;
  readonly load: () => Promise<ComponentType>;
}

/**
 * The routing table: one line a page. A page is fetched when it is first opened; the menu (`shell/nav.ts`) and links
 * (`useExists`) show only what stands here.
 */
export const pages: readonly PageEntry[] = [
  { path: '/', frame: 'portal', load: async () => (await import('./pages/portal/portal-page.tsx')).PortalPage },
  {
    path: '/chain',
    frame: 'portal',
    load: async () => (await import('./pages/evidence/evidence-page.tsx')).EvidencePage,
  },
  {
    path: '/evidence',
    frame: 'portal',
    load: async () => (await import('./pages/explorer/explorer-page.tsx')).ExplorerPage,
  },
  { path: '/console', frame: 'console', load: async () => (await import('./pages/home/home-page.tsx')).HomePage },
  { path: '/console/todo', frame: 'console', load: async () => (await import('./pages/cases/todo-page.tsx')).TodoPage },
  {
    path: '/console/cases',
    frame: 'console',
    load: async () => (await import('./pages/cases/cases-page.tsx')).CasesPage,
  },
  {
    path: '/console/cases/new',
    frame: 'console',
    load: async () => (await import('./pages/apply/apply-page.tsx')).ApplyPage,
  },
  {
    path: '/console/cases/$id',
    frame: 'console',
    load: async () => (await import('./pages/cases/case-page.tsx')).CasePage,
  },
  {
    path: '/console/catalogue',
    frame: 'console',
    load: async () => (await import('./pages/catalogue/catalogue-page.tsx')).CataloguePage,
  },
  {
    path: '/console/catalogue/$id',
    frame: 'console',
    load: async () => (await import('./pages/catalogue/resource-page.tsx')).ResourcePage,
  },
  {
    path: '/console/deliveries',
    frame: 'console',
    load: async () => (await import('./pages/deliveries/deliveries-page.tsx')).DeliveriesPage,
  },
  {
    path: '/console/demand',
    frame: 'console',
    load: async () => (await import('./pages/demand/demand-page.tsx')).DemandPage,
  },
  {
    path: '/console/demand/$id',
    frame: 'console',
    load: async () => (await import('./pages/demand/demand-item-page.tsx')).DemandItemPage,
  },
  {
    path: '/console/grants',
    frame: 'console',
    load: async () => (await import('./pages/grants/grants-page.tsx')).GrantsPage,
  },
  {
    path: '/console/grants/$id',
    frame: 'console',
    load: async () => (await import('./pages/grants/grant-page.tsx')).GrantPage,
  },
  {
    path: '/console/evidence',
    frame: 'console',
    load: async () => (await import('./pages/explorer/explorer-page.tsx')).ExplorerPage,
  },
  {
    path: '/console/workbench',
    frame: 'console',
    load: async () => (await import('./pages/workbench/workbench-page.tsx')).WorkbenchPage,
  },
  {
    path: '/console/products',
    frame: 'console',
    load: async () => (await import('./pages/products/products-page.tsx')).ProductsPage,
  },
  {
    path: '/console/products/new',
    frame: 'console',
    load: async () => (await import('./pages/products/product-form-page.tsx')).ProductFormPage,
  },
  {
    path: '/console/products/$id',
    frame: 'console',
    load: async () => (await import('./pages/products/product-page.tsx')).ProductPage,
  },
  {
    path: '/console/market',
    frame: 'console',
    load: async () => (await import('./pages/market/market-page.tsx')).MarketPage,
  },
  {
    path: '/console/market/$id',
    frame: 'console',
    load: async () => (await import('./pages/market/market-product-page.tsx')).MarketProductPage,
  },
  {
    path: '/console/orders',
    frame: 'console',
    load: async () => (await import('./pages/market/orders-page.tsx')).OrdersPage,
  },
  {
    path: '/products',
    frame: 'portal',
    load: async () => (await import('./pages/market/market-page.tsx')).PublicProductsPage,
  },
  {
    path: '/products/$id',
    frame: 'portal',
    load: async () => (await import('./pages/market/market-product-page.tsx')).PublicProductPage,
  },
  {
    path: '/operators',
    frame: 'portal',
    load: async () => (await import('./pages/portal/operators-page.tsx')).OperatorsPage,
  },
  {
    path: '/notices',
    frame: 'portal',
    load: async () => (await import('./pages/notices/notices-page.tsx')).NoticesPage,
  },
  {
    path: '/notices/$id',
    frame: 'portal',
    load: async () => (await import('./pages/notices/notice-page.tsx')).NoticePage,
  },
  {
    path: '/console/registers',
    frame: 'console',
    load: async () => (await import('./pages/registers/registers-page.tsx')).RegistersPage,
  },
  {
    path: '/console/selections',
    frame: 'console',
    load: async () => (await import('./pages/selections/selections-page.tsx')).SelectionsPage,
  },
  {
    path: '/console/selections/$id',
    frame: 'console',
    load: async () => (await import('./pages/selections/selection-page.tsx')).SelectionPage,
  },
  {
    path: '/console/selections/agreements/new',
    frame: 'console',
    load: async () => (await import('./pages/developers/agreement-form-page.tsx')).AgreementFormPage,
  },
  {
    path: '/console/selections/developers/$id',
    frame: 'console',
    load: async () => (await import('./pages/developers/developer-page.tsx')).DeveloperPage,
  },
  {
    path: '/console/selections/agreements/$id',
    frame: 'console',
    load: async () => (await import('./pages/selections/agreement-page.tsx')).AgreementPage,
  },
  {
    path: '/console/holds',
    frame: 'console',
    load: async () => (await import('./pages/holds/holds-page.tsx')).HoldsPage,
  },
  {
    path: '/console/agency',
    frame: 'console',
    load: async () => (await import('./pages/agency/agency-page.tsx')).AgencyPage,
  },
  {
    path: '/console/agency/entry',
    frame: 'console',
    load: async () => (await import('./pages/entry/entry-page.tsx')).EntryPage,
  },
  {
    path: '/console/agency/import',
    frame: 'console',
    load: async () => (await import('./pages/entry/import-page.tsx')).ImportPage,
  },
  {
    path: '/console/agency/source',
    frame: 'console',
    load: async () => (await import('./pages/sources/source-form-page.tsx')).SourceFormPage,
  },
  {
    path: '/console/products/$id/holders',
    frame: 'console',
    load: async () => (await import('./pages/holders/product-holders-page.tsx')).ProductHoldersPage,
  },
  {
    path: '/papers',
    frame: 'portal',
    load: async () => (await import('./pages/papers/check-paper-page.tsx')).CheckPaperPage,
  },
  {
    path: '/sign-in/returned',
    frame: 'portal',
    load: async () => (await import('./pages/doors/returned-page.tsx')).ReturnedPage,
  },
  {
    path: '/console/doors',
    frame: 'console',
    load: async () => (await import('./pages/doors/doors-page.tsx')).DoorsPage,
  },
  {
    path: '/console/oversight',
    frame: 'console',
    load: async () => (await import('./pages/oversight/oversight-page.tsx')).OversightPage,
  },
  {
    path: '/console/keeping',
    frame: 'console',
    load: async () => (await import('./pages/keeping/keeping-page.tsx')).KeepingPage,
  },
  {
    path: '/console/people',
    frame: 'console',
    load: async () => (await import('./pages/people/people-page.tsx')).PeoplePage,
  },
  {
    path: '/console/rules',
    frame: 'console',
    load: async () => (await import('./pages/rules/rules-page.tsx')).RulesPage,
  },
  {
    path: '/console/account',
    frame: 'console',
    load: async () => (await import('./pages/account/account-page.tsx')).AccountPage,
  },
  { path: '/me', frame: 'me', load: async () => (await import('./pages/portal/me-page.tsx')).MePage },
  {
    path: '/console/supervision',
    frame: 'console',
    load: async () => (await import('./pages/supervision/supervision-page.tsx')).SupervisionPage,
  },
  { path: '/screen', frame: 'screen', load: async () => (await import('./pages/screen/screen-page.tsx')).ScreenPage },
];

const patterns = pages.map((page) => new RegExp(`^${page.path.replaceAll(/\$[a-zA-Z]+/g, '[^/]+')}/?$`));

/** Whether a page stands at this address (its search part does not matter): what is not built yet is not linked. */
export function pageExists(href: string): boolean {
  const path = href.split('?')[0] ?? '';
  return patterns.some((pattern) => pattern.test(path));
}
