import { catalogueRoutes, type Answer } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { changeUrl, useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { Empty } from '../../design/empty.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Grade } from '../../design/marks.tsx';
import { Panel } from '../../design/primitives.tsx';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import { NoPermission } from '../../design/error-state.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useDeliveryWords } from '../../i18n/deliveries/index.ts';
import { Batches } from '../catalogue/supply-part.tsx';
import { BatchPanel } from './batch-panel.tsx';
import css from './deliveries.module.css';
import { UploadPanel } from './upload-panel.tsx';

type Resource = Answer<typeof catalogueRoutes.listResources>['items'][number];

/** Not reviewed yet, or sent back: its data wait with the agency. */
const isDraft = (item: Resource): boolean => item.state === 'draft' || item.state === 'in-review';
const settled = (items: readonly Resource[]): readonly Resource[] => items.filter((item) => !isDraft(item));

const SENDERS = ['source-agency', 'custodian'];

/** Delivering data of a resource: a file, its mapping, the batch on its way, what is quarantined (COL-14). */
export function DeliveriesPage() {
  const w = useDeliveryWords();
  const url = useUrl();
  const active = useSession().data?.active;
  const sends = active ? SENDERS.includes(active.role) : true;
  const resources = useRead(
    catalogueRoutes.listResources,
    {
      query: {
        pageSize: 100,
        ...(active?.role === 'source-agency' ? { ownerId: active.bodyId } : {}),
        ...(active ? { jurisdiction: active.jurisdiction } : {}),
      },
    },
    { enabled: active !== undefined && sends },
  );
  const resource = url.get('resource');
  const batch = url.get('batch');
  if (!sends && !batch)
    return (
      <>
        <PageHead title={w.title} note={w.note} />
        <NoPermission roles={SENDERS} />
      </>
    );
  return (
    <>
      <PageHead title={w.title} note={w.note} />
      {sends ? (
        <Await query={resources} skeleton={<RowsSkeleton rows={4} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty icon="upload" title={w.none} text={w.noneText} />
            ) : (
              <>
                <label className={css['resource']}>
                  <span>{w.resource}</span>
                  <select
                    name="resource"
                    value={resource ?? ''}
                    onChange={(event) => changeUrl({ resource: event.target.value || null, batch: null })}
                  >
                    <option value="">{w.choose}</option>
                    <Options items={settled(items)} />
                    {items.some(isDraft) ? (
                      <optgroup label={w.drafts}>
                        <Options items={items.filter(isDraft)} />
                      </optgroup>
                    ) : null}
                  </select>
                </label>
                {(resource ?? batch) ? null : (
                  <>
                    <Choices id="choices" title={w.own} note={w.ownNote} items={settled(items)} />
                    <Choices id="drafts" title={w.drafts} note={w.draftsNote} items={items.filter(isDraft)} />
                  </>
                )}
                {items.some((item) => item.id === resource && isDraft(item)) ? (
                  <p className={css['quiet']} role="note">
                    {w.draftsNote}
                  </p>
                ) : null}
              </>
            )
          }
        </Await>
      ) : null}
      <div className={css['stack']}>
        {batch ? (
          <BatchPanel key={batch} id={batch} onAgain={() => changeUrl({ batch: null })} />
        ) : resource ? (
          <UploadPanel key={resource} resourceId={resource} onReceived={(id) => changeUrl({ batch: id })} />
        ) : null}
        {resource ? <Batches id={resource} /> : null}
      </div>
    </>
  );
}

function Options({ items }: { readonly items: readonly Resource[] }) {
  const language = useLanguage();
  return items.map((item) => (
    <option key={item.id} value={item.id}>
      {titleIn(language, item)}
      {language === 'en' ? ` (${item.name})` : `（${item.name}）`}
    </option>
  ));
}

function Choices(props: {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly items: readonly Resource[];
}) {
  const w = useDeliveryWords();
  const language = useLanguage();
  if (props.items.length === 0) return null;
  return (
    <Panel id={props.id} title={props.title} note={props.note}>
      <DataTable
        label={props.title}
        rows={props.items}
        rowKey={(row) => row.id}
        href={(row) => `/console/deliveries?resource=${row.id}`}
        columns={[
          { id: 'title', title: w.resourceColumn, cell: (row) => titleIn(language, row) },
          { id: 'name', title: w.tableColumn, minor: true, cell: (row) => <code>{row.name}</code> },
          {
            id: 'grade',
            title: w.gradeColumn,
            minor: true,
            cell: (row) => (row.grade ? <Grade grade={row.grade} /> : null),
          },
          {
            id: 'rows',
            title: w.rowsColumn,
            numeric: true,
            cell: (row) => (row.rowCount === undefined ? '' : formatCount(row.rowCount, language)),
          },
          {
            id: 'supplied',
            title: w.suppliedColumn,
            nowrap: true,
            cell: (row) => (row.suppliedAt ? formatInstant(row.suppliedAt).slice(0, 16) : ''),
          },
        ]}
      />
    </Panel>
  );
}
