import { GrantName } from './grant-name.tsx';
import { productRoutes } from '@sluice/contract';
import { useSession } from '../../api/session.ts';
import { useRead } from '../../api/use-call.ts';
import { Await } from '../../design/await.tsx';
import { CopyText, Panel } from '../../design/primitives.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { DetailPage, Facts } from '../../design/detail-page.tsx';
import { Go, usePathParam } from '../../design/go.tsx';
import { State } from '../../design/marks.tsx';
import { StepBar, Timeline } from '../../design/timeline.tsx';
import { formatInstant, shorten } from '../../i18n/format.ts';
import { useProductWords } from '../../i18n/products/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { pageExists } from '../../pages.ts';
import { ChecksPanel } from './checks-panel.tsx';
import type { Dossier, ProductState } from './dossier.ts';
import { FlowCard } from './flow-card.tsx';
import { NextPanel } from './next-panel.tsx';
import css from './products.module.css';

/** One product from draft to delisting: what it is, where it stands, what comes next and who does it. */
export function ProductPage() {
  const id = usePathParam('id');
  const w = useProductWords();
  const session = useSession();
  const dossier = useRead(productRoutes.getProductDossier, { params: { id } });
  return (
    <Await query={dossier} skeleton={520} roles={['developer', 'operator', 'sector-authority', 'data-authority']}>
      {(one) => (
        <DetailPage
          title={one.title}
          back={{ href: '/console/products', label: w.back }}
          meta={
            <>
              <State of={`productState.${one.state}`} />{' '}
              <CopyText label={w.facts.title} value={one.id} shown={shorten(one.id, 8, 6)} />
            </>
          }
          facts={
            <>
              <ProductFacts one={one} />
              <FlowCard one={one} />
            </>
          }
        >
          <Path one={one} />
          {session.data ? <NextPanel one={one} role={session.data.active.role} /> : null}
          <ChecksPanel one={one} role={session.data?.active.role ?? ''} />
          <About one={one} />
          <Query one={one} />
          <Sources one={one} />
        </DetailPage>
      )}
    </Await>
  );
}

const STAGES = ['draft', 'frozen', 'checking', 'approved', 'listed'] as const;
const AT: Readonly<Record<ProductState, number>> = {
  draft: 0,
  returned: 0,
  frozen: 1,
  checking: 2,
  refused: 2,
  approved: 3,
  listed: 5,
  suspended: 4,
  delisted: 4,
};

function Path({ one }: { readonly one: Dossier }) {
  const w = useProductWords();
  const at = AT[one.state];
  const stopped = one.state === 'refused' || one.state === 'delisted' || one.state === 'suspended';
  return (
    <StepBar
      label={w.path}
      steps={STAGES.map((stage, index) => ({
        id: stage,
        title: w.stages[stage],
        state: index < at ? 'done' : index === at ? (stopped ? 'bad' : 'current') : 'waiting',
      }))}
    />
  );
}

function ProductFacts({ one }: { readonly one: Dossier }) {
  const w = useProductWords();
  const terms = useTerms();
  const f = w.facts;
  const grant = `/console/workbench?grant=${one.grantId}`;
  return (
    <>
      <Facts
        title={f.title}
        items={[
          [f.form, terms.productForm[one.form]],
          [
            f.grant,
            pageExists(grant) ? (
              <Go key="grant" to={grant}>
                <GrantName id={one.grantId} />
              </Go>
            ) : (
              <GrantName key="grant" id={one.grantId} />
            ),
          ],
          [
            f.holders,
            <Go key="holders" to={`/console/products/${one.id}/holders`}>
              {f.holdersOpen}
            </Go>,
          ],
          [f.created, formatInstant(one.createdAt)],
          [f.updated, formatInstant(one.updatedAt)],
          [f.round, one.round > 0 ? one.round : undefined],
          [f.release, one.release?.version],
          [f.answers, one.release?.answers],
          [f.rows, one.release?.rows],
          [f.frozenAt, one.release ? formatInstant(one.release.at) : undefined],
          [
            f.digest,
            one.release ? (
              <CopyText
                key="digest"
                label={f.digest}
                value={one.release.cubeDigest}
                shown={shorten(one.release.cubeDigest)}
              />
            ) : undefined,
          ],
        ]}
      />
      <div className={css['box']}>
        <h2 className={css['boxTitle']}>{w.history.title}</h2>
        <Timeline
          label={w.history.title}
          moments={one.history.toReversed().map((step, at) => ({
            id: `${step.at}${at}`,
            actor: terms.productState[step.to],
            verb: step.ground ? ((w.ground as Readonly<Record<string, string>>)[step.ground] ?? '') : '',
            when: formatInstant(step.at),
            state: at === 0 ? 'current' : 'done',
          }))}
        />
        <Go to={`/console/evidence?story=${encodeURIComponent(`product:${one.id}`)}`}>{w.history.evidence}</Go>
      </div>
    </>
  );
}

function About({ one }: { readonly one: Dossier }) {
  const w = useProductWords();
  const { description: d } = one;
  const rows = [
    [w.form.updateCycle, d.updateCycle ? w.form.cycle[d.updateCycle] : undefined],
    [w.form.derivation, d.derivation],
    [w.form.modelCard, d.modelCard],
    [w.form.period, d.period],
    [w.form.delivery, d.delivery],
    [w.value[one.value.kind], one.value.statement],
  ] as const;
  return (
    <Panel id="about" title={w.about.title}>
      <p className={css['text']}>{d.summary}</p>
      <dl className={css['pairs']}>
        {rows
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Panel>
  );
}

function Query({ one }: { readonly one: Dossier }) {
  const w = useProductWords().query;
  return (
    <Panel id="query" title={w.title}>
      <pre className={css['sql']} tabIndex={0}>
        {one.sql}
      </pre>
      {one.parameters.length > 0 ? (
        <DataTable
          label={w.title}
          rows={one.parameters}
          rowKey={(row) => row.name}
          columns={[
            { id: 'name', title: w.parameter, cell: (row) => <code>:{row.name}</code> },
            { id: 'title', title: w.parameterTitle, cell: (row) => row.title },
            { id: 'values', title: w.values, cell: (row) => row.values?.map(String).join('、') ?? w.fromData },
          ]}
        />
      ) : null}
    </Panel>
  );
}

function Sources({ one }: { readonly one: Dossier }) {
  const w = useProductWords().sources;
  if (one.sourceStatement.length === 0) return null;
  return (
    <Panel id="sources" title={w.title} note={w.note}>
      <DataTable
        label={w.title}
        rows={one.sourceStatement}
        rowKey={(row) => row.resourceId}
        columns={[
          { id: 'resource', title: w.resource, cell: (row) => row.resourceTitle },
          { id: 'agency', title: w.agency, cell: (row) => row.agency },
          { id: 'fields', title: w.fields, cell: (row) => <code>{row.fields.join(' ')}</code> },
          {
            id: 'epoch',
            title: w.epoch,
            minor: true,
            cell: (row) => <CopyText label={w.epoch} value={row.epochId} shown={shorten(row.epochId, 8, 6)} />,
          },
        ]}
      />
    </Panel>
  );
}
