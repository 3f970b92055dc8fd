import type { Answer, catalogueRoutes } from '@sluice/contract';
import type { zhCN } from '../../i18n/entry/zh-cn.ts';

export type Resource = Answer<typeof catalogueRoutes.getResource>;
export type Content = Resource['content'];
export type FieldDefinition = NonNullable<Content['fields']>[number];

export const ACCESS = ['sharing', 'opening', 'authorization', 'returnFlow'] as const;
export type AccessName = (typeof ACCESS)[number];

const NAME = /^[a-z_\p{Lo}][a-z0-9_\p{Lo}]{0,62}$/u;
const ENTITY = /^[a-z][a-z-]{1,30}$/;

/** What a clerk has typed: nothing is required until it is handed in. */
export type EntryForm = { readonly [K in keyof Content]?: Content[K] | undefined };

/** Something that is still to be filled in; `of` names the attribute where several have the same sentence. */
export interface Missing {
  readonly what: keyof typeof zhCN.missing;
  readonly of?: AccessName;
}

export function missingOf(form: EntryForm): Readonly<Record<'basics' | 'fields' | 'conditions', readonly Missing[]>> {
  const basics: (keyof typeof zhCN.missing)[] = [];
  if (!form.title) basics.push('title');
  if (!NAME.test(form.name ?? '')) basics.push('name');
  if (!form.class) basics.push('class');
  if (!form.systemId) basics.push('system');
  if (!form.description) basics.push('description');
  if (!form.form) basics.push('form');
  if (!form.sector) basics.push('sector');
  if (!form.updateCycle) basics.push('cycle');
  if (!form.grade) basics.push('grade');
  if (!form.keywords?.length) basics.push('keywords');
  return {
    basics: basics.map((what) => ({ what })),
    fields: missingFields(form.fields ?? []).map((what) => ({ what })),
    conditions: ACCESS.flatMap((of) => missingAccess(form, of)),
  };
}

function missingFields(fields: readonly FieldDefinition[]): (keyof typeof zhCN.missing)[] {
  if (fields.length === 0) return ['fields'];
  const named = fields.every((one) => one.title && NAME.test(one.name));
  const distinct = new Set(fields.map((one) => one.name)).size === fields.length;
  const keyed = fields.every((one) => one.role !== 'entity-key' || ENTITY.test(one.entity ?? ''));
  return [...(named && distinct ? [] : ['fieldNames' as const]), ...(keyed ? [] : ['entity' as const])];
}

function missingAccess(form: EntryForm, of: AccessName): Missing[] {
  const access = form[of];
  if (!access) return [{ what: 'access', of }];
  if (access.mode === 'conditional' && !access.conditions) return [{ what: 'conditions', of }];
  if (access.mode === 'none' && !access.reason) return [{ what: 'reason', of }];
  return [];
}

/** Whether there is enough of it to be kept as a draft at all. */
export const canBeKept = (form: EntryForm): boolean => Boolean(form.title && form.class && NAME.test(form.name ?? ''));

/** What is sent: empty lines are left out, half-written fields wait until they have a name. */
export function contentOf(form: EntryForm): Content {
  const fields = (form.fields ?? []).filter((one) => one.title && NAME.test(one.name));
  const kept = Object.entries({ ...form, fields }).filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(kept) as unknown as Content;
}

/** The text that is being worked on: a draft or a returned one before what is published. */
export function startOf(resource: Resource | undefined, systemId: string | null): EntryForm {
  if (!resource) return { class: 'public', form: 'table', ...(systemId ? { systemId } : {}) };
  const open = resource.versions.find((one) => one.state === 'draft' || one.state === 'returned');
  return open?.content ?? resource.content;
}

export const emptyField = (): FieldDefinition => ({
  ...{ name: '', title: '', type: 'text', required: false, role: 'other', grade: 1 },
});
