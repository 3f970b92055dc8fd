import { operationRoutes, procedureRegisterRoutes, type Answer } from '@sluice/contract';
import { useBodyName } from '../../api/bodies.ts';
import { useMay } from '../../api/may.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { ActForm, filled } from '../../design/act-form.tsx';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { DataTable } from '../../design/data-table.tsx';
import { Empty } from '../../design/empty.tsx';
import { showNote } from '../../design/notes.ts';
import { OpenPanel, Stack, Tools } from '../../design/open-panel.tsx';
import { Panel, Tag } from '../../design/primitives.tsx';
import { fill, joinWords, useLanguage } from '../../i18n/area.ts';
import { useOversightWords } from '../../i18n/oversight/index.ts';
import type { PlaceProps } from './oversight-page.tsx';

type Provider = Answer<typeof procedureRegisterRoutes.listProviders>['items'][number];
type Stage = keyof ReturnType<typeof useOversightWords>['providers']['stageNames'];

/** Third parties that may be engaged, with their record; the open one with what may be done with it (ORG-06, ENV-09). */
export function ProvidersTab({ jurisdiction }: PlaceProps) {
  const words = useOversightWords();
  const w = words.providers;
  const open = useUrl().get('open');
  const stages = useStages();
  const providers = useRead(procedureRegisterRoutes.listProviders, { query: { jurisdiction } });
  const chosen = providers.data?.items.find((one) => one.id === open);
  return (
    <Stack>
      <Tools>
        <List jurisdiction={jurisdiction} />
        <Deliver />
      </Tools>
      <Panel id="providers" title={words.tabs.providers}>
        <Await query={providers} skeleton={<RowsSkeleton rows={3} />}>
          {({ items }) => (
            <DataTable
              label={words.tabs.providers}
              toolsId="providers"
              rows={items}
              rowKey={(row) => row.id}
              href={(row) => `/console/oversight?tab=providers&open=${row.id}`}
              current={open}
              empty={<Empty icon="people" title={w.empty} text={w.emptyText} />}
              columns={[
                { id: 'name', title: w.name, cell: (row) => row.name },
                {
                  id: 'reviewed',
                  title: w.reviewed,
                  nowrap: true,
                  cell: (row) => (
                    <Tag tone={row.reviewed ? 'ok' : 'warn'}>{row.reviewed ? w.reviewedYes : w.reviewedNo}</Tag>
                  ),
                },
                { id: 'stages', title: w.stages, minor: true, cell: (row) => stages(row.stages) },
                { id: 'until', title: w.until, minor: true, nowrap: true, cell: (row) => row.validUntil },
                { id: 'engagements', title: w.engagements, numeric: true, cell: (row) => row.engagements },
                { id: 'incidents', title: w.incidents, numeric: true, cell: (row) => row.incidents },
              ]}
            />
          )}
        </Await>
      </Panel>
      {chosen ? <OpenProvider key={chosen.id} provider={chosen} /> : null}
    </Stack>
  );
}

function useStages(): (stages: readonly string[]) => string {
  const names: Readonly<Record<string, string>> = useOversightWords().providers.stageNames;
  const language = useLanguage();
  return (stages) =>
    joinWords(
      language,
      stages.map((stage) => names[stage] ?? stage),
    );
}

function OpenProvider({ provider }: { readonly provider: Provider }) {
  const w = useOversightWords().providers;
  const may = useMay();
  const stages = useStages();
  const review = useWrite(procedureRegisterRoutes.reviewProvider);
  return (
    <OpenPanel
      id="provider"
      title={provider.name}
      facts={[
        [w.stages, stages(provider.stages)],
        [w.qualification, provider.qualification],
        [w.until, provider.validUntil],
        [w.engagements, provider.engagements],
        [w.incidents, provider.incidents],
      ]}
      acts={
        <>
          {!provider.reviewed && may('provider.review') ? (
            <ConfirmAct
              label={w.review}
              look="primary"
              text={w.reviewText}
              act={() => review.mutateAsync({ params: { id: provider.id } })}
            />
          ) : null}
          {may('provider.engage') ? (
            <>
              <Incident provider={provider} />
              {provider.reviewed ? <Engage provider={provider} /> : null}
            </>
          ) : null}
        </>
      }
    />
  );
}

