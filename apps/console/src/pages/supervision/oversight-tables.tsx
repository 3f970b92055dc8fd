import { auditRoutes, authorizationRoutes, type Answer, type gateRoutes, type overviewRoutes } from '@sluice/contract';
import type { UseQueryResult } from '@tanstack/react-query';
import { useBodyName } from '../../api/bodies.ts';
import { useProfile } from '../../api/profile.ts';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Facts } from '../../design/detail-page.tsx';
import { Empty } from '../../design/empty.tsx';
import { Go } from '../../design/go.tsx';
import { Panel } from '../../design/primitives.tsx';
import { fill, titleIn, useLanguage } from '../../i18n/area.ts';
import { formatCount, formatInstant, shorten } from '../../i18n/format.ts';
import { useSupervisionWords } from '../../i18n/supervision/index.ts';
import { useTranslation } from '../../i18n/translate.ts';
import { pageExists } from '../../pages.ts';

type Query<T> = UseQueryResult<T>;
const OVERSEERS = ['security-regulator', 'economic-regulator', 'inspection', 'data-authority'];

const story = (stream: string): string => `/console/evidence?story=${encodeURIComponent(stream)}`;

/** Attempts beyond a grant: blocked, entered, told. */
export function OveruseTable(props: { readonly query: Query<Answer<typeof gateRoutes.listOveruse>> }) {
  const w = useSupervisionWords();
  const c = w.overuse.columns;
  const bodyName = useBodyName();
  const grants = useGrantNames();
  return (
    <Panel id="overuse" title={w.tabs.overuse}>
      <Await query={props.query} skeleton={<RowsSkeleton rows={4} />} roles={OVERSEERS}>
        {({ items }) => (
          <DataTable
            label={w.tabs.overuse}
            rows={items}
            rowKey={(row) => row.id}
            href={(row) => story(`query:${row.decisionId}`)}
            empty={<Empty icon="shield" title={w.overuse.empty} text={w.overuse.emptyText} />}
            columns={[
              { id: 'kind', title: c.kind, cell: (row) => w.overuse.kind[row.kind] },
              { id: 'code', title: c.code, cell: (row) => <code className="mono">{row.code}</code> },
              { id: 'body', title: c.body, minor: true, cell: (row) => bodyName(row.body) ?? shorten(row.body, 8, 6) },
              {
                id: 'grant',
                title: c.grant,
                minor: true,
                cell: (row) => (
                  <Go to={`/console/grants/${row.grantId}`}>{grants.get(row.grantId) ?? shorten(row.grantId, 8, 6)}</Go>
                ),
              },
              { id: 'at', title: c.at, numeric: true, cell: (row) => formatInstant(row.at) },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

/** Scenarios of the grants that the reader may see, by their ids. */
function useGrantNames(): ReadonlyMap<string, string> {
  const grants = useRead(authorizationRoutes.listGrants, { query: {} }, { staleMs: 60_000 });
  return new Map((grants.data?.items ?? []).map((one) => [one.id, one.scenarioTitle]));
}

/** Names of applications and of their steps that the reader may see, by id and step. */
function useCaseNames(): (subject: string) => string | undefined {
  const cases = useRead(authorizationRoutes.listApplications, { query: {} }, { staleMs: 60_000 });
  const names = new Map((cases.data?.items ?? []).map((one) => [one.id, one.scenarioTitle ?? one.number]));
  return (subject) => names.get(subject) ?? undefined;
}

/** What the jurisdiction's own chain calls a step. */
function useStepName(): (row: { readonly step: string }) => string {
  const language = useLanguage();
  const profile = useProfile(useSession().data?.active.jurisdiction);
  const steps = profile?.rules.application.review_chain.value.steps ?? [];
  return ({ step }) => {
    const named = steps.find((one) => one.id === step);
    return named ? titleIn(language, { title: named.title, titleEn: named.title_en }) : step;
  };
}

/** Steps past their limit without a reason, against the unit in charge. */
export function OverdueTable(props: { readonly query: Query<Answer<typeof authorizationRoutes.listOverdueSteps>> }) {
  const w = useSupervisionWords();
  const c = w.overdue.columns;
  const names = useCaseNames();
  const stepName = useStepName();
  const { t } = useTranslation();
  return (
    <Panel id="overdue" title={w.tabs.overdue}>
      <Await query={props.query} skeleton={<RowsSkeleton rows={4} />} roles={OVERSEERS}>
        {({ items }) => (
          <DataTable
            label={w.tabs.overdue}
            rows={items}
            rowKey={(row) => row.id + row.step}
            empty={<Empty icon="clock" title={w.overdue.empty} text={w.overdue.emptyText} />}
            columns={[
              { id: 'step', title: c.step, cell: (row) => stepName(row) },
              { id: 'role', title: c.role, cell: (row) => t(`role.${row.role}` as 'role.buyer') },
              { id: 'due', title: c.due, cell: (row) => row.dueOn },
              { id: 'over', title: c.over, numeric: true, cell: (row) => row.workingDaysOver },
              {
                id: 'case',
                title: c.case,
                minor: true,
                cell: (row) => {
                  const href = `/console/cases/${row.subject}`;
                  const name = names(row.subject) ?? shorten(row.subject, 8, 6);
                  return row.kind === 'use-application' && pageExists(href) ? <Go to={href}>{name}</Go> : name;
                },
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

/** The latest calls, each with its chain from source to answer. */
export function CallsTable(props: {
  readonly query: Query<Answer<typeof overviewRoutes.getOverview>>;
  readonly place: string | undefined;
}) {
  const w = useSupervisionWords();
  const c = w.calls.columns;
  return (
    <Panel id="calls" title={w.tabs.calls}>
      <Await query={props.query} skeleton={<RowsSkeleton rows={4} />}>
        {({ recentCalls }) => (
          <DataTable
            label={w.tabs.calls}
            rows={recentCalls.filter((call) => !props.place || call.jurisdiction === props.place)}
            rowKey={(row) => row.id}
            empty={<Empty icon="call" title={w.calls.empty} text={w.calls.emptyText} />}
            columns={[
              { id: 'product', title: c.product, cell: (row) => row.productTitle },
              { id: 'rows', title: c.rows, numeric: true, cell: (row) => row.rows },
              { id: 'price', title: c.price, numeric: true, minor: true, cell: (row) => row.price },
              { id: 'at', title: c.at, numeric: true, minor: true, cell: (row) => formatInstant(row.at) },
              {
                id: 'chain',
                title: c.chain,
                cell: (row) => (
                  <Go to={`/chain?call=${row.entryId}`} data-testid="call-chain">
                    {w.calls.chain}
                  </Go>
                ),
              },
            ]}
          />
        )}
      </Await>
    </Panel>
  );
}

/** Whether the log itself is well: what waits, when it was signed, who cosigned, what the last audit found. */
export function HealthPanel() {
  const w = useSupervisionWords().health;
  const language = useLanguage();
  const health = useRead(auditRoutes.readLogHealth, {}, { refetchMs: 30_000 });
  return (
    <Await query={health} skeleton={160}>
      {(data) => (
        <Facts
          columns={3}
          items={[
            [w.size, formatCount(data.size, language)],
            [w.waiting, data.waiting],
            [w.checkpoint, data.checkpointAt ? formatInstant(data.checkpointAt) : undefined],
            [w.witnesses, data.witnesses === null ? w.none : data.witnesses.met ? w.met : w.unmet],
            [
              w.audit,
              data.lastAudit
                ? `${formatInstant(data.lastAudit.finishedAt)} · ${
                    data.lastAudit.findings === 0 ? w.clean : fill(w.findings, { count: data.lastAudit.findings })
                  }`
                : w.noAudit,
            ],
            [
              w.open,
              <Go key="open" to="/console/evidence">
                {w.open}
              </Go>,
            ],
          ]}
        />
      )}
    </Await>
  );
}
