import { operationRoutes, selectionRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { ListPage } from '../../design/list-page.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useSelectionWords } from '../../i18n/selections/index.ts';
import { TakeOverDeveloper } from '../developers/developer-acts.tsx';
import { DraftLinks } from '../developers/draft-links.tsx';
import { OpenSelection } from './open-selection.tsx';

export type Selection = Answer<typeof selectionRoutes.readSelection>;
export type Agreement = Answer<typeof operationRoutes.readAgreement>;

const KINDS = ['operator', 'developer'] as const;
export const SELECTION_TONE = { open: 'info', decided: 'info', concluded: 'ok', failed: 'warn' } as const;
export const AGREEMENT_TONE = {
  drafting: 'info',
  'in-force': 'ok',
  correcting: 'warn',
  suspended: 'warn',
  ended: 'bad',
} as const;

/** Who may operate and who may develop in the reader's jurisdiction: choices, calls, agreements, admissions. */
export function SelectionsPage() {
  const w = useSelectionWords();
  const active = useSession().data?.active;
  const chosen = useUrl().get('kind');
  const kind = KINDS.find((one) => one === chosen);
  const place = active ? { jurisdiction: active.jurisdiction } : {};
  const selections = useRead(selectionRoutes.listSelections, { query: { ...place, ...(kind ? { kind } : {}) } });
  return (
    <ListPage
      title={w.title}
      note={w.note}
      actions={
        <>
          <DraftLinks />
          <OpenSelection />
        </>
      }
      below={
        <>
          <Agreements place={place} />
          <Admitted place={place} />
        </>
      }
      facets={[{ name: 'kind', title: w.kind, options: KINDS.map((value) => ({ value, label: w.kinds[value] })) }]}
    >
      <Await query={selections} skeleton={<RowsSkeleton rows={4} />}>
        {({ items }) => (
          <DataTable
            label={w.title}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => `/console/selections/${row.id}`}
            empty={<Empty icon="people" title={kind ? w.none : w.empty} {...(kind ? {} : { text: w.emptyText })} />}
            columns={[
              { id: 'title', title: w.act.openTitle, cell: (row) => row.title },
              { id: 'kind', title: w.kind, minor: true, nowrap: true, cell: (row) => w.kinds[row.kind] },
              {
                id: 'state',
                title: w.state,
                nowrap: true,
                cell: (row) => <Tag tone={SELECTION_TONE[row.state]}>{w.states[row.state]}</Tag>,
              },
              { id: 'opens', title: w.opens, minor: true, nowrap: true, cell: (row) => formatInstant(row.opensAt) },
              { id: 'closes', title: w.closes, nowrap: true, cell: (row) => formatInstant(row.closesAt) },
            ]}
          />
        )}
      </Await>
    </ListPage>
  );
}

type PlaceProps = { readonly place: { readonly jurisdiction?: string } };

function Agreements({ place }: PlaceProps) {
  const w = useSelectionWords();
  const bodyName = useBodyName();
  const agreements = useRead(operationRoutes.listAgreements, { query: place });
  return (
    <Panel id="agreements" title={w.agreements}>
      <Await query={agreements} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => (
          <DataTable
            label={w.agreements}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => `/console/selections/agreements/${row.id}`}
            empty={<Empty icon="grant" title={w.agreementsNone} />}
            columns={[
              { id: 'operator', title: w.operator, cell: (row) => bodyName(row.operator) ?? row.basis },
              {
                id: 'state',
                title: w.state,
                nowrap: true,
                cell: (row) => (
                  <>
                    <Tag tone={AGREEMENT_TONE[row.state]}>{w.agreementState[row.state]}</Tag>{' '}
                    {row.renewalDue ? <Tag tone="warn">{w.renewal}</Tag> : null}
                  </>
                ),
              },
              { id: 'basis', title: w.basis, minor: true, cell: (row) => row.basis },
              { id: 'period', title: w.period, cell: (row) => `${row.startsOn} – ${row.endsOn}` },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

function Admitted({ place }: PlaceProps) {
  const w = useSelectionWords();
  const bodyName = useBodyName();
  const may = useMay();
  const admissions = useRead(operationRoutes.listAdmissions, { query: place });
  return (
    <Panel id="admitted" title={w.admitted} note={w.admittedNote} action={<TakeOverDeveloper />}>
      <Await query={admissions} skeleton={<RowsSkeleton rows={2} />}>
        {({ items }) => (
          <DataTable
            label={w.admitted}
            rows={items}
            rowKey={(row) => row.id}
            {...(may('developer.read')
              ? { href: (row: { readonly developer: string }) => `/console/selections/developers/${row.developer}` }
              : {})}
            empty={<Empty icon="people" title={w.admittedNone} />}
            columns={[
              { id: 'developer', title: w.developer, cell: (row) => bodyName(row.developer) ?? row.developer },
              { id: 'basis', title: w.basis, minor: true, cell: (row) => row.basis },
              { id: 'until', title: w.until, nowrap: true, cell: (row) => row.endsOn },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

/** What an agreement or a choice is limited to, in words. */
export function limitWords(w: ReturnType<typeof useSelectionWords>, limits: Agreement['limits']): string {
  const parts = [
    limits.fields ? fill(w.agreement.fields, { list: limits.fields.join('、') }) : '',
    limits.forms ? fill(w.agreement.forms, { list: limits.forms.join('、') }) : '',
  ].filter(Boolean);
  return parts.join('；') || w.agreement.all;
}
