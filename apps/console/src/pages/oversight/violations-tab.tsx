import { identityRoutes, procedureRegisterRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { OpenPanel, Stack, Tools } from '../../design/open-panel.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useOversightWords } from '../../i18n/oversight/index.ts';
import type { PlaceProps } from './oversight-page.tsx';

type Violation = Answer<typeof procedureRegisterRoutes.listViolations>['items'][number];
const TONE = { opened: 'info', unfounded: 'info', ordered: 'warn', corrected: 'ok', closed: 'ok' } as const;
/** What may follow a state. */
const NEXT = {
  opened: ['unfounded', 'ordered'],
  ordered: ['corrected'],
  corrected: ['closed', 'ordered'],
  unfounded: [],
  closed: [],
} as const;

/** Reports that data was given away past the platform, and what became of each (PLT-06). */
export function ViolationsTab({ jurisdiction, reads }: PlaceProps & { readonly reads: boolean }) {
  const words = useOversightWords();
  const w = words.violations;
  const open = useUrl().get('open');
  const bodyName = useBodyName();
  const violations = useRead(procedureRegisterRoutes.listViolations, { query: { jurisdiction } }, { enabled: reads });
  const chosen = violations.data?.items.find((one) => one.id === open);
  return (
    <Stack>
      <Tools>
        <Report jurisdiction={jurisdiction} />
      </Tools>
      {reads ? (
        <Panel id="violations" title={words.tabs.violations}>
          <Await query={violations} skeleton={<RowsSkeleton rows={3} />}>
            {({ items }) => (
              <DataTable
                label={words.tabs.violations}
                rows={items}
                rowKey={(row) => row.id}
                href={(row) => `/console/oversight?tab=violations&open=${row.id}`}
                current={open}
                empty={<Empty icon="shield" title={w.empty} text={w.emptyText} />}
                columns={[
                  { id: 'agency', title: w.agency, cell: (row) => bodyName(row.agency) ?? row.agency },
                  {
                    id: 'state',
                    title: words.state,
                    nowrap: true,
                    cell: (row) => <Tag tone={TONE[row.state]}>{w.states[row.state]}</Tag>,
                  },
                  { id: 'recipient', title: w.recipient, minor: true, cell: (row) => row.recipient },
                  { id: 'at', title: w.at, minor: true, nowrap: true, cell: (row) => formatInstant(row.reportedAt) },
                  { id: 'due', title: words.due, nowrap: true, cell: (row) => row.dueOn ?? '' },
                ]}
              />
            )}
          </Await>
        </Panel>
      ) : (
        <Panel id="violations" title={words.tabs.violations}>
          <Empty icon="shield" title={w.report} text={w.reportText} />
        </Panel>
      )}
      {chosen ? <OpenViolation key={chosen.id} violation={chosen} /> : null}
    </Stack>
  );
}

function OpenViolation({ violation }: { readonly violation: Violation }) {
  const words = useOversightWords();
  const w = words.violations;
  const may = useMay();
  const bodyName = useBodyName();
  const decide = useWrite(procedureRegisterRoutes.decideViolation);
  const next = NEXT[violation.state];
  const [first] = next;
  return (
    <OpenPanel
      id="violation"
      title={bodyName(violation.agency) ?? violation.agency}
      note={w.states[violation.state]}
      facts={[
        [w.recipient, violation.recipient],
        [w.at, formatInstant(violation.reportedAt)],
        [w.text, violation.text],
        [w.finding, violation.finding],
        [words.due, violation.dueOn],
      ]}
      acts={
        may('violation.decide') && first ? (
          <ActForm
            label={w.decide}
            look="primary"
            text={w.decideText}
            fields={[
              {
                name: 'state',
                label: w.next,
                kind: 'select',
                start: first,
                options: next.map((value) => ({ value, label: w.states[value] })),
              },
              { name: 'finding', label: w.finding, kind: 'area', required: true },
              {
                name: 'dueOn',
                label: words.due,
                kind: 'date',
                required: true,
                shown: (given) => given.text('state') === 'ordered',
              },
            ]}
            act={(given) =>
              decide.mutateAsync({
                params: { id: violation.id },
                body: {
                  state: next.find((one) => one === given.text('state')) ?? first,
                  finding: given.text('finding'),
                  ...filled({ dueOn: given.text('state') === 'ordered' ? given.text('dueOn') : '' }),
                },
              })
            }
          />
        ) : null
      }
    />
  );
}

function Report({ jurisdiction }: PlaceProps) {
  const w = useOversightWords().violations;
  const may = useMay();
  const language = useLanguage();
  const agencies = useRead(
    identityRoutes.listBodies,
    { query: { jurisdiction, role: 'source-agency' } },
    { staleMs: 300_000 },
  );
  const report = useWrite(procedureRegisterRoutes.reportBypass, { done: w.reported });
  if (!may('violation.report')) return null;
  return (
    <ActForm
      label={w.report}
      look="primary"
      text={w.reportText}
      fields={[
        {
          name: 'agency',
          label: w.agency,
          kind: 'select',
          required: true,
          options: (agencies.data?.items ?? []).map((one) => ({
            value: one.id,
            label: language === 'en' ? (one.nameEn ?? one.name) : one.name,
          })),
        },
        { name: 'recipient', label: w.recipient, required: true },
        { name: 'text', label: w.text, kind: 'area', required: true },
      ]}
      act={(given) =>
        report.mutateAsync({
          body: {
            jurisdiction,
            agency: given.text('agency'),
            recipient: given.text('recipient'),
            text: given.text('text'),
          },
        })
      }
    />
  );
}
