import { catalogueRoutes } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { DetailPage, Facts } from '../../design/detail-page.tsx';
import { Go, usePathParam } from '../../design/go.tsx';
import { Dates, Grade, State } from '../../design/marks.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Panel } from '../../design/primitives.tsx';
import { StepBar } from '../../design/timeline.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { useDemandWords } from '../../i18n/demand/index.ts';
import { formatCount, formatInstant } from '../../i18n/format.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { DemandActs } from './demand-acts.tsx';
import css from './demand.module.css';
import { supplyWord, type DemandItem } from './demand-page.tsx';

/** One item of the demand catalogue: how far it is, its fields, opinions and supplies, and what this reader may do. */
export function DemandItemPage() {
  const id = usePathParam('id');
  const w = useDemandWords();
  const item = useRead(catalogueRoutes.getDemandItem, { params: { id } });
  const shown = item.data?.id === id ? item.data : undefined;
  if (shown) return <Body item={shown} />;
  return (
    <>
      <PageHead title={w.title} back={{ href: '/console/demand', label: w.back }} />
      <Await query={{ ...item, data: shown }} skeleton={<RowsSkeleton rows={10} />}>
        {() => null}
      </Await>
    </>
  );
}

function Body({ item }: { readonly item: DemandItem }) {
  const w = useDemandWords();
  const bodyName = useBodyName();
  return (
    <DetailPage
      title={item.resourceTitle}
      back={{ href: '/console/demand', label: w.back }}
      meta={
        <>
          <State of={`demandState.${item.state}`} />
          <span>{bodyName(item.operatorId)}</span>
          <span>{item.scenarios.join('；')}</span>
        </>
      }
      actions={<DemandActs item={item} />}
      facts={<Sides item={item} />}
    >
      <Progress item={item} />
      <Opinions item={item} />
      <Supplies item={item} />
      <Fields item={item} />
    </DetailPage>
  );
}

type StepState = 'done' | 'current' | 'waiting' | 'bad' | 'skipped';

function Progress({ item }: { readonly item: DemandItem }) {
  const w = useDemandWords();
  const terms = useTerms();
  const decided = item.state === 'confirmed' || item.state === 'refused';
  const supply = item.supplies.at(-1);
  const delivered = item.supplies.some((one) => one.state === 'delivered');
  const opinion: StepState =
    item.state === 'opinion-requested'
      ? 'current'
      : item.opinions.length > 0
        ? 'done'
        : decided
          ? 'skipped'
          : 'waiting';
  const decision: StepState =
    item.state === 'refused' ? 'bad' : decided ? 'done' : item.state === 'opinion-requested' ? 'waiting' : 'current';
  const supplied: StepState = delivered
    ? 'done'
    : item.state !== 'confirmed'
      ? 'waiting'
      : supply && (supply.state === 'refused' || supply.state === 'rejected')
        ? 'bad'
        : 'current';
  return (
    <Panel id="progress" title={w.chain.title}>
      <div className={css['bar']}>
        <StepBar
          label={w.chain.title}
          steps={[
            { id: 'raised', title: w.chain.raised, state: 'done', note: item.studiedOn },
            {
              id: 'opinion',
              title: w.chain.opinion,
              state: opinion,
              ...(item.opinions.length === 0 ? { note: w.chain.noOpinion } : {}),
            },
            {
              id: 'decision',
              title: w.chain.decision,
              state: decision,
              ...(decided ? { note: terms.demandState[item.state] } : {}),
            },
            {
              id: 'supplied',
              title: w.chain.supplied,
              state: supplied,
              ...(item.state === 'confirmed' ? { note: supplyWord(w, item) } : {}),
            },
            {
              id: 'published',
              title: w.chain.published,
              state: item.developmentEntryId ? 'done' : delivered ? 'current' : 'waiting',
            },
          ]}
        />
      </div>
    </Panel>
  );
}

