import { identityRoutes } from '@sluice/contract';
import { useLanguage } from '../i18n/area.ts';
import { useRead } from './use-call.ts';

const KEPT_MS = 300_000;

/** Names of bodies by their id, in the reader's language; undefined where the reader may not know it. */
export function useBodyName(): (id: string | null | undefined) => string | undefined {
  const language = useLanguage();
  const bodies = useRead(identityRoutes.listBodies, { query: {} }, { staleMs: KEPT_MS });
  const names = new Map(
    (bodies.data?.items ?? []).map((body) => [body.id, language === 'en' ? (body.nameEn ?? body.name) : body.name]),
  );
  return (id) => (id ? names.get(id) : undefined);
}
