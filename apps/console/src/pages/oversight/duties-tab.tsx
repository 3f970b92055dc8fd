import { identityRoutes, procedureRegisterRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { useWorkingDays } from '../../api/working-days.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { ClockChip } from '../../design/marks.tsx';
import { OpenPanel, Stack } from '../../design/open-panel.tsx';
import { Panel } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useOversightWords } from '../../i18n/oversight/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import type { PlaceProps } from './oversight-page.tsx';

type Duty = Answer<typeof procedureRegisterRoutes.listDuties>['items'][number];

const OUTCOMES = ['done', 'passed', 'failed'] as const;
const keyOf = (duty: Duty): string => `${duty.agreement}.${duty.duty}`;

/** What has to be done of operators again and again, with its clock (EVA-02, EVA-03, SVN-02, SVN-03, INC-01). */
export function DutiesTab({ jurisdiction }: PlaceProps) {
  const words = useOversightWords();
  const w = words.duties;
  const { t } = useTranslation();
  const open = useUrl().get('open');
  const bodyName = useBodyName();
  const left = useWorkingDays();
  const duties = useRead(procedureRegisterRoutes.listDuties, { query: { jurisdiction } });
  const chosen = duties.data?.items.find((one) => keyOf(one) === open);
  return (
    <Stack>
      <Panel id="duties" title={words.tabs.duties}>
        <Await query={duties} skeleton={<RowsSkeleton rows={5} />}>
          {({ items }) => (
            <DataTable
              label={words.tabs.duties}
              rows={items}
              rowKey={keyOf}
              href={(row) => `/console/oversight?open=${keyOf(row)}`}
              current={open}
              empty={<Empty icon="clock" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'kind', title: w.kind, cell: (row) => w.kinds[row.duty] },
                {
                  id: 'due',
                  title: words.due,
                  cell: (row) => (row.dueOn ? <ClockChip left={left(row.dueOn)} dueOn={row.dueOn} /> : ''),
                },
                {
                  id: 'last',
                  title: w.last,
                  nowrap: true,
                  cell: (row) =>
                    row.last
                      ? fill(w.lastValue, { date: row.last.on, outcome: w.outcomes[row.last.outcome] })
                      : w.never,
                },
                {
                  id: 'operator',
                  title: w.operator,
                  minor: true,
                  cell: (row) => bodyName(row.operator) ?? row.operator,
                },
                { id: 'by', title: w.by, minor: true, cell: (row) => t(`role.${row.by}` as 'role.buyer') },
                {
                  id: 'every',
                  title: w.every,
                  minor: true,
                  nowrap: true,
                  cell: (row) => (row.everyMonths ? fill(w.everyValue, { months: row.everyMonths }) : ''),
                },
              ]}
            />
          )}
        </Await>
      </Panel>
      {chosen ? <OpenDuty key={keyOf(chosen)} duty={chosen} /> : null}
    </Stack>
  );
}

function OpenDuty({ duty }: { readonly duty: Duty }) {
  const w = useOversightWords().duties;
  const language = useLanguage();
  const bodyName = useBodyName();
  const { last } = duty;
  const partTitle = (id: string): string => {
    const part = duty.parts.find((one) => one.id === id);
    return part ? titleIn(language, part) : id;
  };
  return (
    <OpenPanel
      id="duty"
      title={w.kinds[duty.duty]}
      note={bodyName(duty.operator) ?? ''}
      facts={[
        [w.clause, duty.clause],
        [w.every, duty.everyMonths ? fill(w.everyValue, { months: duty.everyMonths }) : null],
        [w.last, last ? fill(w.lastValue, { date: last.on, outcome: w.outcomes[last.outcome] }) : w.never],
        [w.by, last ? (bodyName(last.body) ?? last.body) : null],
        [w.jointBody, last?.jointBody ? (bodyName(last.jointBody) ?? last.jointBody) : null],
        [w.finding, last?.finding],
        ...Object.entries(last?.parts ?? {}).map(([id, text]) => [partTitle(id), text] as const),
      ]}
      acts={<Perform duty={duty} />}
    />
  );
}

function Perform({ duty }: { readonly duty: Duty }) {
  const w = useOversightWords().duties;
  const may = useMay();
  const language = useLanguage();
  const active = useSession().data?.active;
  const bodies = useRead(identityRoutes.listBodies, { query: {} }, { staleMs: 300_000, enabled: duty.joint });
  const perform = useWrite(procedureRegisterRoutes.performDuty, { done: w.performed });
  if (!may('duty.perform') || active?.role !== duty.by) return null;
  return (
    <ActForm
      label={w.perform}
      look="primary"
      text={w.performText}
      fields={[
        {
          name: 'outcome',
          label: w.outcome,
          kind: 'select',
          start: 'done',
          options: OUTCOMES.map((value) => ({ value, label: w.outcomes[value] })),
        },
        { name: 'finding', label: w.finding, kind: 'area', required: true },
        ...duty.parts.map((part) => ({
          name: `part.${part.id}`,
          label: titleIn(language, part),
          kind: 'area' as const,
          required: true,
        })),
        {
          name: 'joint',
          label: w.jointBody,
          kind: 'select',
          required: duty.joint,
          shown: () => duty.joint,
          options: (bodies.data?.items ?? [])
            .filter((one) => one.publicBody && one.id !== active.bodyId)
            .map((one) => ({ value: one.id, label: one.name })),
        },
      ]}
      act={(given) =>
        perform.mutateAsync({
          params: { id: duty.agreement },
          body: {
            duty: duty.duty,
            outcome: OUTCOMES.find((one) => one === given.text('outcome')) ?? 'done',
            finding: given.text('finding'),
            ...(duty.parts.length > 0
              ? { parts: Object.fromEntries(duty.parts.map(({ id }) => [id, given.text(`part.${id}`)])) }
              : {}),
            ...filled({ jointBody: given.text('joint') }),
          },
        })
      }
    />
  );
}