function Opinions({ item }: { readonly item: DemandItem }) {
  const w = useDemandWords().opinions;
  const bodyName = useBodyName();
  if (item.opinions.length === 0) return null;
  return (
    <Panel id="opinions" title={w.title}>
      <ul className={css['lines']}>
        {item.opinions.map((one) => (
          <li key={one.bodyId}>
            <strong>{bodyName(one.bodyId)}</strong> {one.opinion ? w[one.opinion] : w.waiting}
            <span className={css['quiet']}>{formatInstant(one.givenAt ?? one.requestedAt)}</span>
            {one.text ? <p>{one.text}</p> : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Supplies({ item }: { readonly item: DemandItem }) {
  const w = useDemandWords().supply;
  const language = useLanguage();
  const count = (rows: number | undefined): string => (rows === undefined ? '—' : formatCount(rows, language));
  if (item.state !== 'confirmed') return null;
  return (
    <Panel id="supplies" title={w.title}>
      <ul className={css['lines']}>
        {item.supplies.length === 0 ? <li className={css['quiet']}>{w.none}</li> : null}
        {item.supplies.toReversed().map((one) => (
          <li key={one.id}>
            <strong>{w[one.state]}</strong> {fill(w.fields, { count: one.fields.length })}
            <span className={css['quiet']}>
              {one.deliveredAt
                ? fill(w.arrived, { time: formatInstant(one.deliveredAt) })
                : fill(w.at, { time: formatInstant(one.appliedAt) })}
            </span>
            {one.sent ? (
              <p>
                {fill(w.sides, { sent: count(one.sent.rows), received: count(one.received?.rows) })}
                {one.agree === undefined ? '' : ` · ${one.agree ? w.agree : w.differ}`}
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Fields({ item }: { readonly item: DemandItem }) {
  const w = useDemandWords().fields;
  const language = useLanguage();
  const resource = useRead(catalogueRoutes.getResource, { params: { id: item.resourceId } });
  const confirmed = item.confirmedFields ? new Set(item.confirmedFields) : null;
  const defined = new Map((resource.data?.content.fields ?? []).map((one) => [one.name, one]));
  const note = confirmed
    ? `${fill(w.asked, { count: item.fields.length })} · ${fill(w.confirmed, { count: confirmed.size })}`
    : fill(w.asked, { count: item.fields.length });
  return (
    <Panel id="fields" title={w.title} note={note}>
      <DataTable
        label={w.title}
        rows={item.fields}
        rowKey={(name) => name}
        columns={[
          {
            id: 'name',
            title: w.name,
            cell: (name) => {
              const field = defined.get(name);
              return field ? titleIn(language, field) : <code className="mono">{name}</code>;
            },
          },
          {
            id: 'grade',
            title: w.grade,
            cell: (name) => {
              const grade = defined.get(name)?.grade;
              return grade === undefined ? null : <Grade grade={grade} />;
            },
          },
          ...(confirmed
            ? [{ id: 'in', title: w.state, cell: (name: string) => (confirmed.has(name) ? w.in : w.out) }]
            : []),
        ]}
      />
    </Panel>
  );
}

function Sides({ item }: { readonly item: DemandItem }) {
  const words = useDemandWords();
  const w = words.facts;
  const bodyName = useBodyName();
  return (
    <Facts
      title={w.title}
      items={[
        [
          w.resource,
          <Go key="resource" to={`/console/catalogue/${item.resourceId}`}>
            {item.resourceTitle}
          </Go>,
        ],
        [w.version, item.resourceVersion],
        [w.operator, bodyName(item.operatorId)],
        [w.scenarios, item.scenarios.join('；')],
        [
          w.studied,
          <Dates
            key="studied"
            text={[item.studiedOn, item.studyDue ? fill(words.studyDue, { date: item.studyDue }) : '']
              .filter(Boolean)
              .join(' · ')}
          />,
        ],
        [w.reasons, item.reasons.join('；')],
        [w.registration, item.registrationTaskId ? w.registrationOpen : undefined],
      ]}
    />
  );
}
