import { catalogueRoutes, registerRoutes, type Answer } from '@sluice/contract';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm, type ActField, type Given } from '../../design/act-form.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useConsoleWords } from '../../i18n/console/index.ts';
import { useRegisterWords } from '../../i18n/registers/index.ts';

type Registration = Answer<typeof registerRoutes.readRegistration>;
const GRADES = ['1', '2', '3', '4'] as const;
const AMENDS = ['changed', 'corrected', 'cancelled'] as const;

/** Source, scope, compliance and grade: what a registration says. */
function useStatement(start?: Registration['content']): readonly ActField[] {
  const r = useRegisterWords().registrations;
  const grades = useConsoleWords().grade;
  return [
    { name: 'source', label: r.source, required: true, start: start?.source ?? '' },
    { name: 'scope', label: r.scope, required: true, start: start?.scope ?? '' },
    { name: 'compliance', label: r.compliance, kind: 'area', required: true, start: start?.compliance ?? '' },
    {
      name: 'grade',
      label: r.grade,
      kind: 'select',
      start: String(start?.grade ?? 1),
      options: GRADES.map((value) => ({ value, label: grades[Number(value) as 1] })),
    },
  ];
}

const statementOf = (given: Given) => ({
  source: given.text('source'),
  scope: given.text('scope'),
  compliance: given.text('compliance'),
  grade: given.number('grade'),
});

/** Hands a published resource of the own body in for registration (REG-01). */
export function ApplyForRegistration() {
  const r = useRegisterWords().registrations;
  const language = useLanguage();
  const may = useMay();
  const active = useSession().data?.active;
  const supplies = active?.role === 'source-agency';
  const own = useRead(
    catalogueRoutes.listResources,
    { query: { state: 'published', pageSize: 100, ...(active ? { ownerId: active.bodyId } : {}) } },
    { enabled: supplies },
  );
  const apply = useWrite(registerRoutes.applyForRegistration, { done: r.applied });
  const statement = useStatement();
  if (!may('registration.apply') || !supplies) return null;
  return (
    <ActForm
      label={r.apply}
      text={r.applyText}
      fields={[
        {
          name: 'resource',
          label: r.subject,
          kind: 'select',
          required: true,
          options: (own.data?.items ?? []).map((one) => ({ value: one.id, label: titleIn(language, one) })),
        },
        ...statement,
      ]}
      act={(given) =>
        apply.mutateAsync({
          body: { kind: 'resource', subjectId: given.text('resource'), resources: [], ...statementOf(given) },
        })
      }
    />
  );
}

/** Hands a returned registration in again, or changes, corrects or cancels a registered one (REG-03). */
export function AmendRegistration({ registration }: { readonly registration: Registration }) {
  const w = useRegisterWords();
  const r = w.registrations;
  const active = useSession().data?.active;
  const apply = useWrite(registerRoutes.applyForRegistration, { done: r.applied });
  const amend = useWrite(registerRoutes.amendRegistration, { done: r.amended });
  const statement = useStatement(registration.content);
  if (active?.bodyId !== registration.holderId) return null;
  if (registration.state === 'returned')
    return (
      <ActForm
        label={r.again}
        look="primary"
        text={r.applyText}
        fields={statement}
        act={(given) =>
          apply.mutateAsync({
            body: {
              kind: registration.kind,
              subjectId: registration.subjectId,
              resources: registration.origins
                .map((one) => one.resourceId)
                .filter((id) => id !== registration.subjectId),
              ...statementOf(given),
            },
          })
        }
      />
    );
  if (registration.state !== 'registered') return null;
  return (
    <ActForm
      label={r.amend}
      text={r.amendText}
      fields={[
        {
          name: 'act',
          label: r.amendKind,
          kind: 'select',
          start: 'changed',
          options: AMENDS.map((value) => ({ value, label: r.amends[value] })),
        },
        ...statement.map((field) => ({ ...field, shown: (given: Given) => given.text('act') !== 'cancelled' })),
        { name: 'reason', label: w.reason, kind: 'area', required: true },
      ]}
      act={(given) => {
        const act = AMENDS.find((one) => one === given.text('act')) ?? 'changed';
        return amend.mutateAsync({
          params: { id: registration.id },
          body: {
            act,
            reasons: [given.text('reason')],
            ...(act === 'cancelled' ? {} : { content: statementOf(given) }),
          },
        });
      }}
    />
  );
}
