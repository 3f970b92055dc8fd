import { authorizationRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { useLanguage } from '../../i18n/area.ts';
import { useApplyWords } from '../../i18n/apply/index.ts';
import { wordReason } from '../../i18n/reasons.ts';

/** What could be asked for less, of the draft as it was saved: advice for whoever applies, never a refusal. */
export function MinimalAdvice({ id }: { readonly id: string }) {
  const w = useApplyWords();
  const language = useLanguage();
  const advice = useRead(authorizationRoutes.readApplication, { params: { id } }).data?.advice ?? [];
  if (advice.length === 0) return null;
  return (
    <section aria-labelledby="advice-title">
      <h2 id="advice-title">{w.advice}</h2>
      <ul>
        {advice.map(({ resourceId, field, reason }) => (
          <li key={`${resourceId}.${field}`}>{wordReason(reason, language)}</li>
        ))}
      </ul>
    </section>
  );
}
