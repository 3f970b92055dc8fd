import { catalogueRoutes, sourceRoutes, type Answer } from '@sluice/contract';
import { useState } from 'react';
import { useUrl } from '../../api/url-state.ts';
import { useRead, useWrite, type WriteInput } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { useErrorWords } from '../../design/error-state.tsx';
import { useGo } from '../../design/go.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Button, Panel, Tag } from '../../design/primitives.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { fill, joinWords, titleIn, useLanguage } from '../../i18n/area.ts';
import { useSourceWords } from '../../i18n/sources/index.ts';
import { Field } from '../apply/field.tsx';
import { SourceSettings } from './source-settings-fields.tsx';
import { missingSettings, settingsOf, takesColumns, type Kind, type Typed } from './source-settings.ts';
import css from './sources.module.css';

type Kinds = Answer<typeof sourceRoutes.listSourceKinds>['items'];
type Resource = Answer<typeof catalogueRoutes.getResource>;
type Settings = WriteInput<typeof sourceRoutes.createSource>['body']['settings'];

/** Registering where a resource's data comes from: kind, connection, columns, schedule (COL-05 … COL-08). */
export function SourceFormPage() {
  const w = useSourceWords();
  const language = useLanguage();
  const id = useUrl().get('resource') ?? '';
  const resource = useRead(catalogueRoutes.getResource, { params: { id } });
  const kinds = useRead(sourceRoutes.listSourceKinds, {}, { staleMs: 300_000 });
  return (
    <>
      <PageHead
        title={w.registerTitle}
        note={resource.data ? fill(w.registerNote, { title: titleIn(language, resource.data) }) : ' '}
        back={{ href: `/console/catalogue/${id}?tab=sources`, label: w.back }}
      />
      <Await query={resource} skeleton={<RowsSkeleton rows={8} />} roles={['source-agency', 'custodian']}>
        {(one) => (
          <Await query={kinds} skeleton={<RowsSkeleton rows={8} />}>
            {({ items }) => <Form resource={one} kinds={items} />}
          </Await>
        )}
      </Await>
    </>
  );
}

function useSourceForm(resource: Resource) {
  const fields = resource.content.fields ?? [];
  const [kind, setKind] = useState<Kind>('postgresql');
  const [mode, setMode] = useState<'full' | 'append'>('full');
  const [typed, setTyped] = useState<Typed>({});
  const [columns, setColumns] = useState<Typed>(() => Object.fromEntries(fields.map((one) => [one.name, one.name])));
  const chosen = fields
    .map((one) => ({ column: (columns[one.name] ?? '').trim(), field: one.name }))
    .filter((one) => one.column !== '');
  const missing = missingSettings(kind, typed);
  const ready = (typed['title'] ?? '').trim() !== '' && missing.length === 0;
  return { fields, kind, setKind, mode, setMode, typed, setTyped, columns, setColumns, chosen, missing, ready };
}

function Form(props: { readonly resource: Resource; readonly kinds: Kinds }) {
  const w = useSourceWords();
  const form = useSourceForm(props.resource);
  const { typed, kind } = form;
  const put = (name: string, value: string): void => form.setTyped((before) => ({ ...before, [name]: value }));
  const known = props.kinds.find((one) => one.kind === kind);
  return (
    <Stack>
      <Panel id="kind" title={w.kind}>
        <div className={css['form']}>
          <Field label={w.name}>
            {(id) => (
              <input
                {...id}
                maxLength={120}
                value={typed['title'] ?? ''}
                onChange={(event) => put('title', event.target.value)}
              />
            )}
          </Field>
          <Field label={w.kind}>
            {(id) => (
              <select {...id} value={kind} onChange={(event) => form.setKind(event.target.value as Kind)}>
                {props.kinds.map((one) => (
                  <option key={one.kind} value={one.kind} disabled={one.missingDriver !== undefined}>
                    {w.kinds[one.kind]}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field label={w.mode}>
            {(id) => (
              <select
                {...id}
                value={form.mode}
                onChange={(event) => form.setMode(event.target.value as 'full' | 'append')}
              >
                <option value="full">{w.modes.full}</option>
                <option value="append">{w.modes.append}</option>
              </select>
            )}
          </Field>
          <Field label={w.every} hint={w.everyHint}>
            {(id) => (
              <input
                {...id}
                type="number"
                min={1}
                value={typed['every'] ?? ''}
                onChange={(event) => put('every', event.target.value)}
              />
            )}
          </Field>
          {known ? (
            <p className={css['tried']}>
              <Tag tone={known.tried === 'untried' ? 'warn' : 'ok'}>{w.tried[known.tried]}</Tag>
              {known.missingDriver ? fill(w.driver, { name: known.missingDriver }) : null}
            </p>
          ) : null}
        </div>
      </Panel>
      <Panel id="settings" title={w.settings}>
        <div className={css['form']}>
          <SourceSettings kind={kind} typed={typed} put={put} />
        </div>
      </Panel>
      {takesColumns(kind) ? <Columns form={form} /> : null}
      <Save resource={props.resource} form={form} />
    </Stack>
  );
}

type SourceForm = ReturnType<typeof useSourceForm>;

function Columns({ form }: { readonly form: SourceForm }) {
  const w = useSourceWords();
  const language = useLanguage();
  return (
    <Panel id="columns" title={w.columns} note={w.columnsNote}>
      <div className={css['form']}>
        {form.fields.map((field) => (
          <Field key={field.name} label={`${titleIn(language, field)} · ${field.name}`}>
            {(id) => (
              <input
                {...id}
                className="mono"
                maxLength={200}
                value={form.columns[field.name] ?? ''}
                onChange={(event) => form.setColumns((before) => ({ ...before, [field.name]: event.target.value }))}
              />
            )}
          </Field>
        ))}
      </div>
    </Panel>
  );
}

function Save(props: { readonly resource: Resource; readonly form: SourceForm }) {
  const w = useSourceWords();
  const go = useGo();
  const language = useLanguage();
  const words = useErrorWords();
  const { form } = props;
  const create = useWrite(sourceRoutes.createSource, { done: w.saved });
  const lacksColumns = takesColumns(form.kind) && form.chosen.length === 0;
  const lacking = [
    ...(form.typed['title']?.trim() ? [] : [w.name]),
    ...form.missing.map((name) => w.setting[name]),
    ...(lacksColumns ? [w.columnsNeeded] : []),
  ];
  const save = async (): Promise<void> => {
    const every = Number(form.typed['every'] ?? '');
    await create.mutateAsync({
      params: { id: props.resource.id },
      body: {
        title: (form.typed['title'] ?? '').trim(),
        mode: form.mode,
        settings: settingsOf(form.kind, form.typed, form.chosen) as Settings,
        ...(form.typed['secret'] ? { secret: form.typed['secret'] } : {}),
        ...(every > 0 ? { everyMinutes: every } : {}),
      },
    });
    go(`/console/catalogue/${props.resource.id}?tab=sources`);
  };
  return (
    <div className={css['save']}>
      {lacking.length > 0 ? (
        <p className={css['lacking']} role="status">
          {fill(w.problems, { list: joinWords(language, lacking) })}
        </p>
      ) : null}
      {create.error ? (
        <p className={css['error']} role="alert">
          {words(create.error).text || words(create.error).title}
        </p>
      ) : null}
      <Button
        look="primary"
        disabled={lacking.length > 0 || create.isPending}
        onClick={() => void save().catch(() => undefined)}
      >
        {w.save}
      </Button>
    </div>
  );
}
