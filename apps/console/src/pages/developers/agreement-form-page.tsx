import { identityRoutes, jurisdictionRoutes, type Answer } from '@sluice/contract';
import { useState } from 'react';
import { useProfile } from '../../api/profile.ts';
import { useSession } from '../../api/session.ts';
import { useUrl } from '../../api/url-state.ts';
import { useRead } from '../../api/use-call.ts';
import { Await, RowsSkeleton } from '../../design/await.tsx';
import { NoPermission } from '../../design/error-state.tsx';
import { PageHead } from '../../design/page-head.tsx';
import { Panel } from '../../design/primitives.tsx';
import { Stack } from '../../design/open-panel.tsx';
import { titleIn, useLanguage } from '../../i18n/area.ts';
import { useDeveloperWords } from '../../i18n/developers/index.ts';
import { Field } from '../apply/field.tsx';
import { ItemField, tidy, type Item, type Value } from '../cases/document-form.tsx';
import documents from '../cases/case.module.css';
import css from '../sources/sources.module.css';
import { SaveAgreement, type Typed } from './save-agreement.tsx';

interface Ruled {
  readonly agreement: {
    readonly operation: {
      readonly value: { readonly parties: readonly string[]; readonly items: readonly RuledItem[] };
    };
  };
}
interface RuledItem {
  readonly id: string;
  readonly title: string;
  readonly title_en: string;
  readonly type: Item['type'];
}

const DRAFTERS = ['data-authority', 'sector-authority'];

/** Drafting the agreement with an operator item by item, or registering one from before the platform (AUT-01, AUT-06). */
export function AgreementFormPage() {
  const w = useDeveloperWords();
  const url = useUrl();
  const active = useSession().data?.active;
  const takesOver = url.get('existing') !== null;
  const profile = useRead(
    jurisdictionRoutes.readProfile,
    { params: { jurisdiction: active?.jurisdiction ?? '' } },
    { enabled: active !== undefined },
  );
  const bodies = useRead(
    identityRoutes.listBodies,
    { query: { jurisdiction: active?.jurisdiction ?? '', role: 'operator' } },
    { enabled: active !== undefined },
  );
  return (
    <>
      <PageHead
        title={takesOver ? w.agreement.titleTakeOver : w.agreement.title}
        note={takesOver ? w.agreement.noteTakeOver : w.agreement.note}
        back={{ href: '/console/selections', label: w.back }}
      />
      {active && !DRAFTERS.includes(active.role) ? (
        <NoPermission roles={DRAFTERS} />
      ) : (
        <Await query={profile} skeleton={<RowsSkeleton rows={10} />}>
          {(one) => (
            <Await query={bodies} skeleton={<RowsSkeleton rows={10} />}>
              {({ items }) => (
                <Form
                  jurisdiction={active?.jurisdiction ?? ''}
                  operators={items}
                  operation={(one.rules as unknown as Ruled).agreement.operation.value}
                  selection={url.get('selection')}
                  takesOver={takesOver}
                />
              )}
            </Await>
          )}
        </Await>
      )}
    </>
  );
}

interface FormProps {
  readonly operators: Answer<typeof identityRoutes.listBodies>['items'];
  readonly jurisdiction: string;
  readonly operation: Ruled['agreement']['operation']['value'];
  readonly selection: string | null;
  readonly takesOver: boolean;
}

function startOf(item: RuledItem, parties: readonly string[]): Value {
  if (item.type === 'list') return { list: [] };
  if (item.type === 'fee') return { fee: { amount: '0', basis: '' } };
  if (item.type === 'shares') return { shares: parties.map((party) => ({ party, basis: '' })) };
  if (item.type === 'period') return { period: { startsOn: '', endsOn: '' } };
  return { text: '' };
}

const isEmpty = (value: Value): boolean =>
  'text' in value
    ? value.text.trim() === ''
    : 'list' in value
      ? value.list.every((line) => line.trim() === '')
      : 'shares' in value
        ? value.shares.some((share) => share.basis.trim() === '')
        : 'fee' in value && value.fee.basis.trim() === '';

