import { selectionRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useProfile } from '../../api/profile.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { DetailPage, Facts } from '../../design/detail-page.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go, usePathParam } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { formatInstant } from '../../i18n/format.ts';
import { useSelectionWords } from '../../i18n/selections/index.ts';
import { SelectionActs } from './selection-acts.tsx';
import { SELECTION_TONE, type Selection } from './selections-page.tsx';
import css from './selections.module.css';

/** One choice or call: its conditions and time, the candidates as far as the reader may see them, and the next act. */
export function SelectionPage() {
  const id = usePathParam('id');
  const w = useSelectionWords();
  const selection = useRead(selectionRoutes.readSelection, { params: { id } });
  const shown = selection.data?.id === id ? selection.data : undefined;
  if (shown) return <Body selection={shown} />;
  return (
    <>
      <PageHead title={w.title} back={{ href: '/console/selections', label: w.back }} />
      <Await query={{ ...selection, data: shown }} skeleton={<RowsSkeleton rows={8} />}>
        {() => null}
      </Await>
    </>
  );
}

function Body({ selection }: { readonly selection: Selection }) {
  const w = useSelectionWords();
  const f = w.facts;
  const profile = useProfile(selection.jurisdiction);
  return (
    <DetailPage
      title={selection.title}
      back={{ href: '/console/selections', label: w.back }}
      meta={
        <>
          <Tag tone={SELECTION_TONE[selection.state]}>{w.states[selection.state]}</Tag>
          <span>{w.kinds[selection.kind]}</span>
          <span>
            {formatInstant(selection.opensAt)} – {formatInstant(selection.closesAt)}
          </span>
        </>
      }
      actions={<SelectionActs selection={selection} />}
      facts={
        <Facts
          items={[
            [f.field, selection.field ? (profile?.fieldTitle(selection.field) ?? selection.field) : null],
            [f.mandate, selection.mandate],
            [f.minutes, selection.minutes],
            [f.reasons, selection.reasons.join('；')],
            [
              f.notice,
              selection.noticeId ? (
                <Go key="notice" to={`/notices/${selection.noticeId}`}>
                  {f.notice}
                </Go>
              ) : null,
            ],
          ]}
        />
      }
    >
      <Panel id="conditions" title={f.conditions}>
        <p className={css['text']}>{selection.conditions}</p>
      </Panel>
      <Candidates selection={selection} />
    </DetailPage>
  );
}

function Candidates({ selection }: { readonly selection: Selection }) {
  const w = useSelectionWords().candidates;
  const bodyName = useBodyName();
  return (
    <Panel id="candidates" title={w.title}>
      <DataTable
        label={w.title}
        rows={selection.candidates}
        rowKey={(row) => row.id}
        empty={<Empty icon="people" title={w.none} />}
        columns={[
          { id: 'body', title: w.body, cell: (row) => bodyName(row.body) ?? row.body },
          { id: 'state', title: w.state, nowrap: true, cell: (row) => w.states[row.state] },
          { id: 'total', title: w.total, numeric: true, cell: (row) => (row.scores.length > 0 ? row.total : '') },
          { id: 'reviewers', title: w.reviewers, numeric: true, minor: true, cell: (row) => row.scores.length },
          {
            id: 'proofs',
            title: w.proofs,
            minor: true,
            cell: (row) => row.proofs.map((one) => one.reference).join('；'),
          },
          { id: 'at', title: w.at, minor: true, nowrap: true, cell: (row) => formatInstant(row.submittedAt) },
        ]}
      />
    </Panel>
  );
}
