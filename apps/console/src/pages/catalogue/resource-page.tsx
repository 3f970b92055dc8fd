import { catalogueRoutes, gatheringRoutes, vaultRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { ProblemError } from '../../api/call.ts';
import { useSession } from '../../api/session.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DetailPage, Tabs } from '../../design/detail-page.tsx';
import { Go, usePathParam } from '../../design/go.tsx';
import { Grade, State } from '../../design/marks.tsx';
import { PageHead } from '../../design/page-head.tsx';
import buttons from '../../design/primitives.module.css';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useCatalogueWords } from '../../i18n/catalogue/index.ts';
import { formatInstant } from '../../i18n/format.ts';
import { pageExists } from '../../pages.ts';
import { FileObjection } from '../registers/file-objection.tsx';
import { WithdrawResource } from '../entry/withdraw-resource.tsx';
import { HoldersPart } from '../holders/holders-part.tsx';
import { SourcesPart } from '../sources/sources-part.tsx';
import { ErasuresPart, SEES_ERASURES } from './erasures-part.tsx';
import { QualityPart } from './quality-part.tsx';
import { ResourceFacts } from './resource-facts.tsx';
import { ResourceFields } from './resource-fields.tsx';
import css from './resource.module.css';
import { ResourceLineage } from './resource-lineage.tsx';
import { SupplyPart } from './supply-part.tsx';
import { UsesPart } from './uses-part.tsx';
import { VersionsPart } from './versions-part.tsx';

export type Resource = Answer<typeof catalogueRoutes.getResource>;

/** One data resource: where it comes from and goes, its fields, how good it is, its deliveries, versions and uses. */
export function ResourcePage() {
  const id = usePathParam('id');
  const w = useCatalogueWords();
  const resource = useRead(catalogueRoutes.getResource, { params: { id } });
  const shown = resource.data?.id === id ? resource.data : undefined;
  if (!shown)
    return (
      <>
        <PageHead title={w.title} back={{ href: '/console/catalogue', label: w.resource.back }} />
        <Await query={{ ...resource, data: shown }} skeleton={<RowsSkeleton rows={12} />}>
          {() => null}
        </Await>
      </>
    );
  return <Body resource={shown} />;
}

function Body({ resource }: { readonly resource: Resource }) {
  const words = useCatalogueWords();
  const w = words.resource;
  const language = useLanguage();
  const bodyName = useBodyName();
  const params = { id: resource.id };
  const uses = useRead(gatheringRoutes.listResourceUses, { params });
  const quality = useRead(gatheringRoutes.readResourceQuality, { params, query: {} });
  const batches = useRead(vaultRoutes.listBatches, { params, query: {} });
  const total = uses.data?.total;
  // What this reader may not see is not offered.
  const active = useSession().data?.active;
  const role = active?.role ?? '';
  const edits = (role === 'source-agency' && active?.bodyId === resource.ownerId) || role === 'custodian';
  const may = (tab: string): boolean =>
    (tab !== 'sources' || edits) &&
    (tab !== 'erasures' || SEES_ERASURES.includes(role)) &&
    ![tab === 'quality' ? quality : tab === 'supply' ? batches : tab === 'uses' ? uses : null].some(
      (query) => query?.error instanceof ProblemError && query.error.status === 403,
    );
  return (
    <DetailPage
      title={titleIn(language, resource)}
      back={{ href: '/console/catalogue', label: w.back }}
      meta={
        <>
          {resource.grade ? <Grade grade={resource.grade} /> : null}
          {resource.state === 'published' ? null : <State of={`resourceState.${resource.state}`} />}
          <span>{bodyName(resource.ownerId) ?? resource.ownerName}</span>
          {resource.code ? <span className="mono">{resource.code}</span> : null}
          <span>
            {resource.suppliedAt
              ? fill(words.updated, { date: formatInstant(resource.suppliedAt).slice(0, 10) })
              : words.never}
          </span>
        </>
      }
      actions={<Actions resource={resource} />}
    >
      <Tabs
        label={titleIn(language, resource)}
        tabs={[
          { id: 'overview', title: w.overview, content: () => <Overview resource={resource} /> },
          { id: 'quality', title: w.qualityTab, content: () => <QualityPart id={resource.id} /> },
          { id: 'supply', title: w.supply, content: () => <SupplyPart id={resource.id} /> },
          {
            id: 'sources',
            title: words.more.sources,
            content: () => <SourcesPart id={resource.id} edits={edits} />,
          },
          {
            id: 'versions',
            title: w.versions,
            count: resource.version,
            content: () => <VersionsPart id={resource.id} />,
          },
          {
            id: 'uses',
            title: w.uses,
            ...(total === undefined ? {} : { count: total }),
            content: () => <UsesPart id={resource.id} />,
          },
          { id: 'holders', title: words.more.holders, content: () => <HoldersPart id={resource.id} /> },
          { id: 'erasures', title: words.erasures.tab, content: () => <ErasuresPart resource={resource} /> },
        ].filter((tab) => may(tab.id))}
      />
    </DetailPage>
  );
}

