import { authorizationRoutes, catalogueRoutes, type Answer } from '@sluice/contract';
import { useCallback, useState } from 'react';
import { useProfile, type JurisdictionRules } from '../../api/profile.ts';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { ConfirmAct } from '../../design/confirm-act.tsx';
import { Empty } from '../../design/empty.tsx';
import { NoPermission } from '../../design/error-state.tsx';
import { Go, useGo } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { StepsForm } from '../../design/steps-form.tsx';
import { fill } from '../../i18n/area.ts';
import { useApplyWords } from '../../i18n/apply/index.ts';
import { CaseChecks, CaseFacts } from '../cases/case-facts.tsx';
import { ApplyAside } from './apply-aside.tsx';
import { DataStep } from './data-step.tsx';
import { contentsOf, formOf, missingOf, type Contents, type DraftForm, type Missing } from './draft-form.ts';
import { KeptNotice } from './kept-notice.tsx';
import { MinimalAdvice } from './minimal-advice.tsx';
import { SafeguardsStep } from './safeguards-step.tsx';
import { ScenarioStep } from './scenario-step.tsx';
import { dropKept, useDraft } from './use-draft.ts';

type Application = Answer<typeof authorizationRoutes.readApplication>;
export type DevelopmentEntry = Answer<typeof catalogueRoutes.listDevelopmentCatalogue>['items'][number];

/** An application to use data in steps: saved as it is typed, checked against the rules, then handed in (APP-02). */
export function ApplyPage() {
  const w = useApplyWords();
  const session = useSession().data;
  const url = useUrl();
  // What the form began with: the address gains the draft's id once it is saved, and the form must not begin anew.
  const [draft] = useState(() => url.get('draft'));
  const [previous] = useState(() => url.get('previous'));
  const [resource] = useState(() => url.get('resource'));
  const source = draft ?? previous;
  const kept = useRead(
    authorizationRoutes.readApplication,
    { params: { id: source ?? '' } },
    { enabled: source !== null, staleMs: Number.POSITIVE_INFINITY },
  );
  const catalogue = useRead(catalogueRoutes.listDevelopmentCatalogue, { query: {} }, { staleMs: 60_000 });
  const profile = useProfile(session?.active.jurisdiction);
  const supplement = kept.data?.state === 'supplement' && draft !== null;
  const head = (
    <PageHead
      title={supplement ? w.supplementTitle : w.title}
      note={supplement ? w.supplementLead : w.note}
      back={{ href: '/console/cases', label: w.back }}
    />
  );
  if (session && session.active.role !== 'developer')
    return (
      <>
        {head}
        <NoPermission roles={['developer']} />
      </>
    );
  if (!session || !profile || (source !== null && !kept.data))
    return (
      <>
        {head}
        {source === null ? (
          <RowsSkeleton rows={12} />
        ) : (
          <Await query={kept} skeleton={<RowsSkeleton rows={12} />}>
            {() => null}
          </Await>
        )}
      </>
    );
  const application = draft === null ? null : (kept.data ?? null);
  if (application && !['draft', 'supplement'].includes(application.state))
    return (
      <>
        {head}
        <Empty
          icon="application"
          title={w.closed}
          action={<Go to={`/console/cases/${application.id}`}>{w.openCase}</Go>}
        />
      </>
    );
  return (
    <>
      {head}
      <Await query={catalogue} skeleton={420}>
        {({ items }) => (
          <Form
            application={application}
            start={startOf(kept.data?.contents, draft === null, resource)}
            entries={items}
            profile={profile}
            jurisdiction={application?.jurisdiction ?? session.active.jurisdiction}
            developer={session.active.bodyId}
            previous={draft === null ? previous : null}
          />
        )}
      </Await>
    </>
  );
}

