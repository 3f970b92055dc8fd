import { clockRoutes, procedureRegisterRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { useWorkingDays } from '../../api/working-days.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { ClockChip } from '../../design/marks.tsx';
import { OpenPanel, Stack, Tools } from '../../design/open-panel.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { StepBar } from '../../design/timeline.tsx';
import { joinWords, useLanguage } from '../../i18n/area.ts';
import { useOversightWords } from '../../i18n/oversight/index.ts';
import stack from '../../design/stack.module.css';
import { AssignItem } from './assign-item.tsx';
import type { PlaceProps } from './oversight-page.tsx';

export type WorkItem = Answer<typeof procedureRegisterRoutes.listWorkItems>['items'][number];
const TONE = { raised: 'info', assigned: 'warn', done: 'ok' } as const;

/** Issues between bodies and tasks of the year: who leads, who answers, milestones counted backward (ORG-04, ORG-05). */
export function WorkTab({ jurisdiction }: PlaceProps) {
  const words = useOversightWords();
  const w = words.work;
  const open = useUrl().get('open');
  const bodyName = useBodyName();
  const left = useWorkingDays();
  const items = useRead(procedureRegisterRoutes.listWorkItems, { query: { jurisdiction } });
  const chosen = items.data?.items.find((one) => one.id === open);
  return (
    <Stack>
      <Tools>
        <Raise jurisdiction={jurisdiction} />
      </Tools>
      <Panel id="work" title={words.tabs.work}>
        <Await query={items} skeleton={<RowsSkeleton rows={4} />}>
          {(list) => (
            <DataTable
              label={words.tabs.work}
              toolsId="work-items"
              rows={list.items}
              rowKey={(row) => row.id}
              href={(row) => `/console/oversight?tab=work&open=${row.id}`}
              current={open}
              empty={<Empty icon="todo" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'title', title: w.title, cell: (row) => row.title },
                {
                  id: 'state',
                  title: words.state,
                  nowrap: true,
                  cell: (row) => (
                    <>
                      <Tag tone={TONE[row.state]}>{w.states[row.state]}</Tag>{' '}
                      {row.late ? <Tag tone="bad">{words.late}</Tag> : null}
                    </>
                  ),
                },
                { id: 'kind', title: w.kind, minor: true, nowrap: true, cell: (row) => w.kinds[row.kind] },
                { id: 'lead', title: w.lead, minor: true, cell: (row) => bodyName(row.lead) ?? '' },
                {
                  id: 'ends',
                  title: w.ends,
                  cell: (row) =>
                    row.endsOn && row.state !== 'done' ? (
                      <ClockChip left={left(row.endsOn)} dueOn={row.endsOn} />
                    ) : (
                      (row.endsOn ?? '')
                    ),
                },
              ]}
            />
          )}
        </Await>
      </Panel>
      {chosen ? <OpenItem key={chosen.id} item={chosen} /> : null}
    </Stack>
  );
}

function OpenItem({ item }: { readonly item: WorkItem }) {
  const words = useOversightWords();
  const w = words.work;
  const may = useMay();
  const language = useLanguage();
  const bodyName = useBodyName();
  const active = useSession().data?.active;
  const complete = useWrite(procedureRegisterRoutes.completeMilestone);
  const next = item.milestones.findIndex((one) => one.doneOn === null);
  return (
    <OpenPanel
      id="item"
      title={item.title}
      note={`${w.kinds[item.kind]} · ${item.year}`}
      facts={[
        [w.text, item.text],
        [w.raisedBy, bodyName(item.raisedBody) ?? item.raisedBody],
        [w.decision, item.decision],
        [w.lead, bodyName(item.lead)],
        [
          w.responsible,
          joinWords(
            language,
            item.responsible.map((id) => bodyName(id) ?? id),
          ),
        ],
        [w.team, item.team],
        [w.ends, item.endsOn],
      ]}
      acts={
        <>
          {item.state === 'raised' && may('work-item.decide') ? <AssignItem item={item} /> : null}
          {item.state === 'assigned' && active?.bodyId === item.lead ? (
            <ConfirmAct
              label={w.complete}
              look="primary"
              text={w.completeText}
              act={() => complete.mutateAsync({ params: { id: item.id } })}
            />
          ) : null}
        </>
      }
    >
      {item.milestones.length > 0 ? (
        <div className={stack['text']}>
          <StepBar
            label={w.milestones}
            steps={item.milestones.map((one, at) => ({
              id: `${at}`,
              title: one.title,
              note: one.doneOn ? `${w.done} ${one.doneOn}` : `${one.startsOn} – ${one.dueOn}`,
              state: one.doneOn ? 'done' : one.late ? 'bad' : at === next ? 'current' : 'waiting',
            }))}
          />
        </div>
      ) : null}
    </OpenPanel>
  );
}

function Raise({ jurisdiction }: PlaceProps) {
  const w = useOversightWords().work;
  const may = useMay();
  const today = useRead(clockRoutes.readClock, {}, { staleMs: 60_000 }).data?.today;
  const raise = useWrite(procedureRegisterRoutes.raiseWorkItem, { done: w.raised });
  if (!may('work-item.raise') || !today) return null;
  return (
    <ActForm
      label={w.raise}
      text={w.raiseText}
      fields={[
        {
          name: 'kind',
          label: w.kind,
          kind: 'select',
          start: 'issue',
          options: [
            { value: 'issue', label: w.kinds.issue },
            { value: 'task', label: w.kinds.task },
          ],
        },
        { name: 'title', label: w.title, required: true },
        { name: 'text', label: w.text, kind: 'area', required: true },
        { name: 'year', label: w.year, kind: 'number', start: today.slice(0, 4), required: true },
      ]}
      act={(given) =>
        raise.mutateAsync({
          body: {
            jurisdiction,
            kind: given.text('kind') === 'task' ? 'task' : 'issue',
            title: given.text('title'),
            text: given.text('text'),
            year: given.number('year'),
          },
        })
      }
    />
  );
}
