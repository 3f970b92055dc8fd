import { procedureRegisterRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { OpenPanel, Stack, Tools } from '../../design/open-panel.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import stack from '../../design/stack.module.css';
import { formatInstant } from '../../i18n/format.ts';
import { useOversightWords } from '../../i18n/oversight/index.ts';
import type { PlaceProps } from './oversight-page.tsx';

type Plan = Answer<typeof procedureRegisterRoutes.listSectorPlans>['items'][number];
const TONE = { submitted: 'info', approved: 'ok', refused: 'bad' } as const;

/** Sectors beside those of the text: the plan by which each was, or is to be, opened (JUR-09). */
export function PlansTab({ jurisdiction }: PlaceProps) {
  const words = useOversightWords();
  const w = words.plans;
  const open = useUrl().get('open');
  const bodyName = useBodyName();
  const plans = useRead(procedureRegisterRoutes.listSectorPlans, { query: { jurisdiction } });
  const chosen = plans.data?.items.find((one) => one.id === open);
  return (
    <Stack>
      <Tools>
        <Submit jurisdiction={jurisdiction} />
      </Tools>
      <Panel id="plans" title={words.tabs.plans}>
        <Await query={plans} skeleton={<RowsSkeleton rows={3} />}>
          {({ items }) => (
            <DataTable
              label={words.tabs.plans}
              rows={items}
              rowKey={(row) => row.id}
              href={(row) => `/console/oversight?tab=plans&open=${row.id}`}
              current={open}
              empty={<Empty icon="grid" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'title', title: w.title, cell: (row) => row.title },
                {
                  id: 'state',
                  title: words.state,
                  nowrap: true,
                  cell: (row) => <Tag tone={TONE[row.state]}>{w.states[row.state]}</Tag>,
                },
                { id: 'by', title: w.by, minor: true, cell: (row) => bodyName(row.submittedBody) ?? '' },
                { id: 'at', title: w.at, minor: true, nowrap: true, cell: (row) => formatInstant(row.submittedAt) },
              ]}
            />
          )}
        </Await>
      </Panel>
      {chosen ? <OpenPlan key={chosen.id} plan={chosen} /> : null}
    </Stack>
  );
}

function OpenPlan({ plan }: { readonly plan: Plan }) {
  const words = useOversightWords();
  const w = words.plans;
  const may = useMay();
  const decide = useWrite(procedureRegisterRoutes.decideSectorPlan);
  const params = { id: plan.id };
  return (
    <OpenPanel
      id="plan"
      title={plan.title}
      note={plan.field}
      facts={[
        [w.at, formatInstant(plan.submittedAt)],
        [words.reason, plan.reasons.join('；')],
      ]}
      acts={
        plan.state === 'submitted' && may('sector-plan.decide') ? (
          <>
            <ConfirmAct
              label={w.refuse}
              text={w.refuseText}
              reason={words.reason}
              reasonRequired
              act={(reason) => decide.mutateAsync({ params, body: { approve: false, reasons: [reason] } })}
            />
            <ConfirmAct
              label={w.approve}
              look="primary"
              text={w.approveText}
              act={() => decide.mutateAsync({ params, body: { approve: true, reasons: [] } })}
            />
          </>
        ) : null
      }
    >
      <p className={stack['text']}>{plan.plan}</p>
    </OpenPanel>
  );
}

function Submit({ jurisdiction }: PlaceProps) {
  const w = useOversightWords().plans;
  const may = useMay();
  const submit = useWrite(procedureRegisterRoutes.submitSectorPlan, { done: w.submitted });
  if (!may('sector-plan.submit')) return null;
  return (
    <ActForm
      label={w.submit}
      text={w.submitText}
      fields={[
        { name: 'title', label: w.title, required: true },
        { name: 'field', label: w.field, hint: w.fieldHint, required: true },
        { name: 'plan', label: w.plan, kind: 'area', required: true },
      ]}
      ready={(given) => /^[a-z][a-z0-9_-]{0,59}$/.test(given.text('field'))}
      act={(given) =>
        submit.mutateAsync({
          body: { jurisdiction, field: given.text('field'), title: given.text('title'), plan: given.text('plan') },
        })
      }
    />
  );
}
