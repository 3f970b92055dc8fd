import { productRoutes, type Answer, type authorizationRoutes } from '@sluice/contract';
import { useEffect, useState, type ReactNode } from 'react';
import { useWrite } from '../../api/use-call.ts';
import { ErrorState } from '../../design/error-state.tsx';
import { useGo } from '../../design/go.tsx';
import { Button, Tag } from '../../design/primitives.tsx';
import { StepsForm } from '../../design/steps-form.tsx';
import { fill } from '../../i18n/area.ts';
import { useProductWords } from '../../i18n/products/index.ts';
import { useTerms } from '../../i18n/terms/index.ts';
import { parameterNames } from '../workbench/granted.ts';
import { CHECKS, COMPUTED } from './dossier.ts';
import { keepDraft, PARTS, toBody, type Form, type Part, type ProductDraft } from './product-draft.ts';
import css from './products.module.css';

type Grants = Answer<typeof authorizationRoutes.listGrants>['items'];

function Field(props: { readonly label: string; readonly help?: string; readonly children: ReactNode }) {
  return (
    <label className={css['field']}>
      <span>{props.label}</span>
      {props.children}
      {props.help ? <small>{props.help}</small> : null}
    </label>
  );
}

/** The publishing form in three sections; what is typed stays on this computer until it is saved. */
export function ProductForm(props: {
  readonly first: ProductDraft;
  readonly productId: string | null;
  /** Nothing was typed before: what is missing is not held against the writer. */
  readonly fresh?: boolean;
  readonly grants: Grants;
}) {
  const words = useProductWords();
  const w = words.form;
  const go = useGo();
  const create = useWrite(productRoutes.createProduct, {});
  const update = useWrite(productRoutes.updateProduct, {});
  const [draft, setDraft] = useState(props.first);
  const { productId } = props;
  useEffect(() => {
    if (!productId) keepDraft(draft);
  }, [draft, productId]);
  const set = (part: Partial<ProductDraft>): void => setDraft({ ...draft, ...part });
  const names = parameterNames(draft.sql);
  const m = w.missing;
  const basis = [
    ...(draft.grantId ? [] : [m.grant]),
    ...(draft.sql.trim() ? [] : [m.sql]),
    ...names.filter((name) => !draft.titles[name]?.trim()).map((name) => fill(m.parameter, { name })),
  ];
  const describe = [
    ...(draft.title.trim() ? [] : [m.title]),
    ...(draft.summary.trim() ? [] : [m.summary]),
    ...PARTS[draft.form].filter((part) => !draft.parts[part]?.trim()).map((part) => fill(m.part, { name: w[part] })),
    ...(draft.value.trim() ? [] : [m.value]),
  ];
  const save = async (): Promise<void> => {
    const { grantId, ...body } = toBody(draft);
    const answer = productId
      ? await update.mutateAsync({ params: { id: productId }, query: {}, body })
      : await create.mutateAsync({ query: {}, body: { grantId, ...body } });
    keepDraft(null);
    go(`/console/products/${answer.data.id}`);
  };
  const untouched = props.fresh === true && draft === props.first;
  const busy = create.isPending || update.isPending;
  return (
    <StepsForm
      label={productId ? w.editTitle : w.newTitle}
      saved={{ state: productId ? 'unsaved' : untouched ? 'new' : 'kept', at: '' }}
      steps={[
        {
          id: 'basis',
          title: w.steps.basis,
          problems: basis,
          untouched,
          content: <Basis draft={draft} set={set} names={names} grants={props.grants} fixed={productId !== null} />,
        },
        {
          id: 'describe',
          title: w.steps.describe,
          problems: describe,
          untouched,
          content: <Describe draft={draft} set={set} />,
        },
        {
          id: 'check',
          title: w.steps.check,
          problems: [...basis, ...describe],
          content: (
            <>
              <p className={css['text']}>{w.checkNote}</p>
              <ol className={css['selfcheck']}>
                {CHECKS.map((name) => (
                  <li key={name}>
                    {words.checks.names[name]} <Tag>{COMPUTED.includes(name) ? w.computed : w.reviewed}</Tag>
                  </li>
                ))}
              </ol>
              {create.error || update.error ? <ErrorState error={create.error ?? update.error} /> : null}
            </>
          ),
        },
      ]}
      submit={
        <Button
          look="primary"
          disabled={busy || basis.length + describe.length > 0}
          onClick={() => void save().catch(() => undefined)}
          data-testid="save"
        >
          {productId ? w.saveEdit : w.save}
        </Button>
      }
    />
  );
}

