import { catalogueRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { Facts } from '../../design/detail-page.tsx';
import { Grade } from '../../design/marks.tsx';
import { fill, joinWords, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { useEntryWords } from '../../i18n/entry/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { ACCESS, type EntryForm } from './entry-form.ts';

/** Everything that is going to be handed in, on one page. */
export function EntrySummary({ form }: { readonly form: EntryForm }) {
  const w = useEntryWords();
  const terms = useTerms();
  const language = useLanguage();
  const sectors: Readonly<Record<string, string>> = useCatalogueWords().sector;
  const ownerId = useSession().data?.active.bodyId ?? '';
  const systems = useRead(catalogueRoutes.listSystems, { query: { ownerId } }, { enabled: ownerId !== '' }).data?.items;
  const fields = form.fields ?? [];
  const modes: Readonly<Record<string, string>> = { ...w.access.modes, ...w.access.returnModes };
  return (
    <Facts
      columns={2}
      items={[
        [w.title, form.title],
        [w.name, form.name],
        [w.titleEn, form.titleEn],
        [w.description, form.description],
        [w.system, systems?.find((one) => one.id === form.systemId)?.name],
        [w.sector, form.sector ? (sectors[form.sector] ?? form.sector) : null],
        [w.class, form.class ? terms.dataClass[form.class] : null],
        [w.form, form.form ? w.forms[form.form] : null],
        [w.cycle, form.updateCycle ? terms.updateCycle[form.updateCycle] : null],
        [w.grade, form.grade ? <Grade key="grade" grade={form.grade} /> : null],
        [w.keywords, joinWords(language, form.keywords ?? [])],
        [
          w.steps.fields,
          fields.length > 0
            ? fill(w.sumFields, {
                count: fields.length,
                sensitive: fields.filter((one) => one.role !== 'other').length,
              })
            : null,
        ],
        ...ACCESS.map((name) => {
          const access = form[name];
          const said = access ? [modes[access.mode] ?? '', access.conditions ?? '', access.reason ?? ''] : [];
          return [w.access[name], said.filter(Boolean).join('：')] as const;
        }),
      ]}
    />
  );
}
