import { gateRoutes } from '@sluice/contract';
import { useRead } from '../../api/use-call.ts';
import { fill, useLanguage } from '../../i18n/area.ts';
import { useCasesWords } from '../../i18n/cases/index.ts';
import type { Application } from './case-data.ts';
import { askedFields, useEntries, type Check } from './case-checks.ts';

/** More than this share singled out calls for an explanation, or for fewer fields. */
const SINGLED_OUT = 0.05;
const percent = (share: number): number => Math.round(share * 100);

/** What the fields of an application do together to one kind of entity; nothing where the reader may not know it. */
export function useRisks(id: string | undefined, contents: Application['contents']): readonly Check[] {
  const w = useCasesWords().risk;
  const language = useLanguage();
  const asked = askedFields(contents, useEntries(contents), language);
  const answer = useRead(
    gateRoutes.readJoiningRisk,
    { params: { id: id ?? '' } },
    { enabled: id !== undefined && asked.length > 0, staleMs: 60_000 },
  );
  const entities: Readonly<Record<string, string>> = w.entity;
  return (answer.isPlaceholderData ? [] : (answer.data?.risks ?? [])).map((risk) => {
    const best = risk.without.toSorted((a, b) => a.unique - b.unique)[0];
    // The answer names a field with its table.
    const name = best?.field.split('.').at(-1) ?? '';
    const title = asked.find((field) => field.name === name)?.title ?? name;
    const helps = best && best.unique < risk.unique;
    return {
      id: `risk-${risk.entity}`,
      ok: risk.unique < SINGLED_OUT,
      title: w.title,
      text:
        fill(w.unique, {
          unique: percent(risk.unique),
          below: percent(risk.belowK),
          k: risk.k,
          entity: entities[risk.entity] ?? risk.entity,
        }) + (helps ? fill(w.without, { field: title, unique: percent(best.unique) }) : ''),
    };
  });
}