function Engage({ provider }: { readonly provider: Provider }) {
  const w = useOversightWords().providers;
  const bodyName = useBodyName();
  const admitted = useRead(
    operationRoutes.listAdmissions,
    { query: { jurisdiction: provider.jurisdiction } },
    { staleMs: 60_000 },
  ).data;
  const engage = useWrite(procedureRegisterRoutes.engageProvider);
  const developers = [...new Set((admitted?.items ?? []).map((one) => one.developer))];
  return (
    <ActForm
      label={w.engage}
      look="primary"
      text={w.engageText}
      fields={[
        useStageField(provider),
        { name: 'purpose', label: w.purpose, kind: 'area', required: true },
        {
          name: 'developer',
          label: w.developer,
          kind: 'select',
          options: developers.map((value) => ({ value, label: bodyName(value) ?? value })),
        },
        { name: 'fee', label: w.fee, kind: 'number', hint: w.feeHint },
      ]}
      act={async (given) => {
        const { data } = await engage.mutateAsync({
          params: { id: provider.id },
          body: {
            stage: given.text('stage') as Stage,
            purpose: given.text('purpose'),
            ...filled({ developer: given.text('developer') }),
            ...(given.text('fee') ? { feeFen: Math.round(given.number('fee') * 100) } : {}),
          },
        });
        showNote({ tone: 'ok', text: fill(w.engaged, { id: data.engagement }) });
      }}
    />
  );
}

function Incident({ provider }: { readonly provider: Provider }) {
  const w = useOversightWords().providers;
  const note = useWrite(procedureRegisterRoutes.noteProviderIncident);
  return (
    <ActForm
      label={w.incident}
      text={w.incidentText}
      fields={[useStageField(provider), { name: 'purpose', label: w.what, kind: 'area', required: true }]}
      act={(given) =>
        note.mutateAsync({
          params: { id: provider.id },
          body: { stage: given.text('stage') as Stage, purpose: given.text('purpose') },
        })
      }
    />
  );
}

function useStageField(provider: Provider) {
  const w = useOversightWords().providers;
  const names: Readonly<Record<string, string>> = w.stageNames;
  return {
    name: 'stage',
    label: w.stage,
    kind: 'select',
    required: true,
    options: provider.stages.map((value) => ({ value, label: names[value] ?? value })),
  } as const;
}

function Deliver() {
  const w = useOversightWords().providers;
  const may = useMay();
  const deliver = useWrite(procedureRegisterRoutes.deliverEngagement);
  if (!may('provider.engage')) return null;
  return (
    <ActForm
      label={w.deliver}
      text={w.deliverText}
      fields={[{ name: 'id', label: w.engagement, required: true }]}
      act={(given) => deliver.mutateAsync({ params: { id: given.text('id') } })}
    />
  );
}

function List({ jurisdiction }: PlaceProps) {
  const w = useOversightWords().providers;
  const may = useMay();
  const list = useWrite(procedureRegisterRoutes.listProvider, { done: w.listed });
  if (!may('provider.list')) return null;
  return (
    <ActForm
      label={w.list}
      text={w.listText}
      fields={[
        { name: 'name', label: w.name, required: true },
        {
          name: 'stages',
          label: w.stages,
          kind: 'checks',
          required: true,
          options: Object.entries(w.stageNames).map(([value, label]) => ({ value, label })),
        },
        { name: 'qualification', label: w.qualification, kind: 'area', required: true },
        { name: 'until', label: w.until, kind: 'date', required: true },
      ]}
      act={(given) =>
        list.mutateAsync({
          body: {
            jurisdiction,
            name: given.text('name'),
            stages: given.list('stages') as Stage[],
            qualification: given.text('qualification'),
            validUntil: given.text('until'),
          },
        })
      }
    />
  );
}