/** A second application is for another run of the scenario, so it has a code of its own. */
function startOf(contents: Contents | undefined, fresh: boolean, resource: string | null): DraftForm {
  const code = `scenario-${Date.now().toString(36)}`;
  const form = formOf(contents ?? {}, code);
  return {
    ...form,
    ...(fresh ? { code } : {}),
    entries: form.entries.length === 0 && resource ? [{ resourceId: resource, fields: [] }] : form.entries,
  };
}

function Form(props: {
  readonly application: Application | null;
  readonly start: DraftForm;
  readonly entries: readonly DevelopmentEntry[];
  readonly profile: JurisdictionRules;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly previous: string | null;
}) {
  const w = useApplyWords();
  const { application, entries, profile } = props;
  const supplement = application?.state === 'supplement';
  const toContents = useCallback(
    (form: DraftForm) => contentsOf(form, (id) => entries.find((entry) => entry.resourceId === id)?.ownerId),
    [entries],
  );
  const draft = useDraft({
    id: application?.id ?? null,
    start: props.start,
    jurisdiction: props.jurisdiction,
    previous: props.previous,
    autosave: !supplement,
    contents: toContents,
  });
  const { form, change } = draft;
  const max = profile.rules.term.grant.max_months.value;
  const missing = missingOf(form, max);
  const words = (names: readonly Missing[]): string[] => names.map((name) => fill(w.missing[name], { months: max }));
  const all = [...missing.scenario, ...missing.data, ...missing.safeguards];
  const contents = toContents(form);
  const untouched = draft.saved.state === 'new' && application === null;
  return (
    <>
      <KeptNotice id={application?.id ?? null} onRestore={(kept) => change(kept)} />
      <StepsForm
        label={w.title}
        saved={draft.saved}
        aside={<ApplyAside profile={profile} />}
        submit={<Submit draft={draft} supplement={supplement} disabled={all.length > 0} contents={contents} />}
        steps={[
          {
            id: 'scenario',
            title: w.steps.scenario,
            problems: words(missing.scenario),
            untouched,
            content: <ScenarioStep form={form} change={change} profile={profile} jurisdiction={props.jurisdiction} />,
          },
          {
            id: 'data',
            title: w.steps.data,
            problems: words(missing.data),
            untouched,
            content: <DataStep form={form} change={change} entries={entries} rules={profile.rules} />,
          },
          {
            id: 'safeguards',
            title: w.steps.safeguards,
            problems: words(missing.safeguards),
            untouched,
            content: <SafeguardsStep form={form} change={change} rules={profile.rules} />,
          },
          {
            id: 'summary',
            title: w.steps.summary,
            problems: words(all),
            content: (
              <>
                <CaseFacts contents={contents} developer={props.developer} number={null} profile={profile} />
                {draft.idNow() ? <MinimalAdvice id={draft.idNow() ?? ''} /> : null}
                <CaseChecks
                  {...(draft.idNow() ? { id: draft.idNow() ?? '' } : {})}
                  application={{ contents, missing: all, case: null }}
                  profile={profile}
                />
              </>
            ),
          },
        ]}
      />
    </>
  );
}

function Submit(props: {
  readonly draft: ReturnType<typeof useDraft>;
  readonly supplement: boolean;
  readonly disabled: boolean;
  readonly contents: Contents;
}) {
  const w = useApplyWords();
  const go = useGo();
  const submit = useWrite(authorizationRoutes.submitApplication, { done: w.submitted });
  const answer = useWrite(authorizationRoutes.supplementApplication, { done: w.submitted });
  const { draft, supplement } = props;
  const act = async (note: string): Promise<void> => {
    await draft.flush();
    const id = draft.idNow() ?? '';
    if (supplement) await answer.mutateAsync({ params: { id }, body: { contents: props.contents, note } });
    else await submit.mutateAsync({ params: { id } });
    dropKept();
    go(`/console/cases/${id}`);
  };
  return (
    <ConfirmAct
      label={supplement ? w.supplement : w.submit}
      look="primary"
      text={w.submitText}
      disabled={props.disabled}
      {...(supplement ? { reason: w.supplementNote, reasonRequired: true } : {})}
      act={act}
    />
  );
}
