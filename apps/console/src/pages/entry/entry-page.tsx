import { catalogueRoutes } from '@sluice/contract';
import { useState } from 'react';
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
import { useEntryWords } from '../../i18n/entry/index.ts';
import { BasicsStep } from './basics-step.tsx';
import { ConditionsStep } from './conditions-step.tsx';
import { missingOf, startOf, type EntryForm, type Missing, type Resource } from './entry-form.ts';
import { FieldsStep } from './fields-step.tsx';
import { WithSystem } from './with-system.tsx';
import { EntrySummary } from './entry-summary.tsx';
import { keptEntry, useEntry } from './use-entry.ts';
import css from './entry.module.css';

/** Compiling an entry in steps: saved as it is typed, checked, handed to the data authority (CAT-01, CAT-02). */
export function EntryPage() {
  const w = useEntryWords();
  const url = useUrl();
  const role = useSession().data?.active.role;
  // What the form began with: the address gains the draft's id once it is saved, and the form must not begin anew.
  const [draft] = useState(() => url.get('draft'));
  const [system] = useState(() => url.get('system'));
  const resource = useRead(
    catalogueRoutes.getResource,
    { params: { id: draft ?? '' } },
    { enabled: draft !== null, staleMs: Number.POSITIVE_INFINITY },
  );
  const head = (
    <PageHead
      title={draft ? w.titleEdit : w.titleNew}
      note={w.note}
      back={{ href: '/console/agency', label: w.back }}
    />
  );
  const body =
    role !== undefined && role !== 'source-agency' ? (
      <NoPermission roles={['source-agency']} />
    ) : draft === null ? (
      <WithSystem>{() => <Form id={null} start={keptEntry() ?? startOf(undefined, system)} />}</WithSystem>
    ) : (
      <Await query={resource} skeleton={<RowsSkeleton rows={10} />}>
        {(one) =>
          one.state === 'in-review' ? (
            <Empty icon="catalogue" title={w.closed} action={<Go to={`/console/catalogue/${one.id}`}>{w.open}</Go>} />
          ) : (
            <>
              <Returned resource={one} />
              <Form id={one.id} start={startOf(one, null)} />
            </>
          )
        }
      </Await>
    );
  return (
    <>
      {head}
      {body}
    </>
  );
}

/** Why it came back, before anything else. */
function Returned({ resource }: { readonly resource: Resource }) {
  const reasons = resource.versions.find((one) => one.reasons.length > 0 && one.state !== 'published')?.reasons ?? [];
  if (reasons.length === 0) return null;
  return (
    <ul className={css['returned']}>
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}

function Form(props: { readonly id: string | null; readonly start: EntryForm }) {
  const w = useEntryWords();
  const entry = useEntry(props.id, props.start);
  const { form, change } = entry;
  const missing = missingOf(form);
  const words = (list: readonly Missing[]): string[] =>
    list.map((one) =>
      fill(w.missing[one.what], {
        name: one.of ? w.access[one.of] : '',
        mode: one.of === 'returnFlow' ? w.access.returnModes.none : w.access.modes.none,
      }),
    );
  const all = [...missing.basics, ...missing.fields, ...missing.conditions];
  const untouched = entry.saved.state === 'new' && props.id === null;
  return (
    <StepsForm
      label={w.titleNew}
      saved={entry.saved}
      aside={
        <>
          <h2 className={css['asideTitle']}>{w.aside.title}</h2>
          <p>{w.aside.first}</p>
          <p>{w.aside.second}</p>
          <p>{w.aside.third}</p>
        </>
      }
      submit={<Submit entry={entry} disabled={all.length > 0} />}
      steps={[
        {
          id: 'basics',
          title: w.steps.basics,
          problems: words(missing.basics),
          untouched,
          content: <BasicsStep form={form} change={change} />,
        },
        {
          id: 'fields',
          title: w.steps.fields,
          problems: words(missing.fields),
          untouched,
          content: <FieldsStep form={form} change={change} />,
        },
        {
          id: 'conditions',
          title: w.steps.conditions,
          problems: words(missing.conditions),
          untouched,
          content: <ConditionsStep form={form} change={change} />,
        },
        {
          id: 'summary',
          title: w.steps.summary,
          problems: words(all),
          content: <EntrySummary form={form} />,
        },
      ]}
    />
  );
}

function Submit(props: { readonly entry: ReturnType<typeof useEntry>; readonly disabled: boolean }) {
  const w = useEntryWords();
  const go = useGo();
  const submit = useWrite(catalogueRoutes.submitResource, { done: w.submitted });
  return (
    <ConfirmAct
      label={w.submit}
      look="primary"
      text={w.submitText}
      disabled={props.disabled}
      act={async () => {
        await props.entry.flush();
        const id = props.entry.idNow() ?? '';
        await submit.mutateAsync({ params: { id } });
        props.entry.forget();
        go(`/console/catalogue/${id}`);
      }}
    />
  );
}
