import { authorizationRoutes, catalogueRoutes, productRoutes } from '@sluice/contract';
import type { TermKey } from '../i18n/terms/term-key.ts';
import { useMay } from './may.ts';
import { useSession } from './session.ts';
import { useRead } from './use-call.ts';
import { useWorkingDays } from './working-days.ts';

/** One thing that waits for the reader. */
export interface Task {
  readonly id: string;
  readonly kind: 'case' | 'product' | 'resource' | 'demand';
  readonly title: string;
  /** Number or place that tells it from others. */
  readonly note: string;
  /** What is to be done, as a term or as the title of a step. */
  readonly state: { readonly term: TermKey } | { readonly title: string; readonly titleEn: string };
  readonly dueOn: string | null;
  /** Working days left; negative when overdue; null without a limit. */
  readonly left: number | null;
  readonly href: string;
}

const REFRESH_MS = 30_000;

function useCaseTasks(left: (due: string) => number | null): readonly Task[] {
  // Whoever may not read applications has none to handle: a buyer is not sent into a refusal on every page.
  const may = useMay();
  const cases = useRead(
    authorizationRoutes.listApplications,
    { query: { mine: 'to-handle' } },
    { enabled: may('application.read'), refetchMs: REFRESH_MS },
  );
  return (cases.data?.items ?? []).map((one) => ({
    id: one.id,
    kind: 'case',
    title: one.scenarioTitle ?? one.number ?? one.id,
    note: [one.number, one.developer].filter(Boolean).join(' · '),
    state: one.current ?? { term: `applicationState.${one.state}` },
    dueOn: one.current?.dueOn ?? null,
    left: one.current ? left(one.current.dueOn) : null,
    href: `/console/cases/${one.id}`,
  }));
}

function useProductTasks(role: string | undefined, left: (due: string) => number | null): readonly Task[] {
  const dossiers = useRead(
    productRoutes.listProductDossiers,
    { query: {} },
    { enabled: role === 'operator' || role === 'developer' || role === 'data-authority', refetchMs: REFRESH_MS },
  );
  return (dossiers.data?.items ?? [])
    .filter((one) => {
      if (one.state === 'checking') return one.review?.next?.role === role;
      return (
        (role === 'developer' && ['returned', 'frozen', 'draft'].includes(one.state)) ||
        (role === 'operator' && one.state === 'approved')
      );
    })
    .map((one) => {
      const step = one.review?.steps.find((item) => item.state === 'current');
      const due = one.state === 'checking' ? (one.review?.next?.dueOn ?? null) : null;
      return {
        id: one.id,
        kind: 'product',
        title: one.title,
        note: one.sourceStatement[0]?.resourceTitle ?? '',
        state: one.state === 'checking' && step ? step : { term: `productState.${one.state}` },
        dueOn: due,
        left: due ? left(due) : null,
        href: `/console/products/${one.id}`,
      };
    });
}

function useCatalogueTasks(role: string | undefined): readonly Task[] {
  const authority = role === 'data-authority';
  const resources = useRead(
    catalogueRoutes.listResources,
    { query: { state: 'in-review', pageSize: 50 } },
    { enabled: authority, refetchMs: REFRESH_MS },
  );
  const demand = useRead(
    catalogueRoutes.listDemandItems,
    { query: {} },
    { enabled: authority || role === 'sector-authority', refetchMs: REFRESH_MS },
  );
  const wanted = authority ? ['drafted', 'opinion-given'] : ['opinion-requested'];
  return [
    ...(authority ? (resources.data?.items ?? []) : []).map((one): Task => ({
      id: one.id,
      kind: 'resource',
      title: one.title,
      note: one.ownerName,
      state: { term: `resourceState.${one.state}` },
      dueOn: null,
      left: null,
      href: `/console/catalogue/${one.id}`,
    })),
    ...(demand.data?.items ?? [])
      .filter((one) => wanted.includes(one.state))
      .map((one): Task => ({
        id: one.id,
        kind: 'demand',
        title: one.resourceTitle,
        note: one.scenarios[0] ?? '',
        state: { term: `demandState.${one.state}` },
        dueOn: null,
        left: null,
        href: `/console/demand/${one.id}`,
      })),
  ];
}

/** All that waits for the reader in this role, the most urgent first; without a limit last. */
export function useTasks(): { readonly items: readonly Task[]; readonly pending: boolean } {
  const session = useSession();
  const role = session.data?.active.role;
  const left = useWorkingDays();
  const all = [...useCaseTasks(left), ...useProductTasks(role, left), ...useCatalogueTasks(role)];
  return {
    items: all.toSorted((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999')),
    pending: session.isPending,
  };
}