function Overview({ resource }: { readonly resource: Resource }) {
  return (
    <div className={css['overview']}>
      <ResourceLineage id={resource.id} />
      <div className={css['columns']}>
        <ResourceFields resource={resource} />
        <ResourceFacts resource={resource} />
      </div>
    </div>
  );
}

/** What this role may do with it; one of them is the first. */
function Actions({ resource }: { readonly resource: Resource }) {
  const w = useCatalogueWords().resource;
  const active = useSession().data?.active;
  const review = useWrite(catalogueRoutes.reviewResource);
  if (!active) return null;
  const apply = `/console/cases/new?resource=${resource.id}`;
  const upload = `/console/deliveries?resource=${resource.id}`;
  const evidence = `/console/evidence?story=${encodeURIComponent(`resource:${resource.id}`)}`;
  const own = active.bodyId === resource.ownerId && active.role === 'source-agency';
  const reviews = active.role === 'data-authority' && active.jurisdiction === resource.jurisdiction;
  return (
    <>
      <Go className={buttons['button']} to={evidence}>
        {w.evidence}
      </Go>
      {resource.state === 'published' ? <FileObjection resourceId={resource.id} /> : null}
      {own && resource.state !== 'in-review' ? (
        <Go className={buttons['button']} to={`/console/agency/entry?draft=${resource.id}`}>
          {w.edit}
        </Go>
      ) : null}
      {own && resource.state === 'published' ? <WithdrawResource id={resource.id} /> : null}
      {own && pageExists(upload) ? (
        <Go className={`${buttons['button']} ${buttons['primary']}`} to={upload}>
          {w.upload}
        </Go>
      ) : null}
      {active.role === 'operator' && resource.state === 'published' && resource.requests.includes('authorization') ? (
        <Go className={`${buttons['button']} ${buttons['primary']}`} to={`/console/demand?resource=${resource.id}`}>
          {w.demand}
        </Go>
      ) : null}
      {active.role === 'developer' && resource.requests.includes('authorization') && pageExists(apply) ? (
        <Go className={`${buttons['button']} ${buttons['primary']}`} to={apply}>
          {w.apply}
        </Go>
      ) : null}
      {reviews && resource.state === 'in-review' ? (
        <>
          <ConfirmAct
            label={w.return}
            text={w.returnText}
            reason={w.returnReason}
            reasonRequired
            act={(reason) =>
              review.mutateAsync({ params: { id: resource.id }, body: { decision: 'return', reasons: [reason] } })
            }
          />
          <ConfirmAct
            label={w.approve}
            look="primary"
            text={w.approveText}
            act={() => review.mutateAsync({ params: { id: resource.id }, body: { decision: 'approve', reasons: [] } })}
          />
        </>
      ) : null}
    </>
  );
}
