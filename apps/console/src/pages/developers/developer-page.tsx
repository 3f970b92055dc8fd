import { operationRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { DetailPage, Facts } from '../../design/detail-page.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go, usePathParam } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill, useLanguage, joinWords } from '../../i18n/area.ts';
import { formatInstant } from '../../i18n/format.ts';
import { useDeveloperWords } from '../../i18n/developers/index.ts';
import { useSelectionWords } from '../../i18n/selections/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { DeveloperActs } from './developer-acts.tsx';

export type Developer = Answer<typeof operationRoutes.readDeveloper>;
const STANDING_TONE: Readonly<Record<string, 'ok' | 'warn' | 'bad'>> = { suspended: 'warn', exited: 'bad' };

/** A developer's standing: admissions, evaluations, measures (DEV-07, EVA-01, SVN-05, SVN-06). */
export function DeveloperPage() {
  const id = usePathParam('id');
  const w = useDeveloperWords();
  const developer = useRead(operationRoutes.readDeveloper, { params: { developer: id } });
  const shown = developer.data?.developer === id ? developer.data : undefined;
  if (shown) return <Body developer={shown} />;
  return (
    <>
      <PageHead title={w.developer} back={{ href: '/console/selections', label: w.back }} />
      <Await query={{ ...developer, data: shown }} skeleton={<RowsSkeleton rows={8} />}>
        {() => null}
      </Await>
    </>
  );
}

function Body({ developer }: { readonly developer: Developer }) {
  const w = useDeveloperWords();
  const bodyName = useBodyName();
  const standings: Readonly<Record<string, string>> = w.standings;
  const standing = developer.standing ?? 'none';
  return (
    <DetailPage
      title={bodyName(developer.developer) ?? w.developer}
      back={{ href: '/console/selections', label: w.back }}
      meta={
        <>
          <Tag tone={STANDING_TONE[standing] ?? 'ok'}>{standings[standing] ?? standing}</Tag>
          {developer.evaluationDueOn ? (
            <span>
              {w.due} {developer.evaluationDueOn}
            </span>
          ) : null}
        </>
      }
      actions={<DeveloperActs developer={developer} />}
      facts={<AdmissionFacts developer={developer} />}
    >
      <Evaluations developer={developer} />
      <Measures developer={developer} />
    </DetailPage>
  );
}

function AdmissionFacts({ developer }: { readonly developer: Developer }) {
  const w = useDeveloperWords();
  const evidence = useSelectionWords();
  const bodyName = useBodyName();
  return (
    <>
      {developer.admissions.map((one) => (
        <Facts
          key={one.id}
          title={w.admissions}
          items={[
            [w.basis, one.basis],
            [w.by, bodyName(one.admittedBy)],
            [w.district, one.district],
            [w.from, one.startsOn],
            [w.until, one.endsOn],
            [
              w.partner,
              one.partner
                ? fill(w.partnerValue, {
                    contribution: one.partner.contribution,
                    share: one.partner.shareBasisPoints / 100,
                  })
                : null,
            ],
            [
              evidence.title,
              one.selectionId ? (
                <Go key="selection" to={`/console/selections/${one.selectionId}`}>
                  {evidence.kinds.developer}
                </Go>
              ) : null,
            ],
          ]}
        />
      ))}
    </>
  );
}

function Evaluations({ developer }: { readonly developer: Developer }) {
  const w = useDeveloperWords();
  const language = useLanguage();
  const parts: Readonly<Record<string, string>> = w.parts;
  const outcomes: Readonly<Record<string, string>> = w.outcomes;
  return (
    <Panel id="evaluations" title={w.evaluations}>
      <DataTable
        label={w.evaluations}
        rows={developer.evaluations}
        rowKey={(row) => row.id}
        empty={<Empty icon="check" title={w.evaluationsNone} />}
        columns={[
          { id: 'period', title: w.period, nowrap: true, cell: (row) => `${row.periodFrom} – ${row.periodTo}` },
          {
            id: 'outcome',
            title: w.outcome,
            nowrap: true,
            cell: (row) => <Tag tone={row.outcome === 'passed' ? 'ok' : 'bad'}>{w.outcomes[row.outcome]}</Tag>,
          },
          {
            id: 'findings',
            title: w.findings,
            minor: true,
            cell: (row) =>
              joinWords(
                language,
                row.findings.map(
                  (one) => `${parts[one.part] ?? one.part}（${outcomes[one.result] ?? one.result}）${one.text}`,
                ),
              ),
          },
          { id: 'at', title: w.at, minor: true, nowrap: true, cell: (row) => formatInstant(row.at) },
        ]}
      />
    </Panel>
  );
}

function Measures({ developer }: { readonly developer: Developer }) {
  const w = useDeveloperWords();
  const { t } = useTranslation();
  const grounds: Readonly<Record<string, string>> = w.grounds;
  return (
    <Panel id="measures" title={w.measures}>
      <DataTable
        label={w.measures}
        rows={developer.measures}
        rowKey={(row) => row.at}
        empty={<Empty icon="shield" title={w.measuresNone} />}
        columns={[
          {
            id: 'kind',
            title: w.kind,
            nowrap: true,
            cell: (row) => `${w.kinds[row.kind]}${row.ground ? ` · ${grounds[row.ground] ?? row.ground}` : ''}`,
          },
          { id: 'reasons', title: w.reason, cell: (row) => row.reasons.join('；') },
          { id: 'role', title: w.role, minor: true, cell: (row) => t(`role.${row.role}` as 'role.buyer') },
          { id: 'at', title: w.at, nowrap: true, cell: (row) => formatInstant(row.at) },
        ]}
      />
    </Panel>
  );
}