function Form(props: FormProps) {
  const w = useDeveloperWords().agreement;
  const language = useLanguage();
  const { items, parties } = props.operation;
  const [typed, setTyped] = useState<Typed>({});
  const [values, setValues] = useState<Readonly<Record<string, Value>>>(() =>
    Object.fromEntries(items.map((item) => [item.id, startOf(item, parties)])),
  );
  const period = { startsOn: typed['startsOn'] ?? '', endsOn: typed['endsOn'] ?? '' };
  const valueOf = (item: RuledItem): Value =>
    item.type === 'period' ? { period } : (values[item.id] ?? startOf(item, parties));
  const head = useHeadFields();
  const lacking = [
    ...head.filter(([name, , needed]) => needed && !typed[name]?.trim()).map(([, label]) => label),
    ...items
      .filter((item) => isEmpty(valueOf(item)))
      .map((item) => titleIn(language, { ...item, titleEn: item.title_en })),
  ];
  const contents = Object.fromEntries(items.map((item) => [item.id, tidy(valueOf(item))]));
  return (
    <Stack>
      <Parties typed={typed} put={(name, value) => setTyped((before) => ({ ...before, [name]: value }))} {...props} />
      <Panel id="contents" title={w.contents}>
        <div className={css['form']}>
          <div className={`${css['wide']} ${documents['form']}`}>
            {items
              .filter((item) => item.type !== 'period')
              .map((item) => (
                <ItemField
                  key={item.id}
                  item={{ ...item, titleEn: item.title_en } as unknown as Item}
                  value={valueOf(item)}
                  onChange={(value) => setValues((before) => ({ ...before, [item.id]: value }))}
                />
              ))}
          </div>
        </div>
      </Panel>
      <SaveAgreement {...props} typed={typed} contents={contents} lacking={lacking} />
    </Stack>
  );
}

function useHeadFields(): readonly (readonly [name: string, label: string, needed: boolean, type: 'text' | 'date'])[] {
  const words = useDeveloperWords();
  const w = words.agreement;
  return [
    ['operator', w.operator, true, 'text'],
    ['basis', words.basis, true, 'text'],
    ['mandate', w.mandate, false, 'text'],
    ['startsOn', w.starts, true, 'date'],
    ['endsOn', w.ends, true, 'date'],
    ['minutes', w.minutes, false, 'text'],
  ];
}

function Parties(props: FormProps & { readonly typed: Typed; readonly put: (name: string, value: string) => void }) {
  const w = useDeveloperWords().agreement;
  const language = useLanguage();
  const profile = useProfile(props.jurisdiction);
  const { typed, put } = props;
  const choice = (name: string, label: string, none: string, options: readonly (readonly [string, string])[]) => (
    <Field label={label}>
      {(id) => (
        <select {...id} value={typed[name] ?? ''} onChange={(event) => put(name, event.target.value)}>
          <option value="">{none}</option>
          {options.map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  const operators = props.operators.map(
    (one) => [one.id, language === 'en' ? (one.nameEn ?? one.name) : one.name] as const,
  );
  const fields = (profile?.rules.fields.value ?? []).map(
    (one) => [one.code, titleIn(language, { title: one.title, titleEn: one.title_en })] as const,
  );
  return (
    <Panel id="parties" title={w.parties}>
      <div className={css['form']}>
        {choice('operator', w.operator, '', operators)}
        {choice('field', w.field, w.fieldAll, fields)}
        {useHeadFields()
          .filter(([name]) => name !== 'operator')
          .map(([name, label, , type]) => (
            <Field key={name} label={label}>
              {(id) => (
                <input
                  {...id}
                  type={type}
                  value={typed[name] ?? ''}
                  onChange={(event) => put(name, event.target.value)}
                />
              )}
            </Field>
          ))}
      </div>
    </Panel>
  );
}
