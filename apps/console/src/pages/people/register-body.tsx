import { identityRoutes, type Answer } from '@sluice/contract';
import { useJurisdictions } from '../../api/jurisdictions.ts';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useWrite } from '../../api/use-call.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { usePeopleWords } from '../../i18n/people/index.ts';

type Body = Answer<typeof identityRoutes.listBodies>['items'][number];

const options = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** Enters a body; who is not the platform's administrator waits for the data authority's review. */
export function RegisterBody({ bodies }: { readonly bodies: readonly Body[] }) {
  const w = usePeopleWords().bodies;
  const language = useLanguage();
  const may = useMay();
  const active = useSession().data?.active;
  const places = useJurisdictions().data?.items ?? [];
  const sectors = useCatalogueWords().sector;
  const create = useWrite(identityRoutes.createBody, { done: w.registered });
  if (!may('body.create') || !active) return null;
  return (
    <ActForm
      label={w.register}
      text={w.registerText}
      fields={[
        { name: 'name', label: w.name, required: true },
        { name: 'nameEn', label: w.nameEn },
        { name: 'type', label: w.type, kind: 'select', start: 'firm', options: options(w.types) },
        { name: 'credit', label: w.credit, shown: (given) => given.text('type') !== 'individual' },
        { name: 'level', label: w.level, kind: 'select', start: 'city', options: options(w.levels) },
        {
          name: 'place',
          label: w.place,
          kind: 'select',
          start: active.jurisdiction,
          options: places.map((one) => ({ value: one.id, label: titleIn(language, one) })),
        },
        {
          name: 'division',
          label: w.division,
          hint: w.divisionHint,
          required: true,
          start: bodies.find((one) => one.id === active.bodyId)?.divisionCode ?? '',
        },
        { name: 'sector', label: w.sector, kind: 'select', options: options(sectors) },
        {
          name: 'parent',
          label: w.parent,
          kind: 'select',
          options: bodies.filter((one) => one.publicBody).map((one) => ({ value: one.id, label: one.name })),
        },
      ]}
      ready={(given) => /^\d{6}(\d{3}){0,2}$/.test(given.text('division'))}
      act={(given) =>
        create.mutateAsync({
          body: {
            name: given.text('name'),
            type: given.text('type') as Body['type'],
            level: given.text('level') as Body['level'],
            jurisdiction: given.text('place'),
            divisionCode: given.text('division'),
            ...filled({
              nameEn: given.text('nameEn'),
              creditCode: given.text('type') === 'individual' ? '' : given.text('credit'),
              sector: given.text('sector'),
              parentId: given.text('parent'),
            }),
          },
        })
      }
    />
  );
}
