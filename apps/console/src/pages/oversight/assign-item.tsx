import { identityRoutes, procedureRegisterRoutes } from '@sluice/contract';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { useOversightWords } from '../../i18n/oversight/index.ts';
import type { WorkItem } from './work-tab.tsx';

/** `name days` lines; a line without a number is none. */
function readMilestones(lines: readonly string[]): { title: string; workingDays: number }[] {
  return lines.flatMap((line) => {
    const [, title = '', days = ''] = /^(.+?)[\s,，：:]+(\d{1,3})$/.exec(line) ?? [];
    return title ? [{ title, workingDays: Number(days) }] : [];
  });
}

/** Decides who leads and answers until when (ORG-05). */
export function AssignItem({ item }: { readonly item: WorkItem }) {
  const w = useOversightWords().work;
  const language = useLanguage();
  const bodies = useRead(
    identityRoutes.listBodies,
    { query: { jurisdiction: item.jurisdiction } },
    { staleMs: 300_000 },
  );
  const assign = useWrite(procedureRegisterRoutes.assignWorkItem);
  const options = (bodies.data?.items ?? [])
    .filter((one) => one.publicBody)
    .map((one) => ({ value: one.id, label: language === 'en' ? (one.nameEn ?? one.name) : one.name }));
  return (
    <ActForm
      label={w.assign}
      look="primary"
      text={w.assignText}
      fields={[
        { name: 'decision', label: w.decision, kind: 'area', required: true },
        { name: 'lead', label: w.lead, kind: 'select', required: true, options },
        { name: 'responsible', label: w.responsible, kind: 'checks', options },
        { name: 'team', label: w.team },
        { name: 'endsOn', label: w.ends, kind: 'date', required: true },
        { name: 'milestones', label: w.milestones, kind: 'area', hint: w.milestonesHint, required: true },
      ]}
      ready={(given) => {
        const lines = given.list('milestones');
        return lines.length > 0 && readMilestones(lines).length === lines.length;
      }}
      act={(given) =>
        assign.mutateAsync({
          params: { id: item.id },
          body: {
            decision: given.text('decision'),
            lead: given.text('lead'),
            responsible: given.list('responsible'),
            endsOn: given.text('endsOn'),
            milestones: readMilestones(given.list('milestones')),
            ...filled({ team: given.text('team') }),
          },
        })
      }
    />
  );
}