function Basis(props: {
  readonly draft: ProductDraft;
  readonly set: (part: Partial<ProductDraft>) => void;
  readonly names: readonly string[];
  readonly grants: Grants;
  readonly fixed: boolean;
}) {
  const w = useProductWords().form;
  const { draft, set } = props;
  return (
    <div className={css['fields']}>
      <Field label={w.grant}>
        <select value={draft.grantId} disabled={props.fixed} onChange={(event) => set({ grantId: event.target.value })}>
          <option value="">{w.grantChoose}</option>
          {props.grants.map((grant) => (
            <option key={grant.id} value={grant.id}>
              {grant.scenarioTitle} · {grant.endsAt.slice(0, 10)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={w.sql} help={w.sqlHelp}>
        <textarea
          className={css['code'] ?? ''}
          rows={12}
          spellCheck={false}
          value={draft.sql}
          onChange={(event) => set({ sql: event.target.value })}
        />
      </Field>
      {props.names.map((name) => (
        <Field key={name} label={`${w.parameters} :${name}`} help={w.parametersHelp}>
          <input
            value={draft.titles[name] ?? ''}
            onChange={(event) => set({ titles: { ...draft.titles, [name]: event.target.value } })}
          />
        </Field>
      ))}
    </div>
  );
}

function Describe(props: { readonly draft: ProductDraft; readonly set: (part: Partial<ProductDraft>) => void }) {
  const words = useProductWords();
  const w = words.form;
  const terms = useTerms();
  const { draft, set } = props;
  const part = (name: Part, value: string): void => set({ parts: { ...draft.parts, [name]: value } });
  return (
    <div className={css['fields']}>
      <Field label={w.title} help={w.titleHelp}>
        <input maxLength={120} value={draft.title} onChange={(event) => set({ title: event.target.value })} />
      </Field>
      <Field label={w.form}>
        <select value={draft.form} onChange={(event) => set({ form: event.target.value as Form })}>
          {(['api', 'dataset', 'report', 'model', 'other'] as const).map((form) => (
            <option key={form} value={form}>
              {terms.productForm[form]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={w.summary} help={w.summaryHelp}>
        <textarea
          rows={4}
          maxLength={2000}
          value={draft.summary}
          onChange={(event) => set({ summary: event.target.value })}
        />
      </Field>
      {PARTS[draft.form].map((name) =>
        name === 'updateCycle' ? (
          <Field key={name} label={w.updateCycle}>
            <select
              value={draft.parts.updateCycle ?? 'month'}
              onChange={(event) => part('updateCycle', event.target.value)}
            >
              {Object.entries(w.cycle).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </Field>
        ) : (
          <Field key={name} label={w[name]} {...(name === 'derivation' ? { help: w.derivationHelp } : {})}>
            <textarea
              rows={name === 'example' ? parameterNames(draft.sql).length + 1 : 2}
              placeholder={
                name === 'example'
                  ? parameterNames(draft.sql)
                      .map((one) => `${one}=`)
                      .join('\n')
                  : ''
              }
              value={draft.parts[name] ?? ''}
              onChange={(event) => part(name, event.target.value)}
            />
          </Field>
        ),
      )}
      <Field label={w.valueKind}>
        <select
          value={draft.valueKind}
          onChange={(event) => set({ valueKind: event.target.value as ProductDraft['valueKind'] })}
        >
          {(['economic', 'social', 'public-service'] as const).map((kind) => (
            <option key={kind} value={kind}>
              {words.value[kind]}
            </option>
          ))}
        </select>
      </Field>
      <Field label={w.value}>
        <textarea
          rows={2}
          maxLength={1000}
          value={draft.value}
          onChange={(event) => set({ value: event.target.value })}
        />
      </Field>
    </div>
  );
}
