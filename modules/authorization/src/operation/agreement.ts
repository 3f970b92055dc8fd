import type { CivilDate, Issue, JsonObject, Reason } from '@sluice/kernel';
import type { Profile } from '@sluice/profile';
import { checkDocument, type DocumentContents } from '../check-document.ts';
import { checkTerm } from '../term.ts';

export type AgreementState = 'drafting' | 'in-force' | 'correcting' | 'suspended' | 'ended';
export type EndGround = 'expiry' | 'own-request' | 'breach' | 'illegality';
/** What becomes of the grants at its end: they wait for a successor, or end with it. */
export type Handover = 'successor' | 'end';
export type MeasureKind = 'order' | 'corrected' | 'failed' | 'suspension' | 'lift';

/** What an agreement limits its operator to; null for everything of the jurisdiction. */
export interface OperationLimits {
  /** Codes of fields of use. */
  readonly fields: readonly string[] | null;
  /** Forms of products. */
  readonly forms: readonly string[] | null;
}

export interface AgreementMeasure {
  readonly kind: MeasureKind;
  readonly reasons: readonly string[];
  readonly dueOn: CivilDate | null;
  readonly body: string;
  readonly role: string;
  readonly at: Date;
}

export interface AgreementSignature {
  readonly party: string;
  readonly person: string;
  readonly body: string;
  readonly at: Date;
  /** Sealed statements over the digest; to be checked by anybody. */
  readonly seals: readonly JsonObject[];
}

/** The agreement that an operator operates under (授权运营协议), from draft to end. */
export interface OperationAgreement {
  readonly id: string;
  readonly jurisdiction: string;
  readonly operator: string;
  readonly field: string | null;
  readonly selectionId: string | null;
  readonly takenOver: boolean;
  readonly predecessor: string | null;
  readonly basis: string;
  readonly mandate: string | null;
  readonly minutes: string | null;
  readonly profile: { readonly id: string; readonly version: string };
  readonly revision: number;
  readonly contents: DocumentContents;
  readonly limits: OperationLimits;
  readonly digest: string;
  readonly startsOn: CivilDate;
  readonly endsOn: CivilDate;
  readonly draftedBy: string;
  readonly draftedAt: Date;
  readonly state: AgreementState;
  readonly inForceAt: Date | null;
  readonly renewalDueAt: Date | null;
  readonly endedAt: Date | null;
  readonly endGround: EndGround | null;
  readonly endReasons: readonly string[];
  readonly handover: Handover | null;
  /** Signatures of the present wording only. */
  readonly signatures: readonly AgreementSignature[];
  readonly measures: readonly AgreementMeasure[];
}

/**
 * Who grants what to whom, by the two values of the profile (AUT-01): the one who grants signs with the operator; a
 * company of one sector has a field, the operator of the whole has none; an enterprise may run its own data only where
 * the text says so; developers are admitted by the operator only where there are two tiers.
 */
export interface OperationMode {
  readonly grantor: string;
  readonly field: 'required' | 'allowed' | 'none';
  readonly selfOperation: boolean;
  readonly choice: 'selection' | 'none';
  readonly developersAdmitted: boolean;
}

export function operationMode(profile: Profile): OperationMode {
  const { scope, tiers } = profile.authorization;
  const how = profile.operator.selection.value;
  return {
    grantor: profile.agreement.operation.value.parties[0],
    field: scope.value === 'sector_company' ? 'required' : scope.value === 'overall_with_fields' ? 'allowed' : 'none',
    selfOperation: scope.value === 'level' || scope.value === 'self_operation',
    choice: how === 'given' || how === 'open' ? 'none' : 'selection',
    developersAdmitted: tiers.value === 'two_tier' && profile.developer.call_required.value,
  };
}

/**
 * Faults of a draft: of each item of the profile's agreement (AUT-06), of its term (AUT-07), of its field (AUT-01).
 * Codes: those of `checkDocument` and `checkTerm`, `agreement.field-missing`, `agreement.field-not-asked`,
 * `agreement.unknown-field`, `agreement.term-differs`.
 */
export function checkAgreement(
  profile: Profile,
  draft: Pick<OperationAgreement, 'contents' | 'startsOn' | 'endsOn' | 'field' | 'limits'>,
): readonly Issue[] {
  const { operation } = profile.agreement;
  const rule = profile.term.operator.max_months;
  const mode = operationMode(profile);
  const known = profile.fields.value.map((field) => field.code);
  const unknown = [...(draft.field === null ? [] : [draft.field]), ...(draft.limits.fields ?? [])].filter(
    (field) => !known.includes(field),
  );
  const stated = Object.values(draft.contents).flatMap((item) => ('period' in item ? [item.period] : []));
  const differ = stated.some((period) => period.startsOn !== draft.startsOn || period.endsOn !== draft.endsOn);
  return [
    ...checkDocument(operation.value, draft.contents),
    ...checkTerm(draft, { maxMonths: rule.value, clause: rule.clause }).map((fault) => toIssue(fault, 'endsOn')),
    ...(differ ? [{ code: 'agreement.term-differs', path: 'contents' }] : []),
    ...(mode.field === 'required' && draft.field === null
      ? [{ code: 'agreement.field-missing', path: 'field', params: { clause: profile.authorization.scope.clause } }]
      : []),
    ...(mode.field === 'none' && draft.field !== null
      ? [{ code: 'agreement.field-not-asked', path: 'field', params: { clause: profile.authorization.scope.clause } }]
      : []),
    ...unknown.map((field) => ({ code: 'agreement.unknown-field', path: 'field', params: { field } })),
  ];
}

const toIssue = ({ code, params }: Reason, path: string): Issue => ({ code, path, ...(params ? { params } : {}) });

/** Whether an agreement lets its operator act on a date. */
export const isRunning = (
  agreement: Pick<OperationAgreement, 'state' | 'startsOn' | 'endsOn'>,
  on: CivilDate,
): boolean =>
  (agreement.state === 'in-force' || agreement.state === 'correcting') &&
  agreement.startsOn <= on &&
  on <= agreement.endsOn;
