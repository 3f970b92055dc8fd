import type { CallInput, productRoutes } from '@sluice/contract';
import { parameterNames } from '../workbench/granted.ts';
import type { Dossier } from './dossier.ts';
import { ownKey } from '../../api/kept-here.ts';

type Body = CallInput<typeof productRoutes.createProduct>['body'];
export type Form = Dossier['form'];
export type Part = 'updateCycle' | 'derivation' | 'example' | 'modelCard' | 'period' | 'delivery';

/** What the publishing form holds; all of it text until it is sent. */
export interface ProductDraft {
  readonly grantId: string;
  readonly form: Form;
  readonly title: string;
  readonly sql: string;
  readonly titles: Readonly<Record<string, string>>;
  readonly summary: string;
  readonly parts: Readonly<Partial<Record<Part, string>>>;
  readonly valueKind: Dossier['value']['kind'];
  readonly value: string;
}

/** What each form must say of itself beside its summary (PRD-01). */
export const PARTS: Readonly<Record<Form, readonly Part[]>> = {
  dataset: ['updateCycle', 'derivation'],
  api: ['example'],
  model: ['modelCard'],
  report: ['period'],
  other: ['delivery'],
};

export const emptyDraft: ProductDraft = {
  grantId: '',
  form: 'api',
  title: '',
  sql: '',
  titles: {},
  summary: '',
  parts: { updateCycle: 'month' },
  valueKind: 'economic',
  value: '',
};

const KEPT = 'product-draft';

export function keptDraft(): ProductDraft | null {
  try {
    const kept = JSON.parse(localStorage.getItem(ownKey(KEPT)) ?? 'null') as Partial<ProductDraft> | null;
    return kept ? { ...emptyDraft, ...kept } : null;
  } catch {
    return null;
  }
}

export function keepDraft(draft: ProductDraft | null): void {
  try {
    if (draft) localStorage.setItem(ownKey(KEPT), JSON.stringify(draft));
    else localStorage.removeItem(ownKey(KEPT));
  } catch {
    // not kept where storage is forbidden; the form still holds it
  }
}

export function fromDossier(one: Dossier): ProductDraft {
  const { example, updateCycle, ...rest } = one.description;
  return {
    grantId: one.grantId,
    form: one.form,
    title: one.title,
    sql: one.sql,
    titles: Object.fromEntries(one.parameters.map((parameter) => [parameter.name, parameter.title])),
    summary: rest.summary,
    parts: {
      ...(updateCycle ? { updateCycle } : {}),
      ...(example
        ? {
            example: Object.entries(example)
              .map(([name, value]) => `${name}=${String(value)}`)
              .join('\n'),
          }
        : {}),
      ...(rest.derivation ? { derivation: rest.derivation } : {}),
      ...(rest.modelCard ? { modelCard: rest.modelCard } : {}),
      ...(rest.period ? { period: rest.period } : {}),
      ...(rest.delivery ? { delivery: rest.delivery } : {}),
    },
    valueKind: one.value.kind,
    value: one.value.statement,
  };
}

/** `name=value` lines as an example of parameters. */
const exampleOf = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.split('='))
      .filter(([name, ...value]) => name?.trim() && value.length > 0)
      .map(([name, ...value]) => [(name ?? '').trim(), value.join('=').trim()]),
  );

export function toBody(draft: ProductDraft): Body {
  const wanted = PARTS[draft.form];
  const { updateCycle, example, ...rest } = draft.parts;
  const parts = Object.entries(rest).filter(([name, value]) => wanted.includes(name as Part) && value);
  return {
    grantId: draft.grantId,
    form: draft.form,
    title: draft.title.trim(),
    sql: draft.sql,
    description: {
      summary: draft.summary.trim(),
      ...Object.fromEntries(parts),
      ...(wanted.includes('updateCycle') && updateCycle
        ? { updateCycle: updateCycle as NonNullable<Body['description']['updateCycle']> }
        : {}),
      ...(wanted.includes('example') && example ? { example: exampleOf(example) } : {}),
    },
    value: { kind: draft.valueKind, statement: draft.value.trim() },
    parameters: parameterNames(draft.sql).map((name) => ({ name, title: (draft.titles[name] ?? '').trim() })),
  };
}
