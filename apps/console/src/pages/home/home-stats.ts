import {
  authorizationRoutes,
  catalogueRoutes,
  gateRoutes,
  overviewRoutes,
  productRoutes,
  tradingRoutes,
} from '@sluice/contract';
import { useTasks } from '../../api/tasks.ts';
import { useRead } from '../../api/use-call.ts';
import type { Stat } from '../../design/stat-card.tsx';
import { fill } from '../../i18n/area.ts';
import type { zhCN } from '../../i18n/home/zh-cn.ts';
import { useHomeWords } from '../../i18n/home/index.ts';
import type { Session } from '../../shell/nav.ts';

type StatName = keyof typeof zhCN.stats;

const BY_ROLE: Readonly<Partial<Record<Session['active']['role'], readonly StatName[]>>> = {
  'data-authority': ['todo', 'applications', 'grants', 'overdue'],
  'county-authority': ['todo', 'applications', 'grants', 'overdue'],
  custodian: ['resources', 'records', 'calls'],
  'source-agency': ['ownResources', 'records', 'grants', 'calls'],
  'sector-authority': ['todo', 'resources', 'grants'],
  operator: ['todo', 'products', 'grants', 'calls'],
  developer: ['ownApplications', 'grants', 'dossiers', 'calls'],
  'security-regulator': ['calls', 'overuse', 'overdue', 'grants'],
  'economic-regulator': ['calls', 'products', 'overdue', 'grants'],
  inspection: ['calls', 'overdue', 'grants'],
  buyer: ['orders', 'products', 'calls'],
};
const OTHERS: readonly StatName[] = ['resources', 'products', 'calls'];

/** The figures that matter to a role, each with the filtered list behind it. */
export function useHomeStats({ active }: Session): readonly Stat[] {
  const w = useHomeWords();
  const names = BY_ROLE[active.role] ?? OTHERS;
  const wants = (...some: readonly StatName[]): { enabled: boolean } => ({
    enabled: some.some((name) => names.includes(name)),
  });
  const tasks = useTasks();
  const overview = useRead(overviewRoutes.getOverview, {}, { refetchMs: 30_000 });
  const open = useRead(
    authorizationRoutes.listApplications,
    { query: active.role === 'developer' ? {} : { state: 'in-review' } },
    wants('applications', 'ownApplications'),
  );
  const grants = useRead(authorizationRoutes.listGrants, { query: { state: 'active' } }, wants('grants'));
  const own = useRead(
    catalogueRoutes.listResources,
    { query: { ownerId: active.bodyId, pageSize: 1 } },
    wants('ownResources'),
  );
  const dossiers = useRead(productRoutes.listProductDossiers, { query: {} }, wants('dossiers'));
  const orders = useRead(tradingRoutes.listOrders, { query: {} }, wants('orders'));
  const overdue = useRead(authorizationRoutes.listOverdueSteps, { query: {} }, wants('overdue'));
  const overuse = useRead(gateRoutes.listOveruse, { query: {} }, wants('overuse'));
  const place = overview.data?.jurisdictions.find((one) => one.jurisdiction === active.jurisdiction);
  const late = tasks.items.filter((task) => task.left !== null && task.left < 0).length;
  /** A figure that this reader may not know is left out. */
  const total = (query: { readonly data?: { readonly total: number } | undefined; readonly isError: boolean }) =>
    query.isError ? null : query.data?.total;
  const sofar = { note: w.toJurisdiction };
  const all: Readonly<Record<StatName, Omit<Stat, 'id' | 'title'>>> = {
    todo: {
      value: tasks.pending ? undefined : tasks.items.length,
      unit: w.units.case,
      note: late > 0 ? fill(w.overdueOf, { count: late }) : w.noneOverdue,
      href: '/console/todo',
    },
    resources: { value: place?.resources, unit: w.units.item, href: '/console/catalogue', ...sofar },
    ownResources: { value: total(own), unit: w.units.item, href: `/console/catalogue?ownerId=${active.bodyId}` },
    records: { value: place?.records, unit: w.units.row, href: '/console/catalogue', ...sofar },
    applications: { value: total(open), unit: w.units.case, href: '/console/cases?state=in-review' },
    ownApplications: { value: total(open), unit: w.units.case, href: '/console/cases' },
    grants: { value: total(grants), unit: w.units.item, href: '/console/grants?state=active' },
    products: { value: place?.products, unit: w.units.product, href: '/console/market', ...sofar },
    dossiers: { value: total(dossiers), unit: w.units.product, href: '/console/products' },
    calls: { value: place?.calls, unit: w.units.call, href: '/console/calls', ...sofar },
    orders: { value: total(orders), unit: w.units.order, href: '/console/orders' },
    overdue: {
      value: overdue.isError ? null : overdue.data?.items.length,
      unit: w.units.item,
      href: '/console/supervision',
      ...(overdue.data && overdue.data.items.length > 0 ? { tone: 'bad' as const } : { note: w.noneOverdue }),
    },
    overuse: { value: total(overuse), unit: w.units.call, href: '/console/supervision?tab=overuse' },
  };
  return names.map((name) => ({ id: name, title: w.stats[name], ...all[name] }));
}
