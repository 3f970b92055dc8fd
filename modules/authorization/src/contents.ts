import type { CivilDate } from '@sluice/kernel';

export interface Scenario {
  code: string;
  title: string;
  field: string;
  leadUnit?: string | undefined;
}

/** Rows that stay: those whose field has one of the listed values. */
export interface RowFilter {
  field: string;
  in: string[];
}

export interface EntryRequest {
  resourceId: string;
  fields: string[];
  rows?: RowFilter[] | undefined;
}

export interface Period {
  startsOn: CivilDate;
  endsOn: CivilDate;
}

/** What an application states. Parts may be missing in a draft; the profile says which are required. */
export interface ApplicationContents {
  providers?: string[] | undefined;
  scenarios?: Scenario[] | undefined;
  purpose?: string | undefined;
  scope?: string | undefined;
  period?: Period | undefined;
  safeguards?: string[] | undefined;
  entries?: EntryRequest[] | undefined;
  techniques?: string[] | undefined;
}

export type ApplicationState =
  | 'draft'
  | 'in-review'
  | 'supplement'
  | 'approved'
  | 'granted'
  | 'refused'
  | 'withdrawn'
  | 'lapsed';

export interface Application {
  readonly id: string;
  readonly number: string | null;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly applicant: string;
  readonly profile: { readonly id: string; readonly version: string };
  readonly state: ApplicationState;
  readonly contents: ApplicationContents;
  readonly revision: number;
  readonly scenario: string | null;
  readonly operator: string | null;
  readonly caseId: string | null;
  readonly previous: string | null;
  readonly createdAt: Date;
  readonly submittedAt: Date | null;
  readonly signDueOn: CivilDate | null;
  readonly filingNumber: string | null;
  readonly filedAt: Date | null;
  readonly grantId: string | null;
}
