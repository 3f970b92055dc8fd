import type { ColumnType } from 'kysely';
import type { FieldDefinition, Grade } from './field.ts';
import type { GatherVia } from './gather-route.ts';
import type { ResourceState, VersionState } from './resource.ts';

/** Read as a value, written as JSON text. */
type JsonColumn<T> = ColumnType<T, string, string>;

export interface SystemRow {
  id: string;
  jurisdiction: string;
  owner_id: string;
  owner_name: string;
  name: string;
  description: string | null;
  sector: string | null;
  gather_via: GatherVia;
  created_at: Date;
}

export interface ResourceRow {
  id: string;
  jurisdiction: string;
  owner_id: string;
  owner_name: string;
  code: string | null;
  state: ResourceState;
  version: number;
  published_version: number | null;
  published_at: Date | null;
  quality: number | null;
  current_epoch_id: string | null;
  row_count: number | null;
  supplied_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

export interface ResourceVersionRow {
  id: string;
  resource_id: string;
  version: number;
  state: VersionState;
  content: string;
  system_id: string | null;
  digest: string | null;
  submitted_by: string | null;
  submitted_at: Date | null;
  reviewed_by: string | null;
  reviewed_at: Date | null;
  reasons: string[];
  created_at: Date;
}

export interface CodeSequenceRow {
  id: string;
  last: number;
}

export interface ResourceSearchTable {
  id: string;
  jurisdiction: string;
  owner_id: string;
  sector: string | null;
  grade: number | null;
  state: ResourceState;
  facet_key: string;
  title_key: string;
  updated_at: Date;
  doc: ColumnType<string, unknown, unknown>;
}

export type DemandState = 'drafted' | 'opinion-requested' | 'opinion-given' | 'confirmed' | 'refused';

export interface DemandItemRow {
  id: string;
  jurisdiction: string;
  resource_id: string;
  resource_version: number;
  operator_id: string;
  opened_by: string;
  scenarios: string[];
  fields: string[];
  studied_on: string;
  state: DemandState;
  confirmed_fields: string[] | null;
  reasons: string[];
  created_at: Date;
  decided_at: Date | null;
}

export type OpinionKind = 'agree' | 'agree-with-conditions' | 'disagree';

export interface OpinionRow {
  id: string;
  demand_item_id: string;
  body_id: string;
  requested_by: string;
  requested_at: Date;
  given_by: string | null;
  given_at: Date | null;
  opinion: OpinionKind | null;
  text: string | null;
}

export interface OperationEntryRow {
  id: string;
  demand_item_id: string;
  jurisdiction: string;
  resource_id: string;
  resource_version: number;
  fields: string[];
  confirmed_by: string;
  confirmed_at: Date;
}

export interface RegistrationTaskRow {
  id: string;
  operation_entry_id: string;
  jurisdiction: string;
  resource_id: string;
  state: 'open' | 'done';
  created_at: Date;
}

export type SupplyState = 'applied' | 'confirmed' | 'refused' | 'delivered' | 'rejected';

export interface SupplyReason {
  readonly code: string;
  readonly params?: Readonly<Record<string, string | number | boolean | string[]>>;
}

export interface SupplyTable {
  id: string;
  demand_item_id: string;
  state: SupplyState;
  fields: string[];
  applied_by: string;
  applied_at: Date;
  epoch_id: string | null;
  sent_rows: number | null;
  sent_digest: string | null;
  received_rows: number | null;
  received_digest: string | null;
  reasons: JsonColumn<readonly SupplyReason[]>;
  delivered_at: Date | null;
}

export type GradedField = FieldDefinition & { readonly category: string };

export interface DevelopmentEntryTable {
  id: string;
  demand_item_id: string;
  jurisdiction: string;
  resource_id: string;
  resource_version: number;
  operator_id: string;
  category: string;
  grade: Grade;
  fields: JsonColumn<readonly GradedField[]>;
  state: 'published' | 'superseded';
  published_by: string;
  published_at: Date;
}

export type CatalogueTables = {
  'catalogue.system': SystemRow;
  'catalogue.resource': ResourceRow;
  'catalogue.resource_version': ResourceVersionRow;
  'catalogue.code_sequence': CodeSequenceRow;
  'catalogue.resource_search': ResourceSearchTable;
  'catalogue.demand_item': DemandItemRow;
  'catalogue.opinion': OpinionRow;
  'catalogue.operation_entry': OperationEntryRow;
  'catalogue.registration_task': RegistrationTaskRow;
  'catalogue.supply': SupplyTable;
  'catalogue.development_entry': DevelopmentEntryTable;
};
