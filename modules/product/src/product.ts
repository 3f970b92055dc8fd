import type { Reason } from '@sluice/kernel';

export const productForms = ['dataset', 'api', 'model', 'report', 'other'] as const;
export type ProductForm = (typeof productForms)[number];

export type ProductState =
  | 'draft'
  | 'frozen'
  | 'checking'
  | 'returned'
  | 'refused'
  | 'approved'
  | 'listed'
  | 'suspended'
  | 'delisted';
export type CheckOutcome = 'pass' | 'fail';
export type CellValue = string | number | boolean | null;

/** A person who acts for a body in a role; identity's actor fits. */
export interface Actor {
  readonly person: string;
  readonly body: string;
  readonly role: string;
  readonly jurisdiction: string;
}

/** A typed parameter of the product's query; without `values` its domain is that of the dimension it is compared with. */
export interface ProductParameter {
  readonly name: string;
  readonly title: string;
  readonly values?: readonly CellValue[] | undefined;
}

export interface ProductDescription {
  readonly summary: string;
  readonly updateCycle?: 'once' | 'day' | 'week' | 'month' | 'quarter' | 'year' | undefined;
  readonly derivation?: string | undefined;
  readonly example?: Readonly<Record<string, CellValue>> | undefined;
  readonly modelCard?: string | undefined;
  readonly period?: string | undefined;
  readonly delivery?: string | undefined;
}

export interface ValueStatement {
  readonly kind: 'public-service' | 'social' | 'economic';
  readonly statement: string;
}

export interface EpochRef {
  readonly resourceId: string;
  readonly epochId: string;
}

export interface AnswerColumn {
  readonly name: string;
  readonly type: string;
}

/** A parameter with the values over which the cube was released. */
export interface ParameterDomain {
  readonly name: string;
  readonly title: string;
  readonly values: readonly CellValue[];
}

/** A field of a source that takes part in an output column, and as what. */
export interface InputUse {
  readonly resourceId: string;
  readonly field: string;
  readonly use: string;
}

/**
 * Where an output column comes from. `dimension` a declared level that rows are grouped by, `aggregate` a figure over a
 * group, `row-value` a value of single records (which no derived data set may show), `condition` no column: the fields
 * that only decide which records count.
 */
export interface OutputLineage {
  readonly column: string;
  readonly kind: 'dimension' | 'aggregate' | 'row-value' | 'condition';
  readonly inputs: readonly InputUse[];
}

/** One source of a product, generated from lineage. */
export interface SourceLine {
  readonly resourceId: string;
  readonly resourceTitle: string;
  readonly agency: string;
  readonly epochId: string;
  readonly grantId: string;
  readonly applicationId: string;
  readonly fields: readonly string[];
}

/** Answers of all parameter combinations, released jointly by the gate. */
export interface FrozenCube {
  readonly freezeId: string;
  readonly irDigest: string;
  readonly ruleVersion: string;
  readonly epochs: readonly EpochRef[];
  readonly columns: readonly AnswerColumn[];
  readonly domain: readonly ParameterDomain[];
  readonly lineage: readonly OutputLineage[];
  readonly answers: readonly CubeAnswer[];
  /** Seals the text of an answer under the keys of the grant's workspace and of the epochs it was made from. */
  readonly seal?: (label: string, text: string) => string;
}

export interface CubeAnswer {
  /** Values in the order of `domain`. */
  readonly parameters: readonly CellValue[];
  readonly rows: readonly (readonly CellValue[])[];
}

/** What the grant behind a product says; authorization fills it. */
export interface GrantFacts {
  readonly id: string;
  readonly applicationId: string;
  readonly jurisdiction: string;
  readonly developer: string;
  readonly scenario: string;
  readonly purpose: string;
  readonly active: boolean;
  readonly endsAt: Date;
  /** Bodies that a review chain may name, by the name of the fact: operator, lead_unit, sector_authority. */
  readonly reviewers: Readonly<Record<string, string>>;
  /** Least number of people behind anything that is shown; a grant from before it was said has none. */
  readonly groupSize?: number;
  readonly resources: readonly GrantedResource[];
}

export interface GrantedResource {
  readonly resourceId: string;
  readonly title: string;
  readonly agency: string;
  readonly fields: readonly GrantedField[];
}

export interface GrantedField {
  readonly name: string;
  readonly role: 'direct-identifier' | 'entity-key' | 'quasi-identifier' | 'sensitive' | 'other';
  readonly uses: readonly string[];
}

/** What a jurisdiction's profile says on products. */
export interface ProductRules {
  readonly ruleVersion: string;
  readonly forms: readonly ProductForm[];
}

export interface CheckFinding {
  readonly check: string;
  readonly by: 'platform' | 'person';
  readonly role: string;
  readonly outcome: CheckOutcome;
  readonly finding?: string;
  readonly measure?: string;
  readonly reasons: readonly Reason[];
  readonly at: string;
}

export interface ReleaseView {
  readonly id: string;
  readonly version: number;
  readonly freezeId: string;
  readonly epochIds: readonly string[];
  readonly columns: readonly AnswerColumn[];
  readonly answers: number;
  readonly rows: number;
  readonly irDigest: string;
  readonly cubeDigest: string;
  readonly at: string;
}

/** Everything on one product that its developer and its reviewers see. */
export interface ProductDossier {
  readonly id: string;
  readonly jurisdiction: string;
  readonly grantId: string;
  readonly developer: string;
  readonly form: ProductForm;
  readonly title: string;
  readonly description: ProductDescription;
  readonly value: ValueStatement;
  readonly sql: string;
  readonly parameters: readonly ProductParameter[];
  readonly state: ProductState;
  readonly sourceStatement: readonly SourceLine[];
  readonly release?: ReleaseView;
  readonly round: number;
  readonly checks: readonly CheckFinding[];
  readonly reasons: readonly Reason[];
  readonly history: readonly {
    readonly from?: ProductState;
    readonly to: ProductState;
    readonly at: string;
    readonly ground?: string;
  }[];
  readonly createdAt: string;
  readonly updatedAt: string;
}
