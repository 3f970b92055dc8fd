import { identityRoutes, type Answer } from '@sluice/contract';
import { useMay } from '../../api/may.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { OpenPanel, Stack, Tools } from '../../design/open-panel.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { usePeopleWords } from '../../i18n/people/index.ts';
import { RegisterBody } from './register-body.tsx';

type Body = Answer<typeof identityRoutes.listBodies>['items'][number];
export const REGISTRATION_TONE = { submitted: 'warn', active: 'ok', refused: 'bad', ended: 'bad' } as const;

/** Bodies of the jurisdiction, those that wait for a review first; the open one below (ORG-01). */
export function BodiesTab() {
  const words = usePeopleWords();
  const w = words.bodies;
  const language = useLanguage();
  const open = useUrl().get('open');
  const bodies = useRead(identityRoutes.listBodies, { query: {} });
  const nameOf = (body: Body): string => (language === 'en' ? (body.nameEn ?? body.name) : body.name);
  const chosen = bodies.data?.items.find((one) => one.id === open);
  const parent = bodies.data?.items.find((one) => one.id === chosen?.parentId);
  return (
    <Stack>
      <Tools>
        <RegisterBody bodies={bodies.data?.items ?? []} />
      </Tools>
      <Panel id="bodies" title={words.tabs.bodies}>
        <Await query={bodies} skeleton={<RowsSkeleton rows={8} />}>
          {({ items }) => (
            <DataTable
              label={words.tabs.bodies}
              toolsId="bodies"
              rows={items.toSorted((a, b) => Number(b.state === 'submitted') - Number(a.state === 'submitted'))}
              rowKey={(row) => row.id}
              href={(row) => `/console/people?open=${row.id}`}
              current={open}
              empty={<Empty icon="people" title={w.empty} />}
              columns={[
                { id: 'name', title: w.name, cell: nameOf },
                {
                  id: 'state',
                  title: words.state,
                  nowrap: true,
                  cell: (row) => <Tag tone={REGISTRATION_TONE[row.state]}>{words.states[row.state]}</Tag>,
                },
                { id: 'type', title: w.type, minor: true, cell: (row) => w.types[row.type] },
                { id: 'level', title: w.level, minor: true, nowrap: true, cell: (row) => w.levels[row.level] },
                {
                  id: 'credit',
                  title: w.credit,
                  minor: true,
                  nowrap: true,
                  cell: (row) => <span className="mono">{row.creditCode ?? ''}</span>,
                },
              ]}
            />
          )}
        </Await>
      </Panel>
      {chosen ? (
        <OpenBody key={chosen.id} body={chosen} title={nameOf(chosen)} parent={parent && nameOf(parent)} />
      ) : null}
    </Stack>
  );
}

function OpenBody(props: { readonly body: Body; readonly title: string; readonly parent: string | undefined }) {
  const words = usePeopleWords();
  const w = words.bodies;
  const may = useMay();
  const sectors: Readonly<Record<string, string>> = useCatalogueWords().sector;
  const { body } = props;
  const review = useWrite(identityRoutes.reviewBody);
  const params = { id: body.id };
  return (
    <OpenPanel
      id="body"
      title={props.title}
      note={words.states[body.state]}
      columns={3}
      facts={[
        [w.type, w.types[body.type]],
        [w.level, w.levels[body.level]],
        [w.division, body.divisionCode],
        [w.credit, body.creditCode],
        [w.sector, body.sector ? (sectors[body.sector] ?? body.sector) : null],
        [w.parent, props.parent],
      ]}
      acts={
        body.state === 'submitted' && may('body.review') ? (
          <>
            <ConfirmAct
              label={words.refuse}
              text={w.refuseText}
              reason={words.reason}
              reasonRequired
              act={(reason) => review.mutateAsync({ params, body: { decision: 'refuse', reasons: [reason] } })}
            />
            <ConfirmAct
              label={words.approve}
              look="primary"
              text={w.approveText}
              act={() => review.mutateAsync({ params, body: { decision: 'approve' } })}
            />
          </>
        ) : null
      }
    />
  );
}
