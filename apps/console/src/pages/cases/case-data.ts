import { authorizationRoutes, caseRoutes, type Answer } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';

export type Application = Answer<typeof authorizationRoutes.readApplication>;
export type CasePage = Answer<typeof caseRoutes.readCase>;
export type CaseStep = CasePage['steps'][number];
export type Opinion = CaseStep['opinions'][number];

const REFRESH_MS = 30_000;

export function useApplication(id: string | null) {
  return useRead(
    authorizationRoutes.readApplication,
    { params: { id: id ?? '' } },
    { enabled: id !== null, refetchMs: REFRESH_MS },
  );
}

/** The case of an application; while another one is fetched, the one before is not taken for it. */
export function useCasePage(caseId: string | undefined): CasePage | undefined {
  const page = useRead(
    caseRoutes.readCase,
    { params: { id: caseId ?? '' } },
    { enabled: caseId !== undefined, refetchMs: REFRESH_MS },
  );
  return page.data && page.data.id === caseId ? page.data : undefined;
}

export function useInbox() {
  return useRead(caseRoutes.readInbox, { query: {} }, { refetchMs: REFRESH_MS });
}

/** Where a task of the work list is done: applications and their like on this page, the others on theirs. */
export function taskHref(kind: string, subject: string): string {
  if (kind === 'use-application') return `/console/todo?case=${subject}`;
  return kind === 'product-release' ? `/console/products/${subject}` : `/console/todo?case=${subject}`;
}
