import { createHash } from 'node:crypto';
import { canonicalJson, type Issue, type Json } from '@sluice/kernel';
import type { AuthorizableClass } from './authorizable-class.ts';
import { fieldIssues, isSqlName, type FieldDefinition, type Grade } from './field.ts';

/** Public data, data of a whole field held by firms and associations, or a developer's own data (JUR-03). */
export type DataClass = 'public' | 'sector' | 'social';
/** Any machine-readable form is accepted (F0 §二). */
export type MediaForm = 'text' | 'table' | 'image' | 'audio' | 'video';
export type UpdateCycle =
  | 'real-time'
  | 'daily'
  | 'weekly'
  | 'monthly'
  | 'quarterly'
  | 'half-yearly'
  | 'yearly'
  | 'irregular';

/** One of sharing, opening, authorization. `none` needs a reason, `conditional` its conditions (CAT-02). */
export interface AccessRule {
  readonly mode: 'unconditional' | 'conditional' | 'none';
  readonly conditions?: string | undefined;
  readonly reason?: string | undefined;
}

/** 回流: whether data gathered upward returns to where it arose. */
export interface ReturnFlow {
  readonly mode: 'returned' | 'on-request' | 'none';
  readonly conditions?: string | undefined;
  readonly reason?: string | undefined;
}

/** What a source agency writes. Everything but name, title and class may be missing in a draft, not at submission. */
export interface ResourceContent {
  readonly name: string;
  readonly title: string;
  readonly titleEn?: string | undefined;
  readonly description?: string | undefined;
  readonly class: DataClass;
  /** Of the five classes of what may be authorized (JUR-05); follows from owner and class where public data says nothing. */
  readonly authorizableClass?: AuthorizableClass | undefined;
  readonly systemId?: string | undefined;
  readonly form?: MediaForm | undefined;
  readonly sector?: string | undefined;
  readonly keywords?: readonly string[] | undefined;
  readonly updateCycle?: UpdateCycle | undefined;
  readonly grade?: Grade | undefined;
  readonly sharing?: AccessRule | undefined;
  readonly opening?: AccessRule | undefined;
  readonly returnFlow?: ReturnFlow | undefined;
  readonly authorization?: AccessRule | undefined;
  readonly fields?: readonly FieldDefinition[] | undefined;
}

/** State of an entry: what the world sees. A published entry stays published while its next version is worked on. */
export type ResourceState = 'draft' | 'in-review' | 'published';
export type VersionState = 'draft' | 'in-review' | 'returned' | 'published' | 'superseded';

/** What may be asked for from an entry (CAT-11). */
export type RequestType = 'sharing' | 'opening' | 'authorization';

/** The text of a version: canonical JSON, the very bytes that are submitted, reviewed and published. */
export function contentText(content: ResourceContent): string {
  return canonicalJson(JSON.parse(JSON.stringify(content)) as Json);
}

/** SHA-256 of the text, lower-case hex. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Faults that a draft may not have either: `resource.name-malformed` and those of its fields. */
export function draftIssues(content: ResourceContent): readonly Issue[] {
  const name = isSqlName(content.name) ? [] : [{ code: 'resource.name-malformed', path: 'name' }];
  return [...name, ...fieldIssues(content.fields ?? [])];
}

/** Attributes without which no entry is submitted (CAT-02). Owner and grade of each field are always there. */
const mandatory = [
  'description',
  'systemId',
  'form',
  'sector',
  'updateCycle',
  'grade',
  'sharing',
  'opening',
  'returnFlow',
  'authorization',
  'fields',
] as const satisfies readonly (keyof ResourceContent)[];

/**
 * What keeps a draft from being submitted, each attribute named: `resource.attribute-missing`,
 * `resource.reason-missing` (a `none` without reason), `resource.conditions-missing`, `resource.fields-empty`,
 * `resource.grade-below-fields`.
 */
export function submissionIssues(content: ResourceContent): readonly Issue[] {
  const missing = mandatory
    .filter((attribute) => content[attribute] === undefined)
    .map((attribute) => ({ code: 'resource.attribute-missing', path: attribute, params: { attribute } }));
  return [...missing, ...accessIssues(content), ...fieldListIssues(content), ...draftIssues(content)];
}

function accessIssues(content: ResourceContent): readonly Issue[] {
  return (['sharing', 'opening', 'returnFlow', 'authorization'] as const).flatMap((attribute) => {
    const rule = content[attribute];
    if (rule?.mode === 'none' && rule.reason === undefined) {
      return [{ code: 'resource.reason-missing', path: `${attribute}.reason`, params: { attribute } }];
    }
    if (rule?.mode === 'conditional' && rule.conditions === undefined) {
      return [{ code: 'resource.conditions-missing', path: `${attribute}.conditions`, params: { attribute } }];
    }
    return [];
  });
}

function fieldListIssues(content: ResourceContent): readonly Issue[] {
  const { fields, grade, form } = content;
  if (fields === undefined) return [];
  if (fields.length === 0 && form === 'table') return [{ code: 'resource.fields-empty', path: 'fields' }];
  const highest = Math.max(0, ...fields.map((field) => field.grade));
  return grade !== undefined && grade < highest
    ? [{ code: 'resource.grade-below-fields', path: 'grade', params: { grade, highest } }]
    : [];
}

/** Requests that the attributes of a published entry leave open. */
export function offeredRequests(content: ResourceContent): readonly RequestType[] {
  return (['sharing', 'opening', 'authorization'] as const).filter((type) => {
    const rule = content[type];
    return rule !== undefined && rule.mode !== 'none';
  });
}
